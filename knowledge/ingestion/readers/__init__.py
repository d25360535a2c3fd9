"""One reader per format; each takes bytes and returns what it found, uncleaned."""
