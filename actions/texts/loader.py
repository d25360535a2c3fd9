"""Reads the sentences once and refuses placeholders that nothing fills."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, model_validator

from knowledge.data_files import refuse_unknown_placeholders
from knowledge.languages import in_words

_FOLDER = Path(__file__).parent
_PLACEHOLDERS = {
    "age", "area", "code", "consent", "count", "county", "date", "department", "departments",
    "document", "due", "facts", "field", "fields", "hint", "hours", "issuer", "locator",
    "name", "need", "number", "numbers", "offers", "opened", "ordinal", "phone", "place",
    "prefecture", "reason", "says", "services", "shown", "status", "summary", "support",
    "value", "wish",
}  # fmt: skip


class _Texts(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="after")
    def _only_known_placeholders(self) -> _Texts:
        refuse_unknown_placeholders(self, _PLACEHOLDERS)
        return self


class ConversationTexts(_Texts):
    """``conversation.yml``."""

    clarify: str
    clarify_phone: str
    clarify_area: str
    which_of: str
    area_empty: str
    same_province: str
    fact_noted: str
    ordinal_missing: str
    refused: str
    goodbye_note: str
    declined: str
    empty: str
    voice: str
    offline: str
    offline_form: str
    offline_unsure: str
    trouble: str
    busy: str
    not_kept: str
    duplicate: str
    simpler: str
    simpler_nothing: str
    repeat_nothing: str
    source: str
    source_first: str
    keep_safe: str
    all_clear: str
    all_clear_open: str
    keep_safe_line: str
    child_aged: str
    area: str
    buttons: dict[str, str]


class RequestTexts(_Texts):
    """``request.yml``."""

    opening: str
    opening_urgent: str
    opening_person: str
    continuing: str
    waiting: str
    resumed: str
    already: str
    resume: str
    ask: dict[str, str]
    why: dict[str, str]
    unusable: dict[str, str]
    bad_phone: str
    outside: str
    in_prefecture: str
    which_county: str
    several_children: str
    bail_out: str
    bail_out_skip: str
    contact_refused: str
    noted: str
    years: str
    need_noted: str
    about_this: str
    wrong_field: str
    what_is_wrong: str
    person_noted: str
    urgent_noted: str
    cancelled: str
    declined: str
    declined_person: str
    done: str
    done_triage: str
    done_urgent: str
    failed: str
    store_trouble: str
    person_need: str
    summary: dict[str, str]
    fields: dict[str, str]
    buttons: dict[str, str]


class StatusTexts(_Texts):
    """``status.yml``."""

    told: str
    by_phone: str
    listed: str
    line: str
    ask_number: str
    ask_check: str
    no_requests: str
    wrong_check: str
    too_many: str
    ask_fact: str
    fact_added: str
    urged: str
    urge_text: str
    contact_corrected: str
    contact_reason: str
    words_added: str
    ask_withdraw: str
    withdrawn: str
    kept: str
    not_now: str
    ask_rating: str
    rated: str
    reopened: str
    reopen_reason: str
    rating_reason: str
    wishes: dict[str, str]
    buttons: dict[str, str]


class PrivacyTexts(_Texts):
    """``privacy.yml``."""

    kept: str
    kept_for: str
    kept_draft: str
    kept_requests: str
    ask_forget: str
    forgotten: str
    forgotten_kept: str
    not_forgotten: str
    nothing: str
    exported: str
    export_line: str
    export_draft: str
    hidden: str
    export_proof: str
    forget_proof: str
    buttons: dict[str, str]


class EntitlementTexts(_Texts):
    """``entitlement.yml``."""

    opening: str
    ask: dict[str, str]
    why: dict[str, str]
    unusable: str
    cancelled: str
    result: str
    line: str
    newcomer: str
    print: str
    law: str
    support: dict[str, str]
    options: dict[str, dict[str, str]]
    skip: str
    home_words: tuple[str, ...]


class TakeoverTexts(_Texts):
    """``takeover.yml``."""

    waiting: str
    absent: str
    closed: str
    came: str
    said: str
    handed_back: str
    nobody_came: str
    left: str


class Texts:
    """All sentences, one part per file, in the language that is spoken."""

    @property
    def conversation(self) -> ConversationTexts:
        """What is said between skills."""
        return in_words(ConversationTexts, _FOLDER / "conversation.yml")

    @property
    def request(self) -> RequestTexts:
        """The request form."""
        return in_words(RequestTexts, _FOLDER / "request.yml")

    @property
    def status(self) -> StatusTexts:
        """Requests already made."""
        return in_words(StatusTexts, _FOLDER / "status.yml")

    @property
    def privacy(self) -> PrivacyTexts:
        """What is kept, shown and forgotten."""
        return in_words(PrivacyTexts, _FOLDER / "privacy.yml")

    @property
    def entitlement(self) -> EntitlementTexts:
        """The entitlement check."""
        return in_words(EntitlementTexts, _FOLDER / "entitlement.yml")

    @property
    def takeover(self) -> TakeoverTexts:
        """Conversations with a person."""
        return in_words(TakeoverTexts, _FOLDER / "takeover.yml")


_PARTS = Texts()


def texts() -> Texts:
    """Return all sentences, in the language that is spoken.

    Raises (when a part is taken):
        ConfigurationError: its file is missing, unreadable or holds something unknown.
    """
    return _PARTS
