"""The sentences of ``texts.yml``, checked when they are read."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

from knowledge.data_files import refuse_unknown_placeholders
from knowledge.languages import in_words

_FILE = Path(__file__).parent / "texts.yml"
_PLACEHOLDERS = {"hours", "number", "numbers", "reason", "text", "title", "titles", "url"}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PlaceTexts(_Part):
    """Shared locations."""

    nearest: str
    far: str


class PictureTexts(_Part):
    """Photos for a request."""

    attached: str
    waiting_form: str
    waiting: str
    which: str
    wrong_kind: str
    unreadable: str
    failed: str
    refused: str


class MenuEntry(_Part):
    """One entry: says something to the dialogue, opens a page, or holds entries of its own."""

    name: str = Field(min_length=1)
    says: str = ""
    page: str = ""
    under: tuple[MenuEntry, ...] = ()


class Texts(_Part):
    """Everything the account itself says."""

    choose: str
    choice: str
    or_say: str
    wait: str
    slow_down: str
    heard: str
    voice: str
    video: str
    unsupported: str
    missed: str
    service_page: str
    track_page: str
    push: str
    place: PlaceTexts
    picture: PictureTexts
    template: dict[str, str]
    menu: tuple[MenuEntry, ...] = Field(max_length=3)

    @model_validator(mode="after")
    def _only_known_placeholders(self) -> Texts:
        refuse_unknown_placeholders(self, _PLACEHOLDERS)
        return self


def texts() -> Texts:
    """Return the sentences, in the language that is spoken.

    Raises:
        ConfigurationError: the file does not hold what it should.
    """
    return in_words(Texts, _FILE)
