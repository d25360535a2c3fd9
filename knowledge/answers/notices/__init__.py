"""What ingested notices say: found by place, service and asked detail, told word for word."""

from knowledge.answers.notices.shelf import Shelf
from knowledge.answers.notices.telling import Notices, Told

__all__ = ["Notices", "Shelf", "Told"]
