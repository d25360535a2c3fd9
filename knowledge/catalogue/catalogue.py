"""Load ``knowledge/content`` and refuse it, with file, entry and reason, when it is wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from knowledge.catalogue.details import Detail
from knowledge.catalogue.entries import (
    Area,
    Department,
    DocumentStatement,
    Entry,
    Examples,
    Helpline,
    Law,
    LegalFact,
    Lookalike,
    Measure,
    Service,
    ServiceFile,
    Source,
    Support,
    Utterances,
)
from knowledge.catalogue.words import translated
from knowledge.errors import TongxingError
from knowledge.languages import spoken

CONTENT_FOLDER = Path(__file__).resolve().parent.parent / "content"

# The loader in C reads the five thousand example lines ten times faster; some builds lack it.
_LOADER: type[yaml.SafeLoader] | type[yaml.CSafeLoader] = getattr(
    yaml, "CSafeLoader", yaml.SafeLoader
)

EntryT = TypeVar("EntryT", bound=Entry)
ModelT = TypeVar("ModelT", bound=BaseModel)


class ContentError(TongxingError):
    """An entry under ``knowledge/content`` is wrong or points to nothing."""

    def __init__(self, file: str, entry: str, reason: str) -> None:
        super().__init__(f"{file}: {entry}: {reason}")


@dataclass(frozen=True)
class Catalogue:
    """Everything that may be stated, by id."""

    sources: dict[str, Source]
    areas: dict[str, Area]
    departments: dict[str, Department]
    helplines: dict[str, Helpline]
    measures: dict[str, Measure]
    services: dict[str, Service]
    laws: dict[str, Law]
    facts: dict[str, LegalFact]
    document: dict[str, DocumentStatement]
    examples: dict[str, Examples]
    acts: dict[str, Utterances]
    version: str

    @property
    def told(self) -> Catalogue:
        """The same entries in the language that is spoken; for whatever is shown to a parent."""
        language = spoken()
        if language not in self._by_language:
            self._by_language[language] = translated(self, language)
        return self._by_language[language]

    @cached_property
    def _by_language(self) -> dict[str, Catalogue]:
        return {}

    def services_of(self, area: str | None) -> list[Service]:
        """Return the services filed under ``area`` (``None``: beside the checklist), in order."""
        return [service for service in self.services.values() if service.area == area]

    def facts_of(self, service: str) -> list[LegalFact]:
        """Return what the law says of a service, in the order of the content file."""
        return [fact for fact in self.facts.values() if service in fact.services]

    def who_may(self, service: str) -> LegalFact | None:
        """Return what the law says of who may have a service, or from what age."""
        telling = {Detail.ELIGIBILITY, Detail.AGE}
        return next((f for f in self.facts_of(service) if telling & set(f.answers)), None)

    def checked(self, fact: LegalFact) -> date:
        """Return the day the oldest law that a fact cites was checked."""
        return min(self.laws[cited.law].checked for cited in fact.cites)

    def support_of(self, fact: LegalFact) -> Support:
        """Return what a fact rests on: the text of its laws, or a report of one of them."""
        supports = {self.laws[cited.law].support for cited in fact.cites}
        return Support.REPORTED if Support.REPORTED in supports else Support.LAW

    def helplines_for(self, *uses: str) -> list[Helpline]:
        """Return the helplines that serve any of ``uses``, in the order of the content file."""
        return [line for line in self.helplines.values() if set(line.uses) & set(uses)]


def load_catalogue(folder: Path = CONTENT_FOLDER) -> Catalogue:
    """Read and check all content.

    Raises:
        ContentError: naming the file, the entry and what is wrong with it.
    """
    services = _services(folder / "services")
    examples = {name: described.examples for name, described in services.items()} | {
        file.stem: _model(file, file.stem, _read(file), Examples)
        for file in (folder / "examples").glob("*.yml")
    }
    catalogue = Catalogue(
        sources=_entries(folder / "sources.yml", Source),
        areas=_entries(folder / "areas.yml", Area),
        departments=_entries(folder / "departments.yml", Department),
        helplines=_helplines(folder / "helplines.yml"),
        measures=_entries(folder / "measures.yml", Measure),
        services={name: described.entry for name, described in services.items()},
        laws=_entries(folder / "law" / "laws.yml", Law),
        facts=_entries(folder / "law" / "facts.yml", LegalFact),
        document=_entries(folder / "document.yml", DocumentStatement),
        examples=dict(sorted(examples.items())),
        acts={
            file.stem: _model(file, file.stem, _read(file), Utterances)
            for file in sorted((folder / "acts").glob("*.yml"))
        },
        version=_digest(folder),
    )
    _check_references(catalogue)
    return catalogue


def _entries(file: Path, kind: type[EntryT]) -> dict[str, EntryT]:
    rows = _read(file)
    if not isinstance(rows, list):
        raise ContentError(file.name, "file", "must be a list of entries")
    entries: dict[str, EntryT] = {}
    for number, row in enumerate(rows, 1):
        name = str(row.get("id", f"entry {number}")) if isinstance(row, dict) else f"entry {number}"
        entry = _model(file, name, row, kind)
        if entry.id in entries:
            raise ContentError(file.name, entry.id, "stands twice")
        entries[entry.id] = entry
    return entries


def _services(folder: Path) -> dict[str, ServiceFile]:
    """Return the services by id, in their own order."""
    found = []
    for file in sorted(folder.glob("*.yml")):
        described = _model(file, file.stem, _read(file), ServiceFile)
        if described.entry.id != file.stem:
            raise ContentError(file.name, described.entry.id, "must be called like its file")
        found.append(described)
    found.sort(key=lambda described: described.order)
    return {described.entry.id: described for described in found}


def _helplines(file: Path) -> dict[str, Helpline]:
    lines = [_model(file, str(row), row, Helpline) for row in _read(file)]
    return {line.number: line for line in lines}


def _read(file: Path) -> Any:
    try:
        return yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ContentError(file.name, "file", " ".join(str(error).split())) from error


def _model(file: Path, name: str, row: Any, kind: type[ModelT]) -> ModelT:
    try:
        return kind.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "entry"
        raise ContentError(file.name, name, f"{field}: {first['msg']}") from error


def _check_references(catalogue: Catalogue) -> None:
    for file, entry, kind, known, named in _references(catalogue):
        for identifier in named:
            if identifier is not None and identifier not in known:
                raise ContentError(
                    file, entry, f"names {kind} {identifier!r}, which does not exist"
                )
    for service in catalogue.services.values():
        if (service.offers is None) != (service.support is Support.ABSENT):
            reason = "`offers` is empty exactly where support is absent"
            raise ContentError(f"{service.id}.yml", service.id, reason)


def _references(
    catalogue: Catalogue,
) -> Iterator[tuple[str, str, str, Iterable[str], Iterable[str | None]]]:
    c = catalogue
    for service in c.services.values():
        file = f"services/{service.id}.yml"
        yield file, service.id, "area", c.areas, [service.area]
        leads = [service.lead, *service.assisting]
        yield file, service.id, "department", c.departments, leads
        yield file, service.id, "measure", c.measures, [service.measure]
        yield file, service.id, "source", c.sources, [service.source]
        yield file, service.id, "service", c.services, service.related
    for measure in c.measures.values():
        yield "measures.yml", measure.id, "department", c.departments, measure.departments
        yield "measures.yml", measure.id, "source", c.sources, [measure.source]
    for fact in c.facts.values():
        yield "facts.yml", fact.id, "service", c.services, fact.services
        yield "facts.yml", fact.id, "law", c.laws, [cited.law for cited in fact.cites]
    for department in c.departments.values():
        yield "departments.yml", department.id, "helpline", c.helplines, [department.helpline]
    for name, examples in c.examples.items():
        file = f"examples/{name}.yml"
        yield file, name, "measure", c.measures, [examples.measure]
    for name, act in c.acts.items():
        lookalikes = [u for u in act.utterances if isinstance(u, Lookalike)]
        for lookalike in lookalikes:
            yield f"acts/{name}.yml", lookalike.text, "service", c.services, [lookalike.service]


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*.yml")):
        digest.update(str(file.relative_to(folder)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
