"""Rasa custom actions, one module per skill. Actions are found by importing these modules."""
