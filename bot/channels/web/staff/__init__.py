"""The staff desk: who may enter, and what they may do with a request."""
