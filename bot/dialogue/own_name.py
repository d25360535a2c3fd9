"""The name a parent gave, in clear, in the summary they are to check: 龙** may be anybody.

The dialogue and every store know it masked. It is put in last, into nothing that is kept.
"""

from __future__ import annotations

from dataclasses import replace

from actions.requests import RequestDesk
from actions.requests.fields import masks
from actions.texts import texts
from bot.dialogue.message import Turn

_NAME = "contact_name"


def with_own_name(turn: Turn, identity: str, desk: RequestDesk) -> Turn:
    """Return the turn with the name in clear where it asks whether the summary is right."""
    if turn.meta["asks_for"] != "confirm":
        return turn
    name = desk.drafts.load(identity).get(_NAME)
    if not name:
        return turn
    words, masked = texts().request, masks()[_NAME](name)
    shown = (words.summary[_NAME], words.noted)
    replies = []
    for reply in turn.replies:
        text = reply["text"]
        for line in shown:
            text = text.replace(line.format(value=masked), line.format(value=name))
        replies.append(reply | {"text": text})
    return replace(turn, replies=replies)
