"""From what was typed to what the dialogue may know: cleaned, masked, read once."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from actions.requests import RequestDesk
from actions.skills.english import in_chinese
from actions.skills.heard import Heard, Said
from actions.skills.phrases import cries_for_help, says_only_facts, tries_number
from actions.skills.request_fields import FIELDS
from bot.dialogue.commands import Spoken, as_plain_text, find_command
from bot.dialogue.message import Incoming
from knowledge.base import KnowledgeBase
from nlu.understanding.facts import Facts, extract_facts, mask_name, mask_personal, mask_phone
from nlu.understanding.topics.reading import Kind, Reading

LONGEST = 10_000
_LONGEST_FOR_RASA = 500
_KEPT_CONTROLS = "\n\t"
# Only the last part says what is wanted: 不是幼儿园,是小学 · 我问的是小学 · 打错了,是小学 ·
# 诉求改一下,是学校乱收费.
_CORRECTED = re.compile(
    r"^(?:不对|错了|不)?[,，。\s]*(?:我?(?:说|问|讲)的)?不是(?!不)[^,，。;；是]{1,20}[,，。;；\s]*"
    r"(?:我?(?:说|问|讲|要问)的?)?(?:而是|是)(?P<meant>.{2,})$"
    r"|^(?:[^,，。;；]{1,12}[,，。;；\s]+)?(?:不对|错了|不是|不)?[,，。\s]*我?(?:是)?"
    r"(?:问|说|讲|想问)的是(?P<asked>.{2,})$"
    r"|^(?:哦|噢|啊|哎呀?|不对|不是|对不起|不好意思|我|刚才|刚刚|前面|[,，。\s])*"
    r"(?:打|说|写|讲|搞|弄|填|发)错(?:字)?了?(?:[,，。;；:：\s]|应该|其实|的?是)+(?P<instead>.{2,})$"
    r"|^(?:我)?(?:要|想)?(?:把)?(?:改(?:一?下|哈)?)?(?:诉求|需求|要办的事|事情|内容)"
    r"(?:要|想|得)?(?:改成|改为|换成|改(?:一?下|哈)?|错了|不对|写错了|说错了)?"
    r"[,，。:：\s]*(?:应该|其实)?(?:是)?(?P<need>.{4,})$",
    re.DOTALL,
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_ENGLISH_WORDS = 2


@dataclass(frozen=True)
class Listened:
    """One message after it was read.

    Attributes:
        heard: what travels to the skills.
        facts: everything it states; personal, so it never leaves the process.
        for_rasa: the text Rasa gets and keeps: masked, or the act it is told outright.
    """

    heard: Heard
    facts: Facts
    for_rasa: str


def clean(text: str) -> str:
    """Return the text without control characters and lone surrogates, at most 10,000 long."""
    kept = (
        char
        for char in text[:LONGEST]
        if char in _KEPT_CONTROLS or unicodedata.category(char) not in ("Cc", "Cs", "Cn", "Co")
    )
    return "".join(kept).strip()


def listen(
    message: Incoming, expects: str | None, knowledge: KnowledgeBase, desk: RequestDesk
) -> Listened:
    """Read one message; contact details go into the sealed draft and nowhere else.

    Args:
        message: its text is not empty.
        expects: what the assistant asked for last.
        knowledge: reads what it is about.
        desk: keeps the draft.
    """
    typed = clean(message.payload or message.text)
    command = find_command(typed, knowledge.catalogue)
    words = command.words if command else typed
    facts = _facts(words, expects, message.identity, desk)
    masked = mask_personal(words, facts)
    english = is_english(masked)
    core = meant(masked)
    reading = knowledge.read(in_chinese(masked) if english else core)
    said = Said.from_facts(facts)
    if cries_for_help(masked) and command is None:
        reading = replace(reading, kind=Kind.CRISIS, act=Kind.CRISIS, confidence=1.0)
    else:
        reading = _not_danger(reading, said, command)
    given = _keep_contact(facts, message.identity, desk)
    heard = Heard(
        reading=reading,
        said=said,
        person=desk.keyring.master.seal(message.identity),
        channel=message.channel,
        given=given,
        command=command.name if command else None,
        argument=command.argument if command else None,
        english=english,
        corrects=core != masked,
        build=knowledge.build,
    )
    return Listened(heard, facts, _for_rasa(masked, heard, command))


def _facts(words: str, expects: str | None, identity: str, desk: RequestDesk) -> Facts:
    """Extract the facts; the name given before may be corrected while something else is asked."""
    facts = extract_facts(words, expects)
    if expects not in FIELDS or expects == "contact_name" or facts.contact_name:
        return facts
    known = desk.drafts.load(identity).get("contact_name")
    if not known or known not in words:
        return facts
    again = extract_facts(words, "contact_name")
    if again.contact_name is None or again.contact_name == known:
        return facts
    correction = facts.correction | {"contact_name"}
    return replace(facts, contact_name=again.contact_name, correction=correction)


def _not_danger(reading: Reading, said: Said, command: Spoken | None) -> Reading:
    """A tap or a bare answer (跳过, 我在花溪) is no cry for help, whatever a model makes of it."""
    if reading.kind is not Kind.CRISIS or reading.crisis:
        return reading
    answers = said.affirmed is not None or said.consented is not None
    answers = answers or says_only_facts(reading.text)
    if command or answers or said.skipped or said.cancelled:
        return replace(reading, kind=Kind.SMALLTALK, act="chitchat", confidence=0.0)
    return reading


def meant(text: str) -> str:
    """Return the part of a correction that says what is meant; otherwise the whole text."""
    found = _CORRECTED.match(text)
    return next(filter(None, found.groups()), text) if found else text


def is_english(text: str) -> bool:
    """Tell a message written in Latin letters only, in more than one word."""
    words = len(_LATIN_WORD.findall(text)) >= _ENGLISH_WORDS
    return words and not _HAN.search(text) and not tries_number(text)


def _for_rasa(masked: str, heard: Heard, command: Spoken | None) -> str:
    """Return the act where it is certain, so that no classifier can miss it; else the text."""
    if heard.reading.kind is Kind.CRISIS and command is None:
        return "/crisis"
    if command is not None:
        return f"/{command.intent}"
    if heard.said.request_number:
        return "/check_status"
    text = heard.reading.text if heard.english else " ".join(masked.split())
    return as_plain_text(text[:_LONGEST_FOR_RASA])


def _keep_contact(facts: Facts, identity: str, desk: RequestDesk) -> dict[str, str]:
    given = {
        name: value
        for name, value in (
            ("contact_name", facts.contact_name),
            ("contact_phone", facts.contact_phone),
        )
        if value is not None
    }
    if not given:
        return {}
    desk.drafts.save(identity, desk.drafts.load(identity) | given)
    masks = {"contact_name": mask_name, "contact_phone": mask_phone}
    return {name: masks[name](value) for name, value in given.items()}
