"""What was meant: a text read once, and beside it the project of the Rasa server."""
