"""The doors people come through: web, Telegram, terminal."""
