"""The word lists under ``lexicon/``, read once and checked."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from knowledge.data_files import load_data

_FOLDER = Path(__file__).parent / "lexicon"


class _Lexicon(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CountyEntry(_Lexicon):
    """One county-level unit as ``counties.yml`` writes it."""

    name: str
    short: str
    aliases: tuple[str, ...] = ()
    everyday: bool = False


class PrefectureEntry(_Lexicon):
    """One prefecture with its counties."""

    name: str
    short: str
    aliases: tuple[str, ...] = ()
    urban: tuple[str, ...] = ()
    counties: tuple[CountyEntry, ...]


class ZoneEntry(_Lexicon):
    """A place people name that is not a county."""

    names: tuple[str, ...]
    counties: tuple[str, ...]
    note: str


class Counties(_Lexicon):
    """``counties.yml``."""

    prefectures: tuple[PrefectureEntry, ...]
    zones: tuple[ZoneEntry, ...]
    own_province: tuple[str, ...]


class Outside(_Lexicon):
    """``outside.yml``: places that are not in Guizhou."""

    provinces: tuple[str, ...]
    cities: tuple[str, ...]
    cities_with_suffix_only: tuple[str, ...]


class Names(_Lexicon):
    """``names.yml``: family names, forms of address and words that are no names."""

    common: str
    others: str
    rare: str
    compound: tuple[str, ...]
    titles: tuple[str, ...]
    kin: tuple[str, ...]
    nicknames: tuple[str, ...]
    never_inside: str
    given_too: str
    never: frozenset[str]
    latin_never: frozenset[str]


class People(_Lexicon):
    """``people.yml``: who a number or a place belongs to."""

    children: tuple[str, ...]
    elders: tuple[str, ...]


class ConsentPhrases(_Lexicon):
    """The parts a statement of consent or refusal is made of."""

    subjects: tuple[str, ...]
    words: tuple[str, ...]
    permissions: tuple[str, ...]
    requests: tuple[str, ...]
    saving: tuple[str, ...]
    keeping: tuple[str, ...]
    forwarding: tuple[str, ...]
    matters: tuple[str, ...]
    refusals: tuple[str, ...]
    refusals_with_object: tuple[str, ...]


class Phrases(_Lexicon):
    """``phrases.yml``: yes, no, consent, cancelling, correcting, circumstances."""

    leads: tuple[str, ...]
    tails: tuple[str, ...]
    affirm: tuple[str, ...]
    only_correct: tuple[str, ...]
    deny: tuple[str, ...]
    lacking: tuple[str, ...]
    cancel: tuple[str, ...]
    cancel_denials: tuple[str, ...]
    cancel_deeds: tuple[str, ...]
    cancel_objects: tuple[str, ...]
    give_up: tuple[str, ...]
    deeds: dict[str, tuple[str, ...]]
    deed_denials: tuple[str, ...]
    skip: tuple[str, ...]
    consent: ConsentPhrases
    undecided: tuple[str, ...]
    fields: dict[str, tuple[str, ...]]
    wrong: tuple[str, ...]
    not_this: tuple[str, ...]
    forbidden: tuple[str, ...]
    put_down: tuple[str, ...]
    out_of_use: tuple[str, ...]
    purposes: tuple[str, ...]
    reasons: tuple[str, ...]
    insurance: tuple[str, ...]
    hardship: tuple[str, ...]
    no_hardship: tuple[str, ...]
    disability: tuple[str, ...]
    rating_words: dict[str, int]
    request_number_words: tuple[str, ...]


class SchoolClass(_Lexicon):
    """A class or school year and the usual age in it."""

    stage: str
    age: int = Field(ge=0, le=17)


class School(_Lexicon):
    """``school.yml``: stages and classes."""

    stages: dict[str, tuple[str, ...]]
    classes: dict[str, SchoolClass]


@cache
def counties() -> Counties:
    """Return the places of Guizhou."""
    return load_data(Counties, _FOLDER / "counties.yml")


@cache
def outside() -> Outside:
    """Return the places outside Guizhou."""
    return load_data(Outside, _FOLDER / "outside.yml")


@cache
def names() -> Names:
    """Return family names and words that are none."""
    return load_data(Names, _FOLDER / "names.yml")


@cache
def people() -> People:
    """Return the words for children and for grown-ups."""
    return load_data(People, _FOLDER / "people.yml")


@cache
def phrases() -> Phrases:
    """Return the phrases of answering, cancelling and correcting."""
    return load_data(Phrases, _FOLDER / "phrases.yml")


@cache
def school() -> School:
    """Return school stages and classes."""
    return load_data(School, _FOLDER / "school.yml")
