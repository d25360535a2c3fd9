"""What travels to Rasa with every message: read once in the web process, used by every skill."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from nlu.understanding.facts import Facts
from nlu.understanding.topics.reading import Reading

TRACE = "trace"
"""Beside what was heard: the request it belongs to (``knowledge.tracing``)."""


@dataclass(frozen=True)
class Said:
    """The facts of one message that are not personal; places by official name."""

    child_age: int | None = None
    age_estimated: bool = False
    several_children: bool = False
    school_stage: str | None = None
    grade: str | None = None
    county: str | None = None
    prefecture: str | None = None
    ambiguous_counties: tuple[str, ...] = ()
    place_note: str | None = None
    outside_guizhou: bool = False
    bad_phone: bool = False
    request_number: str | None = None
    check_code: str | None = None
    ordinal: int | None = None
    affirmed: bool | None = None
    consented: bool | None = None
    correction: tuple[str, ...] = ()
    cancelled: bool = False
    skipped: bool = False
    months_here: int | None = None
    has_insurance: bool | None = None
    has_disability: bool | None = None
    in_hardship: bool | None = None
    rating: int | None = None
    why_asked: bool = False

    @classmethod
    def from_facts(cls, facts: Facts) -> Said:
        """Keep what is not personal."""
        return cls(
            child_age=facts.child_age,
            age_estimated=facts.age_estimated,
            several_children=facts.several_children,
            school_stage=facts.school_stage,
            grade=facts.grade,
            county=facts.county.name if facts.county else None,
            prefecture=facts.prefecture.name if facts.prefecture else None,
            ambiguous_counties=tuple(county.name for county in facts.ambiguous_counties),
            place_note=facts.place_note,
            outside_guizhou=facts.outside_guizhou,
            bad_phone=facts.invalid_phone is not None,
            request_number=facts.request_number,
            check_code=facts.check_code,
            ordinal=facts.ordinal,
            affirmed=facts.affirmed,
            consented=facts.consented,
            correction=tuple(sorted(facts.correction)),
            cancelled=facts.cancelled,
            skipped=facts.skipped,
            months_here=facts.months_here,
            has_insurance=facts.has_insurance,
            has_disability=facts.has_disability,
            in_hardship=facts.in_hardship,
            rating=facts.rating,
            why_asked=facts.why_asked,
        )


@dataclass(frozen=True)
class Matter:
    """What a message wants, without the facts a form keeps in other fields.

    Attributes:
        text: in the parent's words, masked.
        services: those it is about, best first.
    """

    text: str = ""
    services: tuple[str, ...] = ()


@dataclass(frozen=True)
class Heard:
    """One message as the skills see it.

    Attributes:
        reading: what retrieval read in the masked text.
        said: its facts, personal ones left out.
        given: masked form of each contact field given in it (``{"contact_phone": "138****8000"}``).
        person: who wrote it, sealed; opens the draft and the sender's own requests.
        channel: where it came from.
        command: what a button or command asks for, without its argument (``service``).
        argument: the argument of the command (``vaccination``).
        matter: what it wants, read without the facts around it.
        in_topic: the message read with the topic in hand before it, where it leans on that.
        corrects: the message takes something back; the reading is of what it says instead.
        english: the message is written in another language than Chinese.
        build: id of the knowledge build it was read with.
    """

    reading: Reading
    said: Said
    person: str
    channel: str
    given: dict[str, str] = field(default_factory=dict)
    matter: Matter = Matter()
    in_topic: Reading | None = None
    command: str | None = None
    argument: str | None = None
    corrects: bool = False
    english: bool = False
    build: str = ""

    def to_metadata(self) -> dict[str, Any]:
        """Return JSON-ready values; vector and model stand where Rasa's featurizer looks."""
        values = asdict(self)
        reading = self.reading.to_metadata()
        vector = {"vector": reading.pop("vector"), "model": reading.pop("model")}
        in_topic = self.in_topic and self.in_topic.to_metadata()
        return values | {"reading": reading, "in_topic": in_topic} | vector

    @classmethod
    def from_metadata(cls, values: dict[str, Any]) -> Heard:
        """Rebuild what :meth:`to_metadata` sent.

        Raises:
            KeyError: the message did not come through the turn pipeline.
        """
        said = dict(values["said"])
        for name in ("ambiguous_counties", "correction"):
            said[name] = tuple(said[name])
        vector = {"vector": values["vector"], "model": values["model"]}
        return cls(
            reading=Reading.from_metadata(values["reading"] | vector),
            said=Said(**said),
            person=values["person"],
            channel=values["channel"],
            given=dict(values["given"]),
            matter=Matter(values["matter"]["text"], tuple(values["matter"]["services"])),
            in_topic=Reading.from_metadata(values["in_topic"]) if values["in_topic"] else None,
            command=values["command"],
            argument=values["argument"],
            corrects=values["corrects"],
            english=values["english"],
            build=values["build"],
        )
