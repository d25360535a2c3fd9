"""What a document is about: where it holds, for which services, until when, what kind it is.

The words and patterns stand in ``recognition.yml``. What is recognised is a proposal: a person
corrects it with ``tongxing documents correct``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path

from pydantic import Field

from knowledge.data_files import load_data
from knowledge.ingestion.dates import read_date
from knowledge.ingestion.documents import About, Block, Document
from knowledge.ingestion.rules import PatternRules, any_of
from nlu.understanding.facts.places import County, Outside, Prefecture, Province, Zone, gazetteer

NATION = "全国"
PROVINCE = "贵州省"
NOTICE = "notice"
_TITLE_WEIGHT, _HEADING_WEIGHT = 8, 2
_LEAST_WEIGHT = 3
_MOST_SERVICES = 3
_HEAD, _TAIL = 6, 6
_DATE_AT_END = re.compile(r"\s*20\d{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*$")
_LONGEST_DATE = len("2026年12月31日 印发")
_CHINESE_YEARS = "一二三四五"


class Periods(PatternRules):
    """Patterns of validity."""

    until: str
    years: str
    begins: str
    school_year: str
    year: str


class RecognitionRules(PatternRules):
    """The rules of ``recognition.yml``."""

    nation: str
    issuer_label: str
    issuer_line: str
    document_line: str
    date_label: str
    kinds: dict[str, str]
    services: dict[str, tuple[str, ...]] = Field(min_length=1)
    periods: Periods

    @cached_property
    def service_terms(self) -> dict[str, re.Pattern[str]]:
        """One pattern per service."""
        return {service: any_of(terms) for service, terms in self.services.items()}


def with_signature(document: Document) -> Document:
    """Return the document with issuer and date from its head or signature, where they lack."""
    issuer, date = document.issuer, document.date
    if issuer and date:
        return document
    edges = [block.text for block in (*document.blocks[:_HEAD], *document.blocks[-_TAIL:])]
    return replace(document, issuer=issuer or _issuer_in(edges), date=date or _date_in(edges))


def names_issuer(line: str) -> bool:
    """Tell a line that is nothing but the name of an office."""
    return re.match(recognition_rules().issuer_line, line) is not None


def names_document(line: str) -> bool:
    """Tell a line that calls itself a notice, a guide, a list."""
    return re.search(recognition_rules().document_line, line) is not None


def without_signature(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the lines of a document without who issued it and when, at head and foot."""
    rules = recognition_rules()

    def signs(text: str) -> bool:
        dated = read_date(text) and len(text) <= _LONGEST_DATE
        labelled = re.match(rules.issuer_label, text) or re.match(rules.date_label, text)
        # 某某幼儿园2026年11月20日: a reader of pictures and pages may have joined the two.
        undated = _DATE_AT_END.sub("", text)
        return bool(dated or labelled or re.match(rules.issuer_line, undated))

    last = len(blocks) - _TAIL
    return tuple(
        block
        for number, block in enumerate(blocks)
        if not ((number < _HEAD or number >= last) and signs(block.text))
    )


def recognise(document: Document) -> Document:
    """Return the document with what it is about; fields a person gave before stay."""
    rules = recognition_rules()
    text = "\n".join(block.text for block in document.blocks)
    valid_from, valid_until, period = _period(document.title, text, rules.periods)
    given = document.about
    about = About(
        place=given.place or _place(document, text),
        services=given.services or _services(document, rules),
        kind=given.kind or _kind(document.title, rules),
        period=given.period or period,
        valid_from=given.valid_from or document.valid_from or valid_from,
        valid_until=given.valid_until or document.valid_until or valid_until,
        corrected=given.corrected,
        recognised=given.recognised,
    )
    return replace(document, about=about)


def official_place(name: str) -> str | None:
    """Return the official name of a place of Guizhou (花溪 → 花溪区), or ``None``."""
    if name in (NATION, "国家"):
        return NATION
    for mention in gazetteer().mentions(name):
        if mention.start == 0 and mention.end == len(name):
            if isinstance(mention.place, Province):
                return PROVINCE
            return None if isinstance(mention.place, Outside) else mention.place.name
    return PROVINCE if name == PROVINCE else None


@cache
def recognition_rules() -> RecognitionRules:
    """Return the project's rules."""
    return load_data(RecognitionRules, Path(__file__).with_name("recognition.yml"))


def _issuer_in(lines: Iterable[str]) -> str:
    rules = recognition_rules()
    for line in lines:
        if labelled := re.match(rules.issuer_label, line):
            return labelled[1]
    for line in reversed(list(lines)):
        if re.match(rules.issuer_line, line):
            return line.strip()
    return ""


def _date_in(lines: Sequence[str]) -> dt.date | None:
    rules = recognition_rules()
    for line in lines:
        labelled = re.search(rules.date_label, line)
        if labelled and (day := read_date(line[labelled.end() :])):
            return day
    signed = (read_date(line) for line in reversed(lines) if len(line) <= _LONGEST_DATE)
    return next((day for day in signed if day), None)


def _place(document: Document, text: str) -> str:
    named = [place for part in (document.issuer, document.title) if (place := _most_exact(part))]
    if named:
        return _inner(named)
    edges = [block.text for block in (*document.blocks[-3:], *document.blocks[:3])]
    for line in edges:
        if len(line) <= 40 and (place := _most_exact(line)):
            return place
    return _only_county(text)


def _inner(named: Sequence[str]) -> str:
    """Of the issuer's place and the title's take the smaller, if the one lies in the other."""
    counties = [gazetteer().counties[name] for name in named if name in gazetteer().counties]
    if len(counties) == 1 and named[0] in (counties[0].prefecture.name, PROVINCE):
        return counties[0].name
    if named[0] in (PROVINCE, NATION) and named[-1] in gazetteer().prefectures:
        return named[-1]
    return named[0]


def _most_exact(text: str) -> str:
    """Return the county, else prefecture, else province or place outside that a line names."""
    places = [mention.place for mention in gazetteer().mentions(text)]
    for kind in (County, Zone, Prefecture):
        for place in places:
            if isinstance(place, kind):
                return place.name
    if any(isinstance(place, Province) for place in places):
        return PROVINCE
    outside = next((place.name for place in places if isinstance(place, Outside)), "")
    return outside or (NATION if re.search(recognition_rules().nation, text) else "")


def _only_county(text: str) -> str:
    """Return the county a text names throughout, if it names no other."""
    counted = Counter(
        mention.place.name
        for mention in gazetteer().mentions(text)
        if mention.wording == "full" and isinstance(mention.place, County)
    )
    return next(iter(counted)) if len(counted) == 1 and counted.total() >= 2 else ""


def _services(document: Document, rules: RecognitionRules) -> tuple[str, ...]:
    weights = {
        service: _weight(terms, document.title, document.blocks)
        for service, terms in rules.service_terms.items()
    }
    in_title = [s for s, terms in rules.service_terms.items() if terms.search(document.title)]
    best = max(weights.values())
    if best < _LEAST_WEIGHT:
        return ()
    chosen = in_title or [s for s, weight in weights.items() if weight >= max(_LEAST_WEIGHT, best)]
    return tuple(sorted(chosen, key=lambda service: -weights[service])[:_MOST_SERVICES])


def _weight(terms: re.Pattern[str], title: str, blocks: Sequence[Block]) -> int:
    in_title = len(terms.findall(title)) * _TITLE_WEIGHT
    return in_title + sum(
        len(terms.findall(block.text)) * (_HEADING_WEIGHT if block.heading else 1)
        for block in blocks
    )


def _kind(title: str, rules: RecognitionRules) -> str:
    found = (kind for kind, pattern in rules.kinds.items() if re.search(pattern, title))
    return next(found, NOTICE)


def _period(title: str, text: str, rules: Periods) -> tuple[dt.date | None, dt.date | None, str]:
    """Return first day, last day and the year the title names."""
    begin, end = _said_outright(text, rules)
    if year := re.search(rules.school_year, title):
        number = int(year["year"] or year["first"])
        return begin, end or dt.date(number + 1, 8, 31), f"{number}年"
    if year := re.search(rules.year, title):
        number = int(year["year"])
        return begin, end or dt.date(number, 12, 31), f"{number}年"
    return begin, end, ""


def _said_outright(text: str, rules: Periods) -> tuple[dt.date | None, dt.date | None]:
    begins = re.search(rules.begins, text)
    begin = read_date(begins["from"]) if begins else None
    if until := re.search(rules.until, text):
        return begin, read_date(until["until"])
    if years := re.search(rules.years, text):
        first = read_date(years["from"])
        count = years["years"]
        number = _CHINESE_YEARS.index(count) + 1 if count in _CHINESE_YEARS else int(count)
        return begin or first, _years_later(first, number) if first else None
    return begin, None


def _years_later(first: dt.date, years: int) -> dt.date:
    """Return the last day of so many years."""
    # 29 February has no anniversary in most years.
    leap = (first.month, first.day) == (2, 29)
    same = first.replace(year=first.year + years, day=28 if leap else first.day)
    return same - dt.timedelta(1)
