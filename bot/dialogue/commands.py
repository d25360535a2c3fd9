"""The fixed list of commands a turn accepts; everything else is what a person typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from actions.requests import find_number
from knowledge.catalogue import Catalogue
from knowledge.data_files import load_data

_FORM = re.compile(r"/(?P<name>[a-z]{2,12})(?:[ ](?P<argument>\S{1,40}))?")


class Command(BaseModel):
    """One entry of ``commands.yml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    says: str
    intent: str
    argument: Literal["service", "area", "number"] | None = None


@dataclass(frozen=True)
class Spoken:
    """A command as it was used: its name, its argument and the words it stands for."""

    name: str
    intent: str
    words: str
    argument: str | None = None


def find_command(text: str, catalogue: Catalogue) -> Spoken | None:
    """Return the command a payload or message is, or ``None``."""
    found = _FORM.fullmatch(text.strip())
    command = commands().get(found["name"]) if found else None
    if found is None or command is None:
        return None
    argument: str | None = found["argument"]
    name = ""
    match command.argument:
        case "service":
            if argument not in catalogue.services:
                return None
            name = catalogue.services[argument].plain_name
        case "area":
            if argument not in catalogue.areas:
                return None
            name = catalogue.areas[argument].name
        case "number":
            argument = name = find_number(argument or "") or ""
        case None if argument is not None:
            return None
    return Spoken(found["name"], command.intent, command.says.format(name=name), argument)


def as_plain_text(text: str) -> str:
    """Return a text that Rasa cannot take for one of its own commands (``/intent{…}``)."""
    bare = text.lstrip()
    return f"／{bare[1:]}" if bare.startswith("/") else text


@cache
def commands() -> dict[str, Command]:
    """Return the commands by name."""
    return load_data(dict[str, Command], Path(__file__).with_name("commands.yml"))
