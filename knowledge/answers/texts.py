"""The sentences answers are made of, typed."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from knowledge.languages import in_words

_FILE = Path(__file__).with_name("texts.yml")


class CrisisTexts(BaseModel):
    """What is said first when a child is in danger."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lead: str
    line: str
    unconfirmed: str
    note: str
    close: str
    law: str
    uses: dict[str, str]
    names: dict[str, str]


class Texts(BaseModel):
    """``texts.yml``; the meaning of each sentence is told there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    support: dict[str, str]
    service: str
    by_entry: dict[str, str]
    besides: str
    law: str
    cited: str
    differs: str
    measure: str
    statement: str
    source: str
    source_year_inferred: str
    lead_and_who: str
    details: dict[str, str]
    detail_absent: str
    no_county: str
    detail_next: str
    next: str
    helpline: str
    pair_heading: str
    area_only: str
    ask_back: str
    ask_back_line: str
    unsure: str
    out_of_scope: str
    elsewhere: str
    injection: str
    document_quote: str
    document_source_unknown: str
    checked_on: str
    read_in: str
    crisis: CrisisTexts
    acts: dict[str, str]


def texts() -> Texts:
    """Return the project's answer texts, in the language that is spoken."""
    return in_words(Texts, _FILE)
