"""Skills, facts and service requests: what the assistant does for a parent."""
