"""How many conversations hold: ``python -m benchmarks.dialogue.holding FILE…``.

A file has a conversation on each line: its ``id``, and the keys that conversations have in
``tests/conversation/conversation_files.py``. Each is held with the real servers. A conversation is
whole when every turn came as written; single expectations are counted key by key.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from conversation_files import Conversation, Step, differences, opened_in
from dialogue_servers import Servers


class Held(NamedTuple):
    """A conversation as it came: expectations, and for each turn that differs what differs."""

    name: str
    expected: int
    misses: list[tuple[str, list[str]]]

    @property
    def missed(self) -> int:
        """How many expectations were missed."""
        return sum(len(wrong) - 1 for _, wrong in self.misses)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--misses", action="store_true", help="print what differs")
    parser.add_argument("--only", nargs="*", default=[], help="ids of conversations")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        servers = Servers(Path(home))
        try:
            servers.start()
            for file in chosen.files:
                held = [
                    hold(name, one, servers)
                    for name, one in read(file)
                    if name in chosen.only or not chosen.only
                ]
                if chosen.misses:
                    _print_misses(held)
                print(f"{file}: {summary(held)}")
        finally:
            servers.stop()


def read(file: Path) -> Iterator[tuple[str, Conversation]]:
    """Yield id and conversation of each line of a file."""
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        name = str(row.pop("id"))
        yield name, Conversation.model_validate({"name": name, **row})


def hold(name: str, conversation: Conversation, servers: Servers) -> Held:
    """Return how a conversation came with running servers."""
    sender, known = uuid.uuid4().hex, dict[str, str]()
    for said in conversation.before:
        known |= opened_in(servers.say(sender, said))
    expected, misses = 0, []
    for step in conversation.turns:
        sender = uuid.uuid4().hex if step.another else sender
        turn = servers.say(sender, _filled(step.parent, known))
        known |= opened_in(turn)
        expected += _expectations(step)
        if wrong := differences(step, turn):
            misses.append((step.parent, wrong))
    return Held(name, expected, misses)


def summary(held: list[Held]) -> str:
    """Return the two figures in one line."""
    whole = sum(not one.misses for one in held)
    expected = sum(one.expected for one in held)
    met = expected - sum(one.missed for one in held)
    told = f"whole {whole}/{len(held)} {whole / len(held):.3f}"
    return f"{told}, single {met}/{expected} {met / expected:.3f}"


def _filled(text: str, known: dict[str, str]) -> str:
    for name, value in known.items():
        text = text.replace(name, value)
    return text


def _expectations(step: Step) -> int:
    given: dict[str, Any] = step.model_dump(exclude_unset=True, exclude={"parent", "another"})
    return len(given)


def _print_misses(held: list[Held]) -> None:
    for one in held:
        for said, (*wrong, told) in one.misses:
            print(f"{one.name} | {said}\n    " + "\n    ".join(wrong) + f"\n    > {told[:300]!r}")


if __name__ == "__main__":
    main()
