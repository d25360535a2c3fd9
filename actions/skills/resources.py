"""What every skill works with, opened once per process at the first message."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from actions.requests import RequestDesk
from actions.skills.settings import DecisionSettings
from knowledge.answers import Answer, Answerer
from knowledge.answers.notices import NoticeIndex, Notices
from knowledge.catalogue import Catalogue, load_catalogue
from knowledge.languages import joined
from knowledge.settings import load_config
from nlu.understanding.topics.reading import Kind, Reading


@dataclass(frozen=True)
class Resources:
    """The catalogue, the part that composes answers and the request desk."""

    entries: Catalogue
    answerer: Answerer
    desk: RequestDesk
    decisions: DecisionSettings

    @property
    def catalogue(self) -> Catalogue:
        """The entries in the language that is spoken."""
        return self.entries.told

    def departments_of(self, services: tuple[str, ...]) -> tuple[str, ...]:
        """Return the lead departments of services, without repetition."""
        return tuple(dict.fromkeys(self.catalogue.services[s].lead for s in services))

    def names_of(self, departments: tuple[str, ...]) -> str:
        """Return what people call departments, joined."""
        return joined(self.catalogue.departments[d].name for d in departments)

    def identity(self, person: str) -> str:
        """Return ``<channel>:<sender>`` of a sealed person."""
        return self.desk.keyring.master.open(person)

    def bare_answer(
        self,
        reading: Reading,
        kind: Kind,
        text: str = "",
        *,
        reason: str | None = None,
        services: tuple[str, ...] = (),
        departments: tuple[str, ...] | None = None,
    ) -> Answer:
        """Return an answer object for a turn that cites nothing (forms, refusals, status)."""
        return Answer(
            question=reading.text,
            kind=kind,
            abstained=reason is not None,
            reason=reason,
            services=services,
            measures=(),
            departments=self.departments_of(services) if departments is None else departments,
            confidence=reading.confidence,
            text=text,
            citations=(),
            suggestions=(),
            build=self.catalogue.version,
        )


@cache
def resources() -> Resources:
    """Open everything for this process.

    Raises:
        TongxingError: the content, the configuration or the store cannot be used.
    """
    config = load_config()
    catalogue = load_catalogue()
    desk = RequestDesk.open(config, catalogue)
    # The router learns at its first question; better before a parent waits for it.
    desk.router.route("")
    notices = Notices(NoticeIndex(config))
    decisions = config.section("decisions", DecisionSettings)
    return Resources(catalogue, Answerer(catalogue, catalogue.version, notices), desk, decisions)
