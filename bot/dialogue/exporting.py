"""The copy of everything kept about a person, put into words where no store can keep them."""

from __future__ import annotations

from actions.requests import RequestDesk
from actions.texts import texts


def export_texts(identity: str, desk: RequestDesk) -> list[str]:
    """Return the messages that show a person what is kept about them."""
    words = texts().privacy
    kept = desk.export_of(identity)
    lines = [
        words.export_line.format(
            number=case["number"],
            status=case["status"],
            opened=case["opened_at"][:10],
            need=case["need"],
            name=case["contact_name"],
            phone=case["contact_phone"],
            county=case["county"],
            consent=case["consent"]["at"][:10],
        )
        for case in kept["requests"]
    ]
    if kept["draft"]:
        fields = "，".join(str(value) for value in kept["draft"].values())
        lines.append(words.export_draft.format(fields=fields))
    return [words.exported, *lines] if lines else [words.nothing]
