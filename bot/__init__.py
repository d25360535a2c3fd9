"""Front doors: terminal, web, Telegram, and the one turn pipeline behind them."""
