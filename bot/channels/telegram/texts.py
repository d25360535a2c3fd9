"""The sentences of ``texts.yml``, checked when they are read."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

from knowledge.data_files import refuse_unknown_placeholders
from knowledge.languages import in_words

_FILE = Path(__file__).parent / "texts.yml"
_PLACEHOLDERS = {
    "area", "bot", "command", "commands", "description", "hint", "number", "phone", "reason",
    "size", "text",
}  # fmt: skip


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PaperTexts(_Part):
    """Photos and papers."""

    attached: str
    waiting_form: str
    waiting: str
    which: str
    more: str
    wrong_kind: str
    too_large: str
    unreadable: str
    failed: str
    refused: str


class PlaceTexts(_Part):
    """Shared locations."""

    nearest: str
    far: str


class ContactTexts(_Part):
    """Shared contacts."""

    as_text: str
    not_asked: str


class GroupTexts(_Part):
    """Groups."""

    joined: str
    private: str


class PushTexts(_Part):
    """Status changes."""

    title: str


class Buttons(_Part):
    """What stands on the bot's own buttons."""

    unhelpful: str
    back: str
    request: str
    human: str
    status: str
    private: str
    location: str
    contact: str


class Texts(_Part):
    """Everything the bot itself says."""

    commands: dict[str, str] = Field(min_length=1)
    help: str
    command_line: str
    faq: str
    faq_area: str
    unknown_command: str
    buttons: Buttons
    reply_keyboard: dict[str, str]
    old_button: str
    already_chosen: str
    privacy_note: str
    unhelpful: str
    unhelpful_noted: str
    slow_down: str
    trouble: str
    voice: str
    video: str
    sticker: str
    unsupported: str
    edited_late: str
    edited_as: str
    paper: PaperTexts
    place: PlaceTexts
    contact: ContactTexts
    group: GroupTexts
    push: PushTexts
    source_lines: tuple[str, ...]
    chat_only: str

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
