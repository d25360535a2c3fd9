"""The web chat beyond its page: what it needs where no script runs."""
