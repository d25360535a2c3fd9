"""The copy of everything kept about a person, put into words where no store can keep them."""

from __future__ import annotations

from typing import Any

from actions.requests import RequestDesk, fields
from actions.requests.privacy.identity import is_vouched_for
from actions.requests.texts import named
from actions.texts import texts
from bot.dialogue.message import Incoming
from knowledge.languages import joined
from nlu.understanding.facts import mask_name, mask_phone


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
    identity = message.identity
    is_known = is_vouched_for(identity) or desk.knows_a_code(identity, check)
    lines = [_line(case, is_known=is_known) for case in kept["requests"]]
    if kept["draft"]:
        fields = joined(str(value) for value in kept["draft"].values())
        lines.append(words.export_draft.format(fields=fields if is_known else words.hidden))
    if not lines:
        return [words.nothing]
    return [words.exported, *lines, *([] if is_known else [words.export_proof])]


def _line(case: dict[str, Any], *, is_known: bool) -> str:
    words, asked = texts().privacy, texts().request
    line = words.export_line.format(
        number=case["number"],
        status=named(case["status"]),
        opened=case["opened_at"][:10],
        need=case["need"] if is_known else words.hidden,
        name=case["contact_name"] if is_known else mask_name(case["contact_name"]),
        phone=case["contact_phone"] if is_known else mask_phone(case["contact_phone"]),
        county=case["county"],
        consent=case["consent"]["at"][:10],
    )
    further = [
        asked.summary[name].format(value=case[name] if is_known else words.hidden)
        for name in fields.further()
        if case[name] is not None
    ]
    return "\n".join([line, *further])
