"""The one place that decides what a message is answered as, and the skill that answers it.

Evidence, strongest first: a tap, danger, words said outright; then the classifier's act against
what was read; thresholds are in ``config.yml``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from actions.skills import entitlement
from actions.skills.answering import answer_question, declined, refuse, small_talk
from actions.skills.crisis import (
    answer_all_clear,
    answer_crisis,
    help_again,
    is_about_the_request,
    is_all_clear,
    is_danger,
    leans_on_danger,
)
from actions.skills.follow_up import find_reference, named_services
from actions.skills.phrases import (
    declines_request,
    is_refused,
    is_vague,
    privacy_wish,
    tries_number,
    wants_person,
)
from actions.skills.privacy import answer_privacy, asks_about_data, resume_privacy
from actions.skills.repeating import asks_about_source, tell_again, tell_simpler, tell_source
from actions.skills.reply import Reply
from actions.skills.request_opening import call_person, open_request
from actions.skills.status import (
    answer_status,
    correct_contact,
    correct_details,
    corrects_contact,
    corrects_details,
    resume_status,
)
from actions.skills.talk import OFFERED_URGENT, Talk
from actions.skills.wish import REGISTERING, wishes, wishes_request
from knowledge.catalogue import Detail
from knowledge.errors import ConfigurationError
from nlu.understanding.topics.reading import Kind
from nlu.understanding.wishes import is_question, wants_request
from nlu.understanding.wording import is_strange, says_only_facts

SMALL_TALK = ("greet", "thank", "goodbye", "who_are_you", "chitchat", "abuse")
_COMMANDS = {
    "service": "ask",
    "area": "ask",
    "request": "open_request",
    "urgent": "open_request",
    "this": "open_request",
    "human": "hand_over",
    "check": "check_entitlement",
    "status": "check_status",
    "withdraw": "check_status",
    "add": "check_status",
    "rate": "check_status",
    "reopen": "check_status",
    "urge": "check_status",
    "privacy": "privacy",
    "export": "privacy",
    "forget": "privacy",
    "start": "greet",
    "help": "who_are_you",
    "yes": "affirm",
    "no": "deny",
    "agree": "affirm",
    "disagree": "deny",
    "skip": "skip",
    "cancel": "cancel",
    "why": "ask",
}
_BY_KIND = {Kind.STATUS: "check_status", Kind.PRIVACY: "privacy"}
_LEANING = ("follow_up", "correct", "change_need", "inform")
_QUESTIONS = ("ask", *_LEANING, "why", "nlu_fallback", "out_of_scope")
_OF_DANGER = ("crisis", "all_clear", "open_request", "hand_over")
"""Acts whose reply after a danger is about the danger."""
_OF_THE_SERVICE = (Detail.FEE, Detail.PAPERS, Detail.AGE, Detail.ELIGIBILITY)
"""What a question without a subject asks of the service, even after a request was told of."""
_ANSWERS = ("deny", "skip", "cancel")
_ABOUT_THE_REPLY = ("simpler", "repeat", "ask_source")
_SKILLS: dict[str, Callable[[Talk], Reply]] = {
    "crisis": answer_crisis,
    "refuse": refuse,
    "all_clear": answer_all_clear,
    "correct_contact": correct_contact,
    "correct_details": correct_details,
    "simpler": tell_simpler,
    "repeat": tell_again,
    "ask_source": tell_source,
    "open_request": open_request,
    "hand_over": call_person,
    "check_status": answer_status,
    "privacy": answer_privacy,
    "check_entitlement": entitlement.start,
    "deny": declined,
    "skip": declined,
    "cancel": declined,
}


def refuse_unanswered(acts: Iterable[str]) -> None:
    """Refuse acts that no skill answers: they would be answered as questions unseen.

    Raises:
        ConfigurationError: naming them and where their line is missing.
    """
    known = {*_SKILLS, *SMALL_TALK, *_QUESTIONS, "affirm", "resume", "ask_to_register"}
    if unanswered := sorted(set(acts) - known):
        raise ConfigurationError(
            f"nothing answers {', '.join(unanswered)}: add a line to _SKILLS in {__name__}"
        )


def respond(talk: Talk) -> Reply:
    """Return the reply to a message outside every form."""
    act = decide(talk)
    if act not in ("crisis", "refuse"):
        resumed = resume_privacy(talk) or resume_status(talk)
        if resumed is not None:
            return resumed
    was_in_danger = talk.in_danger
    reply = _reply_to(talk, act)
    if was_in_danger and act not in _OF_DANGER:
        reply.say(help_again(talk))
    # Whatever was asked for before is over once something else is answered.
    talk.state.expects = reply.expects
    return reply


def decide(talk: Talk) -> str:
    """Return the act a message is answered as."""
    said = _said_outright(talk)
    if said is not None:
        return said
    if _asks_about_the_request(talk):
        return "check_status"
    if asks_about_data(talk):
        return "privacy"
    if asks_about_source(talk):
        return "ask_source"
    if talk.act == "repeat" and talk.state.about == "request" and talk.state.number:
        return "check_status"
    unsure = not talk.acts(talk.act) and talk.topic_is_sure
    if talk.act == "check_entitlement" and (unsure or is_vague(talk.text)):
        return "ask"
    if talk.act in _ANSWERS and talk.expects is None and _asks_policy(talk):
        # 幼儿园不要他 sounds like a no; nothing was asked.
        return "ask"
    if talk.act in SMALL_TALK:
        return _small_talk_or_question(talk)
    if talk.act in _ABOUT_THE_REPLY:
        return talk.act if talk.acts(talk.act) or not talk.topic_is_sure else "ask"
    if talk.act == "all_clear":
        return _question_or_more(talk)
    if wishes_request(talk):
        return "open_request"
    if talk.act in (*_QUESTIONS, *REGISTERING):
        return _question_or_more(talk)
    # The act alone is no danger: that is heard alike at every door.
    if _is_angry_about_a_matter(talk) or talk.act == "crisis":
        return "ask"
    if talk.act in _BY_KIND.values() and _asks_policy(talk) and not talk.acts(talk.act):
        return "ask"
    if talk.act == "check_status" and not talk.acts(talk.act) and not _has_requests(talk):
        # 电话好多 我打过去 may sound like a request; there is none, and the guess is weak.
        return _question_or_more(talk)
    return talk.act


def _said_outright(talk: Talk) -> str | None:
    """Return the act that button, danger or words leave no doubt about."""
    text = talk.text
    if talk.heard.command in _COMMANDS:
        return _COMMANDS[talk.heard.command]
    certain = [
        ("all_clear", is_all_clear(talk)),
        ("crisis", is_danger(talk)),
        ("refuse", is_refused(text)),
        ("check_status", bool(talk.said.request_number) or tries_number(text)),
        ("open_request", talk.wants_urgent),
        ("crisis", talk.in_danger and leans_on_danger(talk)),
        ("deny", talk.expects == OFFERED_URGENT and talk.said.affirmed is False),
        ("privacy", privacy_wish(text) is not None),
        ("hand_over", wants_person(text)),
        ("check_status", is_about_the_request(talk)),
        ("correct_contact", corrects_contact(talk)),
        ("correct_details", corrects_details(talk)),
        ("deny", talk.said.cancelled and not any(map(wishes, talk.clauses))),
        ("open_request", wants_request(text)),
        ("deny", declines_request(talk.clauses)),
        ("ask", talk.said.ordinal is not None and bool(talk.listed) and text.startswith("第")),
        ("ask", bool(talk.heard.given) and says_only_facts(text)),
    ]
    return next((act for act, sure in certain if sure), None)


def _reply_to(talk: Talk, act: str) -> Reply:
    if act in _SKILLS:
        return _SKILLS[act](talk)
    if act in SMALL_TALK:
        return small_talk(talk, act)
    if act == "affirm":
        return answer_status(talk) if talk.state.number else small_talk(talk, act)
    return answer_question(talk)


def _small_talk_or_question(talk: Talk) -> str:
    """你好,娃打疫苗在哪点: the greeting is not what it is about."""
    vague = talk.act == "chitchat" and is_vague(talk.text) and is_question(talk.text)
    places = talk.topic and (talk.said.county or talk.said.prefecture)
    leans = talk.act == "chitchat" and talk.asks and find_reference(talk) is not None
    strange = talk.act == "chitchat" and is_strange(talk.text)
    if _asks_policy(talk) or vague or leans or strange or (places and talk.act == "chitchat"):
        return "ask"
    return _by_reading(talk, talk.room.decisions.very_sure) or talk.act


def _question_or_more(talk: Talk) -> str:
    reading = talk.reading
    if _is_angry_about_a_matter(talk):
        return "ask"
    if act := _by_reading(talk, talk.room.decisions.sure):
        return act
    if reading.kind is Kind.STATUS and talk.state.number:
        return "check_status"
    if reading.kind is Kind.PRIVACY and talk.acts("why"):
        return "privacy"
    leans = talk.act in ("follow_up", "correct", "inform") and talk.topic
    if (
        reading.kind is Kind.SMALLTALK
        and reading.confidence >= talk.room.decisions.sure
        and not leans
    ):
        return reading.act
    return "ask"


def _asks_about_the_request(talk: Talk) -> bool:
    """Tell a question without a subject after a request was told of: 那要等几天, 登进去没得."""
    reading = talk.reading
    if talk.state.number is None or reading.kind is Kind.PRIVACY:
        return False
    if _asks_after_its_matter(talk):
        return True
    named = reading.needs and reading.topics[0].share >= talk.room.decisions.sure
    if talk.state.about != "request" or named or named_services(talk.text):
        return False
    if reading.details and {*reading.details} <= {*_OF_THE_SERVICE}:
        # 那办证要好多钱 asks for the service; a request costs nothing and wants no papers.
        return False
    return talk.asks or bool(reading.details) or talk.leans_to("check_status", "follow_up")


def _has_requests(talk: Talk) -> bool:
    return bool(talk.state.number or talk.room.desk.requests_of(talk.identity))


def _asks_after_its_matter(talk: Talk) -> bool:
    """Tell a question after the request of this conversation by what it is about."""
    if not talk.leans_to("check_status"):
        return False
    own = talk.room.desk.requests_of(talk.identity)
    about = {service for one in own for service in one.services}
    return bool(about & {*talk.reading.needs, *named_services(talk.text)})


def _is_angry_about_a_matter(talk: Talk) -> bool:
    """半年了还没得学上: sounds like a request made long ago, and none was ever made here."""
    waits = talk.act == "check_status" or talk.reading.kind is Kind.STATUS
    about = talk.reading.needs or (talk.topic and talk.heard.in_topic)
    return waits and bool(about) and not talk.room.desk.requests_of(talk.identity)


def _by_reading(talk: Talk, least: float) -> str | None:
    """Return the act of the reading's kind, where that is at least so sure."""
    if talk.reading.confidence < least:
        return None
    if talk.reading.kind is Kind.REQUEST and talk.reading.act == "handover":
        return "hand_over"
    return _BY_KIND.get(talk.reading.kind)


def _asks_policy(talk: Talk) -> bool:
    reading = talk.reading
    return (
        reading.kind is Kind.POLICY
        and bool(reading.needs)
        and reading.confidence >= talk.room.decisions.sure
    )
