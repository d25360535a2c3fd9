"""What is known, and what may be said about it: entries, documents, retrieval, answers."""
