"""The conversation as one skill sees it: the message, what is remembered, what to work with."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from actions.requests import ServiceRequest
from actions.skills.message_metadata import Heard, Matter, Said
from actions.skills.phrases import is_beside_the_need, opens_case
from actions.skills.resources import Resources
from actions.skills.state import Conversation, Draft
from nlu.language import normalise
from nlu.language.patterns import linear
from nlu.understanding.topics.reading import Reading
from nlu.understanding.wishes import clauses, is_question

_URGENT = "加急"
_NEGATION = linear("不|没|别|莫")
_ASKS_IN_ENGLISH = linear(
    r"(?i)[?？]|\b(?:what|where|when|which|who|whom|how|why)\b"
    r"|\b(?:can|could|may|should|do|does|did|is|are|will|would)\s+(?:i|we|you|he|she|it|they|my|the|there|this)\b"
)
_ASKING = ("ask", "follow_up", "check_status", "out_of_scope", "why")
_TELLING = ("inform", "open_request", "ask_to_register", "affirm", "correct")
OFFERED_URGENT = "urgent"
"""What is waited for after danger: whether an urgent request is wanted."""


def _asks_for_urgent(clause: str) -> bool:
    """Tell 开加急工单 from 莫加急 and from 加急是哪样."""
    return _URGENT in clause and not is_question(clause) and _NEGATION.search(clause) is None


@dataclass(frozen=True)
class Talk:
    """One message in its conversation.

    Attributes:
        heard: the message.
        state: what the conversation remembers; skills change it.
        field: what the running form asks for.
        act: the dialogue act the classifier gave the message, with its confidence.
        form: the form that is running.
        is_new: the running action is the first to see this message in its form.
        typed: the masked message as it was written, with the blanks that stand for commas.
        shares: the probability the classifier gave to each act.
    """

    heard: Heard
    room: Resources
    state: Conversation = dataclasses.field(default_factory=Conversation)
    field: str | None = None
    act: str = "ask"
    confidence: float = 1.0
    form: str | None = None
    is_new: bool = True
    typed: str = ""
    shares: Mapping[str, float] = dataclasses.field(default_factory=dict)

    @property
    def reading(self) -> Reading:
        """What retrieval read in the message."""
        return self.heard.reading

    @property
    def said(self) -> Said:
        """The facts of the message."""
        return self.heard.said

    @property
    def matter(self) -> Matter:
        """What the message wants, without the facts around it."""
        return self.heard.matter

    @cached_property
    def clauses(self) -> list[str]:
        """The clauses of the message; a blank between words stands for a comma."""
        return [normalise(clause) for clause in clauses(self.typed or self.text)]

    @property
    def text(self) -> str:
        """The masked message in normal form."""
        return self.heard.reading.text

    @property
    def topic(self) -> tuple[str, ...]:
        """The services last answered."""
        return tuple(self.state.topic)

    @property
    def listed(self) -> tuple[str, ...]:
        """The services of the last list shown."""
        return tuple(self.state.listed)

    @property
    def draft(self) -> Draft:
        """The request being filled in; one that holds nothing when none is."""
        return self.state.draft or Draft()

    @property
    def expects(self) -> str | None:
        """What the assistant asked for last."""
        return self.state.expects

    @property
    def place(self) -> str | None:
        """The county or prefecture where the parent lives, as far as it is known."""
        return self.said.county or self.state.county or self.said.prefecture

    @cached_property
    def identity(self) -> str:
        """``<channel>:<sender>`` of whoever wrote this."""
        return self.room.identity(self.heard.person)

    def in_hand(self, own: Iterable[ServiceRequest]) -> ServiceRequest | None:
        """Return of a parent's requests the one this conversation told of last."""
        return next((case for case in own if case.number == self.state.number), None)

    @property
    def wants_urgent(self) -> bool:
        """Whether an urgent request is wanted: by its button, in words, or by agreeing to it."""
        if self.wants("urgent"):
            return True
        if not self.state.danger:
            return False
        if any(map(_asks_for_urgent, self.clauses)):
            return True
        return self.expects == OFFERED_URGENT and self._only_agrees

    @property
    def _only_agrees(self) -> bool:
        """Whether the message is a yes and nothing else: 要得嘛 我去跟他讲 opens nothing."""
        # At the summary a yes is a yes to the summary.
        reviewing = self.field in ("confirm", "consent")
        agreed = self.said.affirmed is True and not reviewing
        opens = [opens_case(clause) for clause in self.clauses]
        if not (agreed or any(opens)):
            return False
        beside = map(is_beside_the_need, self.clauses)
        return opens_case(self.text) or all(map(any, zip(opens, beside, strict=True)))

    def acts(self, *acts: str) -> bool:
        """Tell whether the message is one of these acts, and surely so."""
        return self.act in acts and self.confidence >= self.room.decisions.sure

    def leans_to(self, *acts: str) -> bool:
        """Tell whether acts are likely enough to be followed where other evidence points there."""
        return self.share_of(*acts) >= self.room.decisions.leaning

    def share_of(self, *acts: str) -> float:
        """Return how probable it is that the message is one of these acts."""
        known = {**self.shares, self.act: self.confidence}
        return sum(known.get(act, 0.0) for act in acts)

    @property
    def asks_outright(self) -> bool:
        """Whether something is asked in words that ask, Chinese or English ones."""
        if is_question(self.text):
            return True
        said = self.heard.matter.text or self.text
        return self.heard.english and _ASKS_IN_ENGLISH.search(said) is not None

    @property
    def asks(self) -> bool:
        """Whether something is asked: in words that ask, or for a detail (要几天)."""
        if self.asks_outright or self.heard.english:
            return self.asks_outright
        asking, telling = self.share_of(*_ASKING), self.share_of(*_TELLING)
        likely = asking >= self.room.decisions.leaning and asking > telling
        return bool(self.reading.details) and likely

    @property
    def topic_is_sure(self) -> bool:
        """Whether kind or topic is plain: 打疫苗要钱不 may be many things, all of vaccines."""
        sure, reading = self.room.decisions.sure, self.reading
        return reading.confidence >= sure or bool(reading.needs and reading.topics[0].share >= sure)

    @property
    def in_danger(self) -> bool:
        """Whether the help for a child in danger was the last thing said."""
        return self.state.danger is not None and self.expects == OFFERED_URGENT

    def wants(self, *commands: str) -> bool:
        """Tell whether a button or command of these names was used."""
        return self.heard.command in commands
