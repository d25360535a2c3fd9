"""Which department a request belongs to, with the reason for each suggestion."""

from actions.requests.routing.router import Router, Suggestion, route

__all__ = ["Router", "Suggestion", "route"]
