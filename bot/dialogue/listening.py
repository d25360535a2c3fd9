"""From what was typed to what the dialogue may know: cleaned, masked, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from actions.requests import RequestDesk, fields
from actions.skills.lean import longest
from actions.skills.memory import named_child
from actions.skills.message_metadata import Heard, Matter, OneChild, Said, heard_further
from actions.skills.phrases import is_beside_the_need, need_of
from actions.skills.state import request_fields
from bot.dialogue.commands import Spoken, as_plain_text, find_command
from bot.dialogue.language import language_of, offered_command
from bot.dialogue.message import Incoming
from bot.dialogue.states import State
from knowledge.base import KnowledgeBase
from nlu.language import normalise
from nlu.understanding.facts import Facts, extract_facts
from nlu.understanding.topics.reading import Kind, Reading
from nlu.understanding.understanding import Understanding
from nlu.understanding.wishes import clauses
from nlu.understanding.wording import clean, meant

_LONGEST_FOR_RASA = 500
_SURE_OF_ITS_OWN = 0.9
_HANDOVER = "handover"
_MOST_CHILDREN = 4
_REVIEW = ("confirm", "consent")


@dataclass(frozen=True)
class Listened:
    """One message after it was read.

    Attributes:
        heard: what travels to the skills.
        facts: everything it states; personal, so it never leaves the process.
        for_rasa: the text Rasa gets and keeps: masked, or the act it is told outright.
        words: what was typed or tapped, masked, as people read it.
    """

    heard: Heard
    facts: Facts
    for_rasa: str
    words: str


def listen(
    message: Incoming, state: State, knowledge: KnowledgeBase, desk: RequestDesk
) -> Listened:
    """Read one message; contact details go into the sealed draft and nowhere else.

    Args:
        message: its text is not empty.
        state: what was asked for last, and what was talked about.
        knowledge: reads what it is about.
        desk: keeps the draft.
    """
    typed = clean(message.payload or message.text)
    language = language_of(typed, message, state)
    command = find_command(offered_command(typed) or typed, knowledge.catalogue)
    words = command.words if command else typed
    facts = _facts(words, state.expects, message.identity, desk)
    understood = knowledge.understand(words, state.expects, facts=facts, tapped=command is not None)
    facts = understood.facts
    given = _keep_contact(facts, message.identity, desk)
    heard = Heard(
        reading=understood.reading,
        said=Said.from_facts(facts),
        person=desk.keyring.master.seal(message.identity),
        channel=message.channel,
        given=given,
        further=heard_further(facts),
        matter=_matter(understood, knowledge),
        children=_children(understood, knowledge),
        in_topic=None if command else _in_topic(understood, state.topic, knowledge),
        command=command.name if command else None,
        argument=command.argument if command else None,
        english=understood.english,
        language=language,
        corrects=understood.corrects,
        build=knowledge.build,
    )
    return Listened(heard, facts, _for_rasa(understood, heard, command), understood.text)


def _matter(understood: Understanding, knowledge: KnowledgeBase) -> Matter:
    """Return what is wanted; where facts crowd it, it is read alone: 登记公租房 娃5岁 观山湖区."""
    reading = understood.reading
    if reading.kind is Kind.CRISIS:
        return Matter(reading.text, reading.needs)
    if understood.english:
        # Its gist in Chinese for who works on it, and the words themselves.
        gist = f"{need_of(reading.text)}（{understood.text}）" if reading.needs else reading.text
        return Matter(gist[:_LONGEST_FOR_RASA], reading.needs)
    said = meant(understood.text)
    alone = need_of(said)
    services = reading.needs
    if not services and alone != said:
        read = knowledge.read(alone)
        if read.act == _HANDOVER:
            # 给我登记 喊人来管: who is to act, and nothing of what it is about.
            return Matter()
        services = read.needs
    return Matter(normalise(alone), services)


def _children(understood: Understanding, knowledge: KnowledgeBase) -> tuple[OneChild, ...]:
    """Return what each of several children needs: 大的7岁要读小学 小的3岁要上幼儿园."""
    if not understood.facts.several_children or understood.reading.kind is Kind.CRISIS:
        return ()
    found: list[tuple[str | None, int | None, list[str]]] = []
    for clause in clauses(understood.text):
        which, age = named_child(clause), extract_facts(clause).child_age
        if which is not None or age is not None:
            found.append((which, age, [clause]))
        elif found:
            found[-1][2].append(clause)
    return tuple(
        OneChild(which, age, _of_child(need_of("，".join(said)), knowledge))
        for which, age, said in found[:_MOST_CHILDREN]
    )


def _of_child(said: str, knowledge: KnowledgeBase) -> Matter:
    # 老大7岁 tells of a child, and of nothing it needs.
    tells = not all(map(is_beside_the_need, clauses(said)))
    return Matter(normalise(said), knowledge.read(said).needs) if tells else Matter()


def _in_topic(
    understood: Understanding, topic: str | None, knowledge: KnowledgeBase
) -> Reading | None:
    """Read a short message with its topic before it: 没批咋办 after the allowance."""
    reading = understood.reading
    if (
        topic is None
        or reading.kind is Kind.CRISIS
        or len(reading.text) > longest(english=understood.english)
    ):
        return None
    own = bool(reading.needs) and topic not in reading.needs
    if own and reading.confidence >= _SURE_OF_ITS_OWN:
        return None
    return knowledge.read_about(topic, reading)


def _facts(words: str, expects: str | None, identity: str, desk: RequestDesk) -> Facts:
    """Extract the facts of a message, in the light of what was given before."""
    facts = extract_facts(words, expects)
    if expects not in request_fields():
        return facts
    known = desk.drafts.load(identity)
    if expects != "contact_name" and facts.contact_name is None:
        facts = _with_name_corrected(facts, words, known.get("contact_name"))
    return _without_what_stands(facts, words, known) if expects in _REVIEW else facts


def _with_name_corrected(facts: Facts, words: str, known: str | None) -> Facts:
    """The name given before may be corrected while something else is asked."""
    if not known or known not in words:
        return facts
    again = extract_facts(words, "contact_name")
    if again.contact_name is None or again.contact_name == known:
        return facts
    correction = facts.correction | {"contact_name"}
    return replace(facts, contact_name=again.contact_name, correction=correction)


def _without_what_stands(facts: Facts, words: str, known: Mapping[str, str]) -> Facts:
    """Return the facts without name and phone that stand in the summary: said again, unchanged.

    就是安龙 我名字: who is called like a county says no place by it.
    """
    name = known.get("contact_name")
    if name and facts.county is not None and name == facts.county.short:
        hidden = extract_facts(words.replace(name, "·" * len(name)), "confirm")
        facts = replace(facts, county=hidden.county, correction=facts.correction - {"county"})
    if name and facts.contact_name == name:
        facts = replace(facts, contact_name=None, correction=facts.correction - {"contact_name"})
    if facts.contact_phone and facts.contact_phone == known.get("contact_phone"):
        facts = replace(facts, contact_phone=None, correction=facts.correction - {"contact_phone"})
    return facts


def _for_rasa(said: Understanding, heard: Heard, command: Spoken | None) -> str:
    """Return the act where it is certain, so that no classifier can miss it; else the text."""
    if command is not None:
        return f"/{command.intent}"
    if heard.said.request_number:
        return "/check_status"
    text = heard.reading.text if said.english else " ".join(said.text.split())
    return as_plain_text(text[:_LONGEST_FOR_RASA])


def _keep_contact(facts: Facts, identity: str, desk: RequestDesk) -> dict[str, str]:
    given = fields.personal_in(facts)
    if not given:
        return {}
    desk.drafts.save(identity, desk.drafts.load(identity) | given)
    return fields.masked(given)
