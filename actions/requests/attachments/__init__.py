"""What parents attach: the content decides the kind, and what it tells of them is taken out."""

from actions.requests.attachments.files import Attachment, cleaned
from actions.requests.attachments.problems import AttachmentError

__all__ = ["Attachment", "AttachmentError", "cleaned"]
