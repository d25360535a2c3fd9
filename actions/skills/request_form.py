"""The service-request form: listens to every message while it runs, whatever it is."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace

from actions.requests import fields
from actions.skills.follow_up import named_services, new_matter
from actions.skills.form import PATIENCE, asked, first_of_all, interruption
from actions.skills.instead import replaces
from actions.skills.matters import child_chosen, matter_meant
from actions.skills.message_metadata import Matter
from actions.skills.phrases import (
    asks_about_this,
    declines_request,
    denies,
    goes_on,
    refuses_contact,
    wants_person,
)
from actions.skills.reply import Reply
from actions.skills.request_fields import (
    Taken,
    asks_first,
    describes_need,
    field_words,
    summary,
    take,
    told,
)
from actions.skills.request_opening import (
    PERSON,
    departments_of,
    discard,
    form_answer,
    recover,
)
from actions.skills.skill import Skill
from actions.skills.state import Button, Child, Draft, Question, Told, request_fields
from actions.skills.talk import Talk
from actions.texts import texts
from nlu.understanding.topics.reading import Kind
from nlu.understanding.wishes import is_bare_request, is_question
from nlu.understanding.wording import says_only_facts


class ValidateRequestForm(Skill):
    """Takes what a message gives, or answers what interrupts, then leaves the form to go on."""

    def name(self) -> str:
        """Return the name Rasa calls before every question of the form."""
        return "validate_request_form"

    def reply(self, talk: Talk) -> Reply:
        """Return what is said before the next question, and the fields taken."""
        if not talk.is_new:
            # The form has just been opened; what the message gave is already there.
            talk.state.misses = 0
            return Reply()
        return listen(talk)


def listen(talk: Talk) -> Reply:
    """Handle one message inside the form."""
    field, draft = talk.field, _draft(talk)
    first = first_of_all(talk)
    if first is not None:
        return first
    if changed := _need_changed(talk, draft):
        return changed
    if _gives_up(talk):
        ended = _ended(talk, texts().request.cancelled)
        # 先莫登了 我就问一句: what is asked instead is answered.
        asked = interruption(talk, taken=True)
        if asked is None:
            return ended
        return replace(asked, says=[*ended.says, *asked.says], ends_form=True)
    misses, talk.state.misses = talk.state.misses, 0
    recover(talk, draft)
    if talk.wants_urgent:
        return _made_urgent(talk, draft)
    reply = Reply(answer=form_answer(talk))
    if _asks_why(talk, field):
        return reply.say(texts().request.why[_asked_about(talk) or field or "need"])
    if asks_about_this(talk.text) and draft.need:
        department = talk.room.names_of(departments_of(talk)[:1])
        return reply.say(texts().request.about_this.format(department=department))
    taken = take(talk, field)
    if taken.declined:
        return _ended(talk, _declined(talk))
    if talk.said.waiting and not taken.values:
        talk.state.misses = misses
        return reply.say(texts().request.waiting)
    interrupting = (
        interruption(talk, taken=bool(taken.values)) if _may_interrupt(talk, field, taken) else None
    )
    if interrupting is not None:
        taken.fill(draft)
        if field == "need" and draft.need is None:
            # A question answered at the need may itself be what is wanted.
            talk.state.question = _or_this(interrupting)
        return interrupting
    if _wants_person(talk) and not taken.values:
        draft.type = "求助"
        reply.effects = (PERSON,)
        return reply.say(texts().request.person_noted)
    wishes = talk.said.affirmed is None and (
        is_bare_request(talk.text) or talk.acts("resume", "ask_to_register")
    )
    if not taken.something and (wishes or goes_on(talk.text)):
        return reply.say(texts().request.continuing)
    taken.fill(draft)
    if "need" in taken.values:
        talk.state.talk_about(draft)
    _acknowledge(talk, reply, taken, misses)
    return reply


def _draft(talk: Talk) -> Draft:
    if talk.state.draft is None:
        talk.state.draft = Draft()
    return talk.state.draft


def _need_changed(talk: Talk, draft: Draft) -> Reply | None:
    """Take another matter in the place of the one being registered: 不搞托育了 改成低保."""
    if draft.need is None or _only_answers(talk):
        return None
    matter, child = new_matter(talk, draft.services), child_chosen(talk)
    if matter is not None and child is not None:
        # 先登小的 上幼儿园: the child and its matter in one.
        _choose(child, draft)
        return _with_need(talk, draft, matter)
    before = matter_meant(talk)
    if before is not None and before.text != draft.need:
        if child is not None:
            _choose(child, draft)
        return _with_need(talk, draft, before)
    if child is not None:
        _choose(child, draft)
        return Reply(answer=form_answer(talk)).say(texts().request.need_noted)
    if matter is None or not _puts_in_place(talk, draft):
        return None
    if number := _opened_for(talk, matter):
        words = texts().request
        return _ended(talk, f"{words.cancelled}\n{words.already.format(number=number)}")
    return _with_need(talk, draft, matter)


def _only_answers(talk: Talk) -> bool:
    """Tell an answer to the question that names no matter: 两个娃 写小的 2岁."""
    instead = talk.heard.corrects or talk.leans_to("change_need", "correct")
    return _gives_what_was_asked(talk) and not instead and not named_services(talk.text)


def _gives_what_was_asked(talk: Talk) -> bool:
    return talk.field in told(talk, talk.field)


def _with_need(talk: Talk, draft: Draft, matter: Told | Matter) -> Reply:
    talk.state.misses = 0
    draft.set_need(matter.text, list(matter.services))
    talk.state.talk_about(draft)
    draft.undecide()
    for name, value in told(talk).items():
        draft.put(name, value)
    return Reply(answer=form_answer(talk)).say(texts().request.need_noted)


def _choose(child: Child, draft: Draft) -> None:
    """Let the draft be about the child that was chosen; its age is what was told of it."""
    draft.put("child_age", child.age, "remembered")
    draft.undecide()


def _opened_for(talk: Talk, matter: Matter) -> str | None:
    """Return the number of the request opened for a matter the parent leaves it at: 只弄上学的."""
    case = talk.in_hand(talk.room.desk.requests_of(talk.identity))
    left = talk.said.affirmed is False or talk.said.cancelled
    return case.number if case and left and {*case.services} & {*matter.services} else None


def _puts_in_place(talk: Talk, draft: Draft) -> bool:
    """Tell a message that registers what it names instead of what the draft is about."""
    if _takes_back(talk, draft) or _gives_up(talk):
        return True
    if draft.origins.get("need") != "told" and not talk.asks and describes_need(talk):
        # What was only talked about before gives way to what is told.
        return True
    if talk.heard.corrects and not talk.asks:
        # 说错咯 主要是房子漏: what is said instead needs no wish.
        return True
    return replaces(talk) and not asks_first(talk)


def _takes_back(talk: Talk, draft: Draft) -> bool:
    """Tell a clause that denies what the draft is about: 我不找工作了."""
    known = {*draft.services, *named_services(draft.need or "")}
    return any(denies(one) and known & {*named_services(one)} for one in talk.clauses)


def _gives_up(talk: Talk) -> bool:
    if talk.said.cancelled or talk.wants("cancel"):
        return True
    if goes_on(talk.text) or talk.heard.given:
        return False
    return talk.acts("cancel") or declines_request(talk.clauses)


def _asked_about(talk: Talk) -> str | None:
    """Return the field a question why is about, where it names one: 要电话做啥."""
    words = field_words().items()
    return next((n for n, said in words if any(w in talk.text for w in said)), None)


def _asks_why(talk: Talk, field: str | None) -> bool:
    """Tell a question why something is asked; who answers it too (凯里噻 还要问好多) is heard."""
    if talk.wants("why"):
        return True
    answers = _gives_what_was_asked(talk) or talk.said.consented is not None
    return not answers and (talk.said.why_asked or (talk.acts("why") and field is not None))


def _wants_person(talk: Talk) -> bool:
    if talk.wants("human") or wants_person(talk.text):
        return True
    if says_only_facts(talk.text) or refuses_contact(talk.text):
        return False
    handover = talk.reading.kind is Kind.REQUEST and talk.reading.act == "handover"
    return handover or talk.acts("hand_over")


def _made_urgent(talk: Talk, draft: Draft) -> Reply:
    """Turn the request that is being filled in into an urgent one about the danger told of."""
    draft.urgent, draft.type = True, "求助"
    draft.undecide()
    if talk.state.danger:
        draft.set_need(talk.state.danger, [])
    return Reply(answer=form_answer(talk)).say(texts().request.urgent_noted)


def _may_interrupt(talk: Talk, field: str | None, taken: Taken) -> bool:
    """Tell whether the message may be something else than an answer to the question."""
    if _wants_person(talk) or talk.wants("yes", "no", "agree", "disagree", "skip", "this"):
        return False
    if goes_on(talk.text):
        return False
    if taken.question or taken.unusable:
        return asks_first(talk) or _asks_of_something_else(talk)
    if field == "need":
        return "need" not in taken.values
    return not (set(taken.values) & {"confirm", "consent"})


def _asks_of_something_else(talk: Talk) -> bool:
    """明天贵阳下雨不 names a place, and asks nothing of ours."""
    reading, sure = talk.reading, talk.room.decisions.sure
    outside = reading.kind is Kind.OUT_OF_SCOPE and reading.confidence >= sure
    return outside and is_question(talk.text) and not says_only_facts(talk.text)


def _or_this(interrupting: Reply) -> Question:
    buttons: tuple[Button, ...] = ()
    if interrupting.answer and interrupting.answer.kind is Kind.POLICY:
        buttons = (Button(texts().conversation.buttons["this"], "/this"),)
    return Question(texts().request.ask["need"], buttons)


def _acknowledge(talk: Talk, reply: Reply, taken: Taken, misses: int) -> None:
    words, state, field = texts().request, talk.state, talk.field or "need"
    for note in taken.notes:
        reply.say(note)
    reply.answer = form_answer(talk)
    if talk.said.several_children and "child_age" in taken.values:
        reply.say(words.several_children)
    if taken.question:
        state.question = taken.question
    if taken.values:
        return
    state.misses = misses + 1
    if taken.question is None or state.misses > PATIENCE:
        reply.say(taken.unusable or words.unusable[field])
    if state.misses >= PATIENCE:
        state.question = _way_out(field)


def _way_out(field: str) -> Question:
    words = texts().request
    if field in fields.skippable():
        skip = Button(words.buttons["skip"], "/skip")
        return Question(f"{words.bail_out_skip}\n{words.ask[field]}", (skip,))
    buttons = (
        Button(words.buttons["person"], "/human"),
        Button(words.buttons["cancel"], "/cancel"),
    )
    text = (
        words.bail_out
        if field in ("confirm", "consent")
        else f"{words.bail_out}\n{words.ask[field]}"
    )
    return Question(text, buttons)


def _declined(talk: Talk) -> str:
    words = texts().request
    return words.declined_person if talk.draft.by_phone else words.declined


def _ended(talk: Talk, text: str) -> Reply:
    reply = Reply.of(text, answer=form_answer(talk, text), ends_form=True)
    discard(talk)
    return reply


class _AskField(Skill):
    """Asks for one field of the request."""

    @property
    @abstractmethod
    def field(self) -> str:
        """The part of the name that differs; abstract, so that the base is no action."""

    def name(self) -> str:
        """Return the name Rasa derives from form and field."""
        return f"action_ask_request_form_{self.field}"

    def reply(self, talk: Talk) -> Reply:
        """Return the question, with its buttons."""
        return asked(talk, self.field, *question_for(talk, self.field))


ASKING = [
    type(f"Ask{name.title().replace('_', '')}", (_AskField,), {"field": name})
    for name in request_fields()
]
"""One action per declared field; Rasa's SDK finds them among the subclasses of ``Action``."""


def question_for(talk: Talk, field: str) -> tuple[str, list[Button]]:
    """Return the usual words and buttons of a question."""
    words = texts().request
    text, buttons = words.ask[field], words.buttons
    if field in fields.skippable():
        return text, [Button(buttons["skip"], "/skip")]
    match field:
        case "confirm":
            taps = [Button(buttons["correct"], "/yes"), Button(buttons["wrong"], "/no")]
            return text.format(summary=summary(talk)), taps
        case "consent":
            taps = [Button(buttons["agree"], "/agree"), Button(buttons["disagree"], "/disagree")]
            department = talk.room.names_of(departments_of(talk)[:1])
            return text.format(department=department), taps
        case _:
            return text, []
