"""The entitlement check: a short walk, every question skippable, to a personal list of services."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from typing import Any

from actions.skills.eligibility import rules
from actions.skills.form import PATIENCE, asked, first_of_all, interruption
from actions.skills.phrases import goes_on, wants_person
from actions.skills.reply import Reply
from actions.skills.request_opening import call_person, open_request
from actions.skills.skill import Skill
from actions.skills.state import SKIPPED, WALK_FIELDS, Button
from actions.skills.talk import Talk
from actions.texts import texts
from knowledge.languages import first_sentence
from nlu.understanding.topics.reading import Kind, Reading
from nlu.understanding.wishes import wants_request

FORM = "entitlement_form"
FIELDS = WALK_FIELDS
_SETTLED_MONTHS = 6
_NOT_AT_SCHOOL = "none"


def start(talk: Talk) -> Reply:
    """Begin the walk; what is known of the child is not asked again."""
    state = talk.state
    known = {"child_age": state.child.age} if state.child and state.child.age is not None else {}
    state.walk = known | _told(talk)
    state.question, state.misses = None, 0
    text = texts().entitlement.opening
    answer = talk.room.bare_answer(talk.reading, Kind.POLICY, text)
    return Reply.of(text, answer=answer, next_action=FORM)


def listen(talk: Talk) -> Reply:
    """Handle one message inside the walk."""
    field, state = talk.field or FIELDS[0], talk.state
    walk = state.walk if state.walk is not None else {}
    state.walk = walk
    first = first_of_all(talk)
    if first is not None:
        return first
    if _leaves_for_request(talk):
        state.walk = None
        return Reply(ends_form=True)
    answer = talk.room.bare_answer(talk.reading, Kind.POLICY)
    words = texts().entitlement
    if _gives_up(talk):
        state.walk = state.expects = None
        return Reply.of(words.cancelled, answer=answer, ends_form=True)
    misses, state.misses = state.misses, 0
    reply = Reply(answer=answer)
    if talk.said.why_asked or talk.wants("why"):
        return reply.say(words.why[field])
    taken = {k: v for k, v in _told(talk).items() if k == field or k in talk.said.correction}
    taken |= {k: v for k, v in _told(talk).items() if walk.get(k) is None}
    if field not in taken and _skips(talk):
        taken[field] = SKIPPED
    walk |= taken
    topic, listed = state.topic, state.listed
    interrupting = interruption(talk, taken=bool(taken))
    if interrupting is not None:
        # What is asked in between does not take the place of what the walk is about.
        state.topic, state.listed = topic, listed
        return interrupting
    if not taken and misses + 1 >= PATIENCE:
        # After the second try the question is skipped: nothing here is needed.
        walk[field] = SKIPPED
    elif not taken:
        state.misses = misses + 1
        reply.say(words.unusable)
    return reply


def result(talk: Talk) -> Reply:
    """Return the personal list: departments, how well supported, each to be tapped."""
    words, room, walk = texts().entitlement, talk.room, talk.state.walk
    if walk is None or any(walk.get(field) is None for field in FIELDS):
        return _after_leaving(talk)
    answers = {field: _answered(walk[field]) for field in FIELDS}
    chosen = tuple(rule.service for rule in rules() if rule.fits(answers))
    lines = [words.result.format(count=len(chosen))]
    for number, service in enumerate(chosen, 1):
        entry = room.catalogue.services[service]
        fact = room.catalogue.who_may(service)
        lines.append(
            words.line.format(
                number=number,
                name=entry.plain_name,
                department=room.catalogue.departments[entry.lead].name,
                support=words.support[entry.support.value],
                reason=words.law.format(says=first_sentence(fact.says)) if fact else "",
            )
        )
    if (answers["months_here"] or _SETTLED_MONTHS) < _SETTLED_MONTHS:
        lines.append(words.newcomer)
    lines.append(words.print)
    text = "\n".join(lines)
    reading: Reading = replace(talk.reading, kind=Kind.POLICY, details=())
    answer = replace(room.answerer.about(chosen, reading), text=text, abstained=False, reason=None)
    buttons = [Button(room.catalogue.services[s].plain_name, f"/service {s}") for s in chosen]
    state = talk.state
    state.walk, state.listed, state.topic, state.expects = None, list(chosen), [], None
    return Reply.of(text, buttons, answer=answer)


def _leaves_for_request(talk: Talk) -> bool:
    """Tell a wish for a request or a person: it ends the walk and is carried out."""
    tapped = talk.wants("request", "human")
    return tapped or talk.wants_urgent or wants_person(talk.text) or wants_request(talk.text)


def _after_leaving(talk: Talk) -> Reply:
    if talk.wants("human") or wants_person(talk.text):
        return call_person(talk)
    if _leaves_for_request(talk):
        return open_request(talk)
    talk.state.walk = talk.state.expects = None
    return Reply()


def _told(talk: Talk) -> dict[str, Any]:
    values = {field: getattr(talk.said, field) for field in FIELDS}
    if values["school_stage"] is None and talk.field == "school_stage":
        at_home = any(word in talk.text for word in texts().entitlement.home_words)
        values["school_stage"] = _NOT_AT_SCHOOL if at_home else None
    return {field: value for field, value in values.items() if value is not None}


def _skips(talk: Talk) -> bool:
    return talk.said.skipped or talk.wants("skip") or (talk.act == "skip" and talk.confidence > 0.5)


def _gives_up(talk: Talk) -> bool:
    if talk.said.cancelled or talk.wants("cancel"):
        return True
    return talk.acts("cancel") and not goes_on(talk.text)


def _answered(value: Any) -> Any:
    return None if value == SKIPPED else value


class ValidateEntitlementForm(Skill):
    """Listens while the walk runs."""

    def name(self) -> str:
        """Return the name Rasa calls before every question of the walk."""
        return "validate_entitlement_form"

    def reply(self, talk: Talk) -> Reply:
        """Return what is said before the next question, and the answers taken."""
        if talk.is_new:
            return listen(talk)
        talk.state.misses = 0
        return Reply()


class EntitlementResult(Skill):
    """Shows the list at the end of the walk."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_entitlement_result"

    def reply(self, talk: Talk) -> Reply:
        """Return the list."""
        return result(talk)


class _AskStep(Skill):
    """Asks one question of the walk."""

    @property
    @abstractmethod
    def field(self) -> str:
        """The part of the name that differs; abstract, so that the base is no action."""

    def name(self) -> str:
        """Return the name Rasa derives from form and field."""
        return f"action_ask_{FORM}_{self.field}"

    def reply(self, talk: Talk) -> Reply:
        """Return the question with its options."""
        words = texts().entitlement
        options = words.options.get(self.field, {})
        buttons = [Button(title, payload) for title, payload in options.items()]
        buttons.append(Button(words.skip, "/skip"))
        return asked(talk, self.field, words.ask[self.field], buttons)


class AskStepChildAge(_AskStep):
    """How old the child is."""

    field = "child_age"


class AskStepMonthsHere(_AskStep):
    """How long the family has lived here."""

    field = "months_here"


class AskStepSchoolStage(_AskStep):
    """Where the child goes to school."""

    field = "school_stage"


class AskStepHasInsurance(_AskStep):
    """Whether the child is insured."""

    field = "has_insurance"


class AskStepHasDisability(_AskStep):
    """Whether the child is disabled."""

    field = "has_disability"


class AskStepInHardship(_AskStep):
    """Whether the family is in hardship."""

    field = "in_hardship"
