"""A conversation on a plain state: the real skills and desk, without Rasa, servers or a model.

What a classifier and a reader would say of a message is told by the test; facts are extracted.
The form loop is Rasa's in five lines: ask for the first field without a mark, then submit.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from actions.requests import RequestDesk, fields
from actions.skills.decision import decide, respond
from actions.skills.form import asked
from actions.skills.message_metadata import Heard, Matter, Said, heard_further
from actions.skills.memory import remember
from actions.skills.phrases import need_of
from actions.skills.reply import Reply
from actions.skills.request_form import listen, question_for
from actions.skills.request_opening import FORM, submit
from actions.skills.resources import Resources
from actions.skills.settings import DecisionSettings
from actions.skills.state import Conversation, request_fields
from actions.skills.talk import Talk
from knowledge.answers import Answerer
from knowledge.catalogue import Detail, load_catalogue
from knowledge.settings import PROJECT_ROOT, Config
from nlu.language import normalise
from nlu.understanding.facts import extract_facts, mask_personal
from nlu.understanding.topics.reading import Kind, Reading, Subject, Topic
from nlu.understanding.wording import meant


def open_room(home: Path) -> Resources:
    """Return what skills work with, on an empty state folder."""
    catalogue = load_catalogue()
    desk = RequestDesk.open(Config(PROJECT_ROOT / "config.yml", home, {}), catalogue)
    return Resources(catalogue, Answerer(catalogue, catalogue.version), desk, DecisionSettings())


class Parent:
    """Somebody who writes messages; remembers nothing, the state does."""

    def __init__(self, room: Resources, name: str = "one") -> None:
        self.room = room
        self.identity = f"web:{name}"
        self.state = Conversation()
        self.field: str | None = None
        """The field the running form asks for."""
        self.act = ""
        """What the last message was answered as, outside a form."""
        self.request: dict[str, object] | None = None

    def says(
        self,
        text: str,
        act: str = "nlu_fallback",
        *,
        kind: Kind = Kind.POLICY,
        needs: Iterable[str] = (),
        crisis: Iterable[str] = (),
        details: Iterable[Detail] = (),
        law: Iterable[str] = (),
        command: str | None = None,
        confidence: float = 0.95,
    ) -> str:
        """Return everything that is said to a message."""
        facts = extract_facts(text, self.field or self.state.expects)
        given = fields.personal_in(facts)
        if given:
            drafts = self.room.desk.drafts
            drafts.save(self.identity, drafts.load(self.identity) | given)
        masked = mask_personal(text, facts)
        heard = Heard(
            matter=Matter(normalise(need_of(meant(masked))), tuple(needs)),
            corrects=meant(masked) != masked,
            reading=_reading(meant(masked), kind, tuple(needs), crisis, details, law),
            said=Said.from_facts(facts),
            person=self.room.desk.keyring.master.seal(self.identity),
            channel="web",
            given=fields.masked(given),
            further=heard_further(facts),
            command=command,
        )
        talk = Talk(heard, self.room, self.state, self.field, act, confidence, typed=masked)
        remember(talk)
        replies = list(self._turn(talk))
        self.request = next((one.request for one in replies if one.request), None)
        said = [say.text for reply in replies for say in reply.says]
        self.state = Conversation.from_slot(self.state.to_slot())
        self.state.told = said
        return "\n".join(said)

    def _turn(self, talk: Talk) -> Iterable[Reply]:
        if self.field is None:
            self.act = decide(talk)
            first = respond(talk)
            goes_on = first.next_action == FORM
        else:
            first = listen(talk)
            goes_on = not first.ends_form
        yield first
        self.field = None
        if goes_on:
            yield from self._ask_or_submit(talk)

    def _ask_or_submit(self, talk: Talk) -> Iterable[Reply]:
        marks = talk.state.marks()
        self.field = next((name for name in request_fields() if not marks[name]), None)
        if self.field is None:
            yield submit(talk)
        else:
            yield asked(talk, self.field, *question_for(talk, self.field))


def _reading(
    text: str,
    kind: Kind,
    needs: tuple[str, ...],
    crisis: Iterable[str],
    details: Iterable[Detail],
    law: Iterable[str],
) -> Reading:
    topics = tuple(Topic(Subject.SERVICE, need, 0.9) for need in needs)
    return Reading(
        text=text,
        kind=kind,
        act="ask",
        topics=topics or (Topic(Subject.SERVICE, "vaccination", 0.1),),
        needs=needs,
        confidence=0.9 if needs or kind is not Kind.POLICY else 0.3,
        margin=0.5,
        crisis=tuple(crisis),
        details=tuple(details),
        elsewhere=None,
        vector="",
        model="",
        law=tuple(law),
    )
