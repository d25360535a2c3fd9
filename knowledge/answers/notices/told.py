"""What is said around the words of documents: whose they are, with caution, source and citation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from knowledge.answers.answer import Citation
from knowledge.answers.notices.selection import IndexedNotice
from knowledge.answers.notices.showing import Found
from knowledge.answers.notices.texts import telling_texts
from knowledge.catalogue import Support
from knowledge.ingestion.recognition import NATION
from knowledge.ingestion.rows import StoredDocument


class Whose(Enum):
    """How the place of a document belongs to the parent's."""

    OWN = "own"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Told:
    """What documents say to a question.

    Attributes:
        text: what the parent reads, sources included.
        citations: one per document and place in it.
        services: ids of the services the documents belong to.
        answered: the details answered as they hold for the parent now.
        missing: the details that no document answers as it holds for the parent now.
        asks_county: several counties' documents answer; the text asks for the parent's.
    """

    text: str
    citations: tuple[Citation, ...]
    services: tuple[str, ...]
    answered: tuple[str, ...]
    missing: tuple[str, ...]
    asks_county: bool = False


@dataclass(frozen=True)
class Finding:
    """Words of a document that hold a detail."""

    detail: str
    found: Found
    shelved: IndexedNotice


def told_by(findings: Sequence[Finding], whose: Whose, missing: tuple[str, ...]) -> Told:
    """Tell findings word for word, and name what is missing beside them."""
    once = list({(f.shelved.document.id, f.found.lines): f for f in findings}.values())
    parts = [part for finding in once for part in _parts(finding, whose)]
    lacking = [detail for detail in missing if detail not in {f.detail for f in findings}]
    if whose is Whose.OWN and lacking and not once[0].shelved.ended:
        named = "、".join(telling_texts().details[detail] for detail in lacking)
        holder = once[0].shelved.document.about.place
        parts.append(telling_texts().lacks.format(place=holder, details=named))
    answered = dict.fromkeys(f.detail for f in findings if f.detail not in missing)
    return Told(
        text="\n".join(parts),
        citations=tuple(_citation(finding) for finding in once),
        services=services_of(findings),
        answered=tuple(answered),
        missing=missing,
    )


def pointed_at(notice: IndexedNotice, missing: tuple[str, ...]) -> Told:
    """Name the notice that may say it, where no piece of it surely does; nothing is quoted."""
    texts, document = telling_texts(), notice.document
    text = texts.pointed.format(
        whose=_whose(document),
        kind=texts.kinds[document.about.kind],
        title=document.title,
        source=_issued(document),
        details="、".join(texts.details[detail] for detail in missing),
    )
    return Told(text, (), document.about.services, (), missing)


def shown_as_near(findings: Sequence[Finding]) -> Told:
    """Show the nearest lines of a notice, word for word, as not sure to answer.

    Their citations have no quote: a quote proves what is told, and nothing is told here.
    """
    texts, document = telling_texts(), findings[0].shelved.document
    details = tuple(dict.fromkeys(finding.detail for finding in findings))
    head = texts.near.format(
        whose=_whose(document),
        kind=texts.kinds[document.about.kind],
        details="、".join(texts.details[detail] for detail in details),
    )
    lines = [texts.near_line.format(words=finding.found.lines[0]) for finding in findings]
    sources = dict.fromkeys(map(_source, findings))
    once = {finding.found.locator: finding for finding in findings}.values()
    return Told(
        text="\n".join([head, *lines, *_recognised(document), *sources]),
        citations=tuple(replace(_citation(finding), quote=None) for finding in once),
        services=document.about.services,
        answered=(),
        missing=details,
    )


def pointed_elsewhere(notice: IndexedNotice, place: str, missing: tuple[str, ...]) -> Told:
    """Name another county's notice, but not what it says: its dates and numbers do not hold."""
    texts, document = telling_texts(), notice.document
    text = texts.other_county.format(
        place=place,
        other=document.about.place,
        title=document.title,
        source=_issued(document),
    )
    return Told(text, (), document.about.services, (), missing)


def _parts(finding: Finding, whose: Whose) -> list[str]:
    texts, document, lines = telling_texts(), finding.shelved.document, finding.found.lines
    names = {"whose": _whose(document), "kind": texts.kinds[document.about.kind]}
    if len(lines) == 1:
        body = [texts.one.format(words=lines[0], **names)]
    else:
        body = [texts.list.format(**names), *lines]
    if finding.found.left_out:
        body.append(texts.left_out.format(count=finding.found.left_out))
    return [*_cautions(finding, whose), *body, *_recognised(document), _source(finding)]


def _recognised(document: StoredDocument) -> list[str]:
    """Return how sure the words of a picture are, if they are those of one."""
    share = document.about.recognised
    return [] if share is None else [telling_texts().recognised.format(share=round(100 * share))]


def _cautions(finding: Finding, whose: Whose) -> list[str]:
    """Return what must be said before words that do not, or not surely, hold for the parent."""
    texts, about = telling_texts(), finding.shelved.document.about
    if whose is Whose.UNKNOWN:
        return [texts.place_unknown.format(other=about.place)]
    if finding.shelved.ended:
        period = about.period or texts.ended_period
        return [texts.ended.format(place=about.place, period=period, until=about.valid_until)]
    return []


def _whose(document: StoredDocument) -> str:
    place = document.about.place
    whose = telling_texts().nation if place == NATION else telling_texts().whose.format(place=place)
    period = document.about.period
    return f"{place}{period}的" if period and place != NATION else f"{whose}{period}"


def _source(finding: Finding) -> str:
    document = finding.shelved.document
    return telling_texts().source.format(
        source=_issued(document), title=document.title, locator=finding.found.locator
    )


def _issued(document: StoredDocument) -> str:
    day = document.date.isoformat() if document.date else ""
    return f"{document.issuer}{day}" or telling_texts().source_unknown


def _citation(finding: Finding) -> Citation:
    document = finding.shelved.document
    until = document.about.valid_until
    return Citation(
        id=f"{document.id}#{finding.found.locator}",
        document=document.title,
        issuer=document.issuer,
        date=document.date.isoformat() if document.date else "",
        locator=finding.found.locator,
        support=Support.DOCUMENT.value,
        quote="\n".join(finding.found.lines),
        place=document.about.place,
        valid_until=until.isoformat() if until else None,
    )


def services_of(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return the services that the documents of findings belong to."""
    return tuple(dict.fromkeys(s for f in findings for s in f.shelved.document.about.services))
