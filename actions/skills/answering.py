"""Answers a question, alone or in its conversation, always from cited entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

from actions.skills.follow_up import Reference, find_reference, named_services
from actions.skills.lean import LONGEST
from actions.skills.memory import tells_of_child
from actions.skills.phrases import is_vague
from actions.skills.reply import Reply
from actions.skills.state import Button
from actions.skills.talk import Talk
from actions.texts import texts
from knowledge.answers import Answer
from knowledge.catalogue import Detail
from knowledge.languages import joined
from nlu.understanding.topics.reading import Kind, Reading
from nlu.understanding.wishes import is_question
from nlu.understanding.wording import says_only_facts

_SMALL_TALK = ("greet", "thank", "goodbye", "who_are_you", "chitchat", "abuse")
_MAX_RELATED = 2
_SHORT_FACT = 8
_SHORT_DETAIL = 10
# 驾照在哪里换 asks for a place as well, and of something that is surely not ours.
_FOREIGN = 0.1
_MOST_NAMED = 6
_MOST_ANSWERED = 2  # an answer to more would be read by nobody: 打疫苗、医保、上学我都想问
_UNSURE = "unsure"
_OUTSIDE = "out_of_scope"


def answer_question(talk: Talk) -> Reply:
    """Return the answer to what was asked, and remember what it was about."""
    if talk.wants("service"):
        chosen = [talk.heard.argument or ""]
        return tell(talk, talk.room.answerer.about(chosen, talk.reading, talk.place))
    if talk.wants("area"):
        return _area(talk, talk.heard.argument or "")
    reference = find_reference(talk)
    if reference is not None:
        return _refer(talk, reference)
    if is_vague(talk.text) or _only_tells(talk) or _asks_a_mere_detail(talk):
        return clarify(talk)
    answer = talk.room.answerer.answer(_as_question(_with_law(talk)), talk.place)
    named = named_services(talk.text)
    unclear = answer.reason == _UNSURE or (answer.reason == _OUTSIDE and len(named) > 1)
    sure = len(talk.reading.needs) == 1 and talk.topic_is_sure
    in_a_row = len(named) > _MOST_ANSWERED and len(talk.text) <= LONGEST and not sure
    if named and (unclear or in_a_row):
        return _which_of(talk, named)
    return tell(talk, answer)


def _with_law(talk: Talk) -> Reading:
    """Return the reading; on the matter in hand, with the law found by that: 自闭症的在不在里面."""
    reading, in_topic = talk.reading, talk.heard.in_topic
    if in_topic and not reading.law and reading.needs == in_topic.needs:
        return replace(reading, law=in_topic.law)
    return reading


def _as_question(reading: Reading) -> Reading:
    """Return the reading as one of a question, where it has a subject: 半年了还没得学上."""
    if reading.kind in (Kind.REQUEST, Kind.STATUS, Kind.SMALLTALK) and reading.needs:
        return replace(reading, kind=Kind.POLICY, act="ask")
    return reading


def small_talk(talk: Talk, act: str) -> Reply:
    """Return a few friendly words; ``act`` is the classifier's, which knows the conversation."""
    act = act if act in _SMALL_TALK else "chitchat"
    reading = replace(talk.reading, kind=Kind.SMALLTALK, act=act)
    answer = talk.room.answerer.answer(reading)
    buttons = _area_buttons(talk) if act == "greet" else ()
    return Reply.of(answer.text, buttons, answer=answer)


def declined(talk: Talk) -> Reply:
    """Answer a no or a skip that nothing was asked for."""
    text = texts().conversation.declined
    return Reply.of(text, answer=talk.room.bare_answer(talk.reading, Kind.SMALLTALK, text))


def clarify(talk: Talk) -> Reply:
    """Ask what a vague opening is about, with one button per area."""
    words = texts().conversation
    text = words.clarify_phone if Detail.PHONE in talk.reading.details else words.clarify
    if facts := _told_facts(talk):
        text = f"{texts().conversation.fact_noted.format(facts=facts)}{text}"
    answer = talk.room.bare_answer(talk.reading, Kind.POLICY, text)
    return Reply.of(text, _area_buttons(talk), answer=answer)


def refuse(talk: Talk) -> Reply:
    """Refuse plainly: misuse, or other people's data."""
    text = texts().conversation.refused
    answer = talk.room.bare_answer(talk.reading, Kind.OUT_OF_SCOPE, text, reason="injection")
    return Reply.of(text, answer=answer)


def tell(talk: Talk, answer: Answer, preface: str = "", asked: str | None = None) -> Reply:
    """Return an answer as a reply with its buttons, and remember what was ``asked``."""
    text = f"{preface}\n{answer.text}" if preface else answer.text
    reply = Reply.of(text, _buttons(talk, answer), answer=replace(answer, text=text))
    if answer.kind is Kind.POLICY:
        _remember_answer(talk, answer, asked or talk.text)
    return reply


def _remember_answer(talk: Talk, answer: Answer, asked: str) -> None:
    state = talk.state
    listed = [choice.service for choice in answer.choices] or list(answer.services)
    state.asked, state.about = asked, "topic"
    state.cited = [asdict(citation) for citation in answer.citations]
    # 第五个 may still come after something from the list was looked at.
    if len(listed) > 1 or (listed and not state.listed):
        state.listed = listed
    if answer.services and not answer.choices:
        state.topic = list(answer.services)
        state.note(asked, state.topic, of_child=tells_of_child(talk))


def _which_of(talk: Talk, named: Sequence[str]) -> Reply:
    """Ask which of the services named is meant, where the whole message is not clear."""
    text = texts().conversation.which_of
    answer = talk.room.bare_answer(talk.reading, Kind.POLICY, text)
    buttons = _service_buttons(talk, named[:_MOST_NAMED])
    talk.state.listed = list(named[:_MOST_NAMED])
    return Reply.of(text, buttons, answer=answer)


def _refer(talk: Talk, reference: Reference) -> Reply:
    if not reference.services:
        text = texts().conversation.ordinal_missing.format(ordinal=reference.ordinal)
        answer = talk.room.bare_answer(talk.reading, Kind.POLICY, text)
        return Reply.of(text, _service_buttons(talk, talk.listed), answer=answer)
    reading = replace(talk.reading, kind=Kind.POLICY, act="ask")
    if talk.heard.in_topic and reference.services == talk.topic:
        reading = talk.heard.in_topic
    # What was asked after gets its answer alone: the rest was told before.
    alone = bool(reading.details) and {*reference.services} <= {*talk.topic}
    answer = talk.room.answerer.about(reference.services, reading, talk.place, alone=alone)
    answer = replace(answer, question=talk.text)
    preface = ""
    if reference.place:
        preface = texts().conversation.same_province.format(
            place=reference.place, department=talk.room.names_of(answer.departments[:1])
        )
    elif reference.fact:
        preface = texts().conversation.fact_noted.format(facts=_told_facts(talk))
    listed = list(talk.listed)
    reply = tell(talk, answer, preface, _question_in_context(talk, reference))
    if reference.ordinal is not None:
        # The list stays the list: 第二个 may be followed by 第三个.
        talk.state.listed = listed
    return reply


def _question_in_context(talk: Talk, reference: Reference) -> str:
    """Return the question as somebody understands it who did not follow the conversation."""
    before = talk.state.asked
    if before and reference.services == talk.topic and (reference.place or reference.fact):
        return before
    service = talk.room.entries.services[reference.services[0]]
    return f"{service.plain_name}：{talk.text}"


def _area(talk: Talk, area: str) -> Reply:
    services = talk.room.catalogue.services_of(area)
    stated = [service for service in services if service.offers]
    if not stated:
        return tell(talk, talk.room.answerer.about([services[0].id], talk.reading))
    name = talk.room.catalogue.areas[area].name
    text = texts().conversation.clarify_area.format(area=name)
    ids = [service.id for service in stated]
    answer = replace(talk.room.bare_answer(talk.reading, Kind.POLICY, text), departments=())
    talk.state.listed, talk.state.topic = ids, []
    return Reply.of(text, _service_buttons(talk, ids), answer=answer)


def _buttons(talk: Talk, answer: Answer) -> list[Button]:
    if answer.choices:
        return [Button(choice.title, f"/service {choice.service}") for choice in answer.choices]
    request = Button(texts().conversation.buttons["request"], "/request")
    match answer.kind:
        case Kind.POLICY if answer.services and not answer.abstained:
            return [request, *_related(talk, answer)]
        case Kind.POLICY | Kind.OUT_OF_SCOPE:
            return [request]
        case Kind.REQUEST:
            return [request]
        case Kind.SMALLTALK:
            return _area_buttons(talk) if talk.reading.act == "greet" else []
        case _:
            return []


def _related(talk: Talk, answer: Answer) -> list[Button]:
    by_name = {s.plain_name: s.id for s in talk.room.catalogue.services.values()}
    known = [by_name[name] for name in answer.suggestions if name in by_name]
    return _service_buttons(talk, known[:_MAX_RELATED])


def _service_buttons(talk: Talk, services: Sequence[str]) -> list[Button]:
    names = talk.room.catalogue.services
    return [Button(names[service].plain_name, f"/service {service}") for service in services]


def _area_buttons(talk: Talk) -> list[Button]:
    areas = talk.room.catalogue.areas.values()
    title = texts().conversation.area
    return [Button(title.format(area=one.name, hint=one.hint), f"/area {one.id}") for one in areas]


def _only_tells(talk: Talk) -> bool:
    """Tell a message that states a fact and asks nothing: 八岁 · 花溪 · a phone number."""
    if talk.heard.given and says_only_facts(talk.text):
        return True
    short = len(talk.text) <= _SHORT_FACT and not is_question(talk.text)
    return short and bool(_told_facts(talk)) and not named_services(talk.text)


def _asks_a_mere_detail(talk: Talk) -> bool:
    """Tell 要带什么 at the beginning of a conversation: of what, nobody can know."""
    reading = talk.reading
    known = reading.needs or reading.topics[0].share >= talk.room.decisions.sure
    alone = not (talk.topic or known or named_services(talk.text))
    foreign = talk.reading.ours < _FOREIGN
    return bool(talk.reading.details) and alone and not foreign and len(talk.text) <= _SHORT_DETAIL


def _told_facts(talk: Talk) -> str:
    age = None if talk.said.age_estimated else talk.said.child_age
    facts = [texts().conversation.child_aged.format(age=age)] if age is not None else []
    place = talk.said.county or talk.said.prefecture
    return joined([*facts, place] if place else facts)
