"""What travels to Rasa with every message: read once in the web process, used by every skill."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from dataclasses import fields as fields_of
from typing import Any

from actions.requests import fields
from knowledge.languages import CHINESE
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
    waiting: bool = False

    @classmethod
    def from_facts(cls, facts: Facts) -> Said:
        """Keep what is not personal."""
        values = {
            one.name: getattr(facts, one.name) for one in fields_of(cls) if hasattr(facts, one.name)
        }
        return cls(
            **values
            | {
                "county": facts.county.name if facts.county else None,
                "prefecture": facts.prefecture.name if facts.prefecture else None,
                "ambiguous_counties": tuple(county.name for county in facts.ambiguous_counties),
                "bad_phone": facts.invalid_phone is not None,
                "correction": tuple(sorted(facts.correction)),
            }
        )


def heard_further(facts: Facts) -> dict[str, Any]:
    """Return the further fields a message states, without the personal ones."""
    said = {one.name: one.of(facts) for one in fields.FURTHER if not one.mask}
    return {n: v for n, v in said.items() if v is not None and fields.accepts(n, v)}


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
class OneChild:
    """What a message about several children tells of one of them.

    Attributes:
        which: how the family tells it from the others.
        age: in full years.
        matter: what it is about this child.
    """

    which: str | None
    age: int | None
    matter: Matter


@dataclass(frozen=True)
class Heard:
    """One message as the skills see it.

    Attributes:
        reading: what retrieval read in the masked text.
        said: its facts, personal ones left out.
        given: masked form of each personal field in it (``{"contact_phone": "138****8000"}``).
        further: the other fields of ``fields.FURTHER`` that its facts state.
        person: who wrote it, sealed; opens the draft and the sender's own requests.
        channel: where it came from.
        command: what a button or command asks for, without its argument (``service``).
        argument: the argument of the command (``vaccination``).
        matter: what it wants, read without the facts around it.
        children: what it tells of each, where it is about several.
        in_topic: the message read with the topic in hand before it, where it leans on that.
        corrects: the message takes something back; the reading is of what it says instead.
        english: it is written in Latin letters; the reading is of its gist.
        language: the parent is answered in.
        build: id of the knowledge build it was read with.
    """

    reading: Reading
    said: Said
    person: str
    channel: str
    given: dict[str, str] = field(default_factory=dict)
    further: dict[str, Any] = field(default_factory=dict)
    matter: Matter = Matter()
    children: tuple[OneChild, ...] = ()
    in_topic: Reading | None = None
    command: str | None = None
    argument: str | None = None
    corrects: bool = False
    english: bool = False
    language: str = CHINESE
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
            further=dict(values["further"]),
            matter=_matter(values["matter"]),
            children=tuple(_one_child(one) for one in values["children"]),
            in_topic=Reading.from_metadata(values["in_topic"]) if values["in_topic"] else None,
            command=values["command"],
            argument=values["argument"],
            corrects=values["corrects"],
            english=values["english"],
            language=values["language"],
            build=values["build"],
        )


def _matter(values: dict[str, Any]) -> Matter:
    return Matter(values["text"], tuple(values["services"]))


def _one_child(values: dict[str, Any]) -> OneChild:
    return OneChild(values["which"], values["age"], _matter(values["matter"]))
