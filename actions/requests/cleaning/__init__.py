"""What parents attach: the content decides the kind, and what it tells of them is taken out."""

from actions.requests.cleaning.files import Attachment, cleaned
from actions.requests.cleaning.problems import AttachmentError

__all__ = ["Attachment", "AttachmentError", "cleaned"]
