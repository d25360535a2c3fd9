"""Everything that is kept beside the requests, for commands that look after all of it."""

from __future__ import annotations

from actions.staff.schema import STAFF
from bot.channels.registry import messengers
from bot.channels.web.helpfulness import COUNTERS
from bot.dialogue.states import CONVERSATIONS
from bot.dialogue.trackers import TRACKERS
from knowledge.database import Schema
from knowledge.ingestion.rows import DOCUMENTS

SCHEMAS: tuple[Schema, ...] = (
    DOCUMENTS,
    CONVERSATIONS,
    TRACKERS,
    STAFF,
    COUNTERS,
    *(one.notes for one in messengers().values()),
)
