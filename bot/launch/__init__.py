"""Trains the dialogue, and starts and watches the processes."""
