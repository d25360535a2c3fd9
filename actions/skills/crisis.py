"""A child in danger: answered before anything else, at any point, without a single question."""

from __future__ import annotations

from dataclasses import replace

from actions.skills.follow_up import named_services
from actions.skills.phrases import asks_for_help, case_wish, privacy_wish, wants_person
from actions.skills.reply import Reply
from actions.skills.state import Button
from actions.skills.talk import OFFERED_URGENT, Talk
from actions.skills.wish import REGISTERING
from actions.texts import texts
from knowledge.languages import joined
from nlu.understanding.topics.reading import Kind
from nlu.understanding.wishes import is_question

_ALWAYS = ("110", "120")
_LEAVES = (
    *("thank", "goodbye", "greet", "open_request", "resume"),
    "hand_over",
)
"""Acts that are about something else than the danger, or already about what to do."""


def is_danger(talk: Talk) -> bool:
    """Tell a message of danger as every door hears it; the classifier's act is no second opinion.

    The wish for an urgent request after a danger is not another one.
    """
    if talk.wants("urgent") or (talk.wants_urgent and not talk.reading.crisis):
        return False
    return talk.reading.kind is Kind.CRISIS


def is_about_the_request(talk: Talk) -> bool:
    """Tell words said outright about a request already made: 再补充一句, 撤了吧."""
    return bool(case_wish(talk.text) and talk.state.number)


def leans_on_danger(talk: Talk) -> bool:
    """Tell a message after the help that has no subject of its own: 那我咋办, 我怕他晓得."""
    if talk.heard.command or talk.wants_urgent or _leaves(talk) or talk.said.affirmed is not None:
        return False
    if privacy_wish(talk.text) or wants_person(talk.text) or talk.said.request_number:
        return False
    if is_about_the_request(talk):
        return False
    reading = talk.reading
    if talk.share_of(*REGISTERING) >= talk.room.decisions.sure:
        return False
    if reading.law and reading.details and reading.kind is Kind.POLICY:
        # 保护令去哪点申请 asks what the law says of it; the help is said beside it once more.
        return False
    if talk.acts("follow_up"):
        return True
    certain = bool(reading.needs) and reading.topics[0].share >= talk.room.decisions.certain
    surely_another = reading.kind is Kind.POLICY and bool(reading.needs)
    surely_another = surely_another and (certain or bool(named_services(talk.text)))
    # 她在学校不爱说话 tells on, however much it sounds like a service; a question asks for it.
    asks = is_question(talk.text) or bool(reading.details) or asks_for_help(talk.text)
    return not (surely_another and asks)


def _leaves(talk: Talk) -> bool:
    """Tell an act that is about something else, where there is what it is about.

    不报警得行不 sounds like privacy, 要等24小时才能报警不 like a request made; none was.
    """
    if talk.acts("privacy"):
        return talk.reading.kind is Kind.PRIVACY
    if talk.acts("check_status"):
        return talk.state.number is not None or bool(talk.reading.needs and talk.topic_is_sure)
    return talk.acts(*_LEAVES)


def answer_crisis(talk: Talk) -> Reply:
    """Return whom to call now, and offer an urgent request; the same card is not given twice."""
    state, told_of = talk.state, set(talk.reading.crisis)
    again = talk.in_danger and told_of <= set(state.dangers)
    if talk.reading.kind is Kind.CRISIS or not state.danger:
        state.danger = talk.text
    state.dangers = sorted(told_of | set(state.dangers if again else ()))
    state.expects = OFFERED_URGENT
    answer = talk.room.answerer.crisis(replace(talk.reading, kind=Kind.CRISIS))
    if again:
        answer = replace(answer, text=help_again(talk))
    urgent = Button(texts().conversation.buttons["urgent"], "/urgent")
    return Reply.of(answer.text, [urgent], answer=answer, expects=OFFERED_URGENT)


def help_again(talk: Talk) -> str:
    """Return the help in a few words: the card itself is not given twice."""
    words = texts().conversation
    lines = talk.room.catalogue.helplines_for(*(talk.state.dangers or ("violence",)))
    more = [
        words.keep_safe_line.format(number=line.number, name=line.name)
        for line in lines
        if line.number not in _ALWAYS
    ]
    return words.keep_safe.format(numbers=joined(["110", "120", *more]))


def is_all_clear(talk: Talk) -> bool:
    """Tell that the danger told of, or the one an urgent request is about, is over."""
    if not (talk.acts("all_clear") or _is_relief(talk)):
        return False
    # Words that name a danger outweigh relief, unless the relief is beyond doubt.
    doubtful = talk.reading.crisis and talk.confidence < talk.room.decisions.certain
    return not doubtful and bool(talk.state.danger or _open_urgent(talk))


def _is_relief(talk: Talk) -> bool:
    """Tell relief right after the help that is hardly anything else than that or a chat."""
    no_danger = talk.share_of("crisis") < 1 - talk.room.decisions.certain
    likely = talk.leans_to("all_clear") and not is_question(talk.text)
    return talk.in_danger and likely and no_danger and talk.reading.kind is not Kind.CRISIS


def answer_all_clear(talk: Talk) -> Reply:
    """Return relief, and the way to close the urgent request when one is still open."""
    talk.state.danger, talk.state.dangers = None, []
    words, number, buttons = texts().conversation, _open_urgent(talk), []
    text = words.all_clear
    if number:
        text = words.all_clear_open.format(number=number)
        buttons = [Button(texts().status.buttons["withdraw"], "/withdraw")]
    answer = talk.room.bare_answer(talk.reading, Kind.SMALLTALK, text)
    return Reply.of(text, buttons, answer=answer)


def _open_urgent(talk: Talk) -> str | None:
    """Return the number of the parent's urgent request that is still being worked on."""
    desk = talk.room.desk
    own = desk.requests_of(talk.identity)
    is_open = desk.cases.lifecycle.is_open
    return next((one.number for one in own if one.urgent and is_open(one.status)), None)
