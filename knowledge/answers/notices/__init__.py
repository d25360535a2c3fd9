"""What ingested notices say: found by place, service and asked detail, told word for word."""

from knowledge.answers.notices.finding import Finder
from knowledge.answers.notices.preview import Preview, answered_questions, details_held
from knowledge.answers.notices.selection import NoticeIndex
from knowledge.answers.notices.telling import Notices
from knowledge.answers.notices.told import Told

__all__ = [
    "Finder",
    "NoticeIndex",
    "Notices",
    "Preview",
    "Told",
    "answered_questions",
    "details_held",
]
