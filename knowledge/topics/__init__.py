"""Which services, measures or kind a message is about, and how sure that is."""

from knowledge.topics.reading import Kind, Reading, Subject, Topic

__all__ = ["Kind", "Reading", "Subject", "Topic"]
