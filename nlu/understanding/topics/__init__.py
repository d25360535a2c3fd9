"""Which services, measures or kind a message is about, and how sure that is."""

from nlu.understanding.topics.reading import Kind, Quote, Reading, Subject, Topic

__all__ = ["Kind", "Quote", "Reading", "Subject", "Topic"]
