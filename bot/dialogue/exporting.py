"""The copy of everything kept about a person, put into words where no store can keep them."""

from __future__ import annotations

import re

from actions.requests import CheckFailedError, RequestDesk, TooManyChecksError
from actions.texts import texts
from bot.dialogue.message import Incoming
from nlu.understanding.facts import mask_name, mask_phone

_OPEN_DOOR = "web"
"""Here the id of a conversation is whatever the caller says; messengers vouch for theirs."""
_UNGUESSABLE = re.compile(r"[0-9A-Za-z_-]{16,}")
_FEWEST_DIFFERENT = 8


def export_texts(message: Incoming, check: str | None, desk: RequestDesk) -> list[str]:
    """Return the messages that show a person what is kept about them.

    Name, telephone number and need are shown to whom they belong: somebody a messenger vouches
    for, the holder of an id that nobody guesses, or who knows the code of one of the requests.

    Args:
        message: what asked for it.
        check: a check code it holds.
        desk: keeps the requests.
    """
    words = texts().privacy
    kept = desk.export_of(message.identity)
    numbers = [case["number"] for case in kept["requests"]]
    is_known = _is_known(message) or _knows_a_code(message, check, numbers, desk)
    lines = [
        words.export_line.format(
            number=case["number"],
            status=case["status"],
            opened=case["opened_at"][:10],
            need=case["need"] if is_known else words.hidden,
            name=case["contact_name"] if is_known else mask_name(case["contact_name"]),
            phone=case["contact_phone"] if is_known else mask_phone(case["contact_phone"]),
            county=case["county"],
            consent=case["consent"]["at"][:10],
        )
        for case in kept["requests"]
    ]
    if kept["draft"]:
        fields = "，".join(str(value) for value in kept["draft"].values())
        lines.append(words.export_draft.format(fields=fields if is_known else words.hidden))
    if not lines:
        return [words.nothing]
    return [words.exported, *lines, *([] if is_known else [words.export_proof])]


def _is_known(message: Incoming) -> bool:
    if message.channel != _OPEN_DOOR:
        return True
    sender = message.sender
    return bool(_UNGUESSABLE.fullmatch(sender)) and len(set(sender)) >= _FEWEST_DIFFERENT


def _knows_a_code(
    message: Incoming, check: str | None, numbers: list[str], desk: RequestDesk
) -> bool:
    if check is None:
        return False
    for number in numbers:
        try:
            if desk.status_for_parent(number, check, message.identity).proven:
                return True
        except CheckFailedError:
            continue
        except TooManyChecksError:
            return False
    return False
