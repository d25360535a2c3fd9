"""Which details of a service a message asks for."""

from nlu.understanding.details.reader import DetailReader, detail_examples

__all__ = ["DetailReader", "detail_examples"]
