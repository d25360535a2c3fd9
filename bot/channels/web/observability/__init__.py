"""What operators see: figures and log lines without anybody's words in them."""
