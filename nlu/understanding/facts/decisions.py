"""Yes and no, consent, cancelling, skipping, and asking why something is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from nlu.language.patterns import linear
from nlu.understanding.facts import vocabulary
from nlu.understanding.facts.message import Message, any_of
from nlu.understanding.facts.normal_form import HAN, Clause

_LONGEST = 16
_OFFICE = rf"[{HAN}]{{2,4}}?(?:局|部门|残联|妇联|办事处)"
"""A longer clause tells something; it is no bare answer."""

_NOT_YET = "先"
_GOES_ON = linear(r" [A-Za-z]")
_YES_NO_FIELDS = frozenset({"has_insurance", "has_disability", "in_hardship"})


@dataclass(frozen=True)
class Decisions:
    """What the parent decided outright; None where nothing was decided."""

    affirmed: bool | None = None
    consented: bool | None = None
    cancelled: bool = False
    skipped: bool = False
    why_asked: bool = False


def find_decisions(message: Message) -> Decisions:
    """Return the decisions of a message; of several yes and no the last one counts."""
    affirmed: bool | None = None
    consented: bool | None = None
    cancelled = skipped = False
    for clause in message.clauses:
        if _is_undecided(clause) or _denies_a_thing(clause, message.text):
            continue
        agreed = _consent(clause.text, message.expecting)
        said = _yes_before_consent(clause.text) or _yes_or_no(clause.text)
        if said is None:
            said = _deed(clause.text, message.expecting)
        affirmed = affirmed if said is None else said
        consented = consented if agreed is None else agreed
        cancelled = cancelled or _cancels(clause.text, message.expecting)
        skipped = skipped or _skips(clause.text)
    if message.expecting == "confirm" and affirmed is None and consented:
        affirmed = True
    return Decisions(affirmed, consented, cancelled, skipped, _asks_why(message))


def _is_undecided(clause: Clause) -> bool:
    return clause.asked or _patterns().undecided.search(clause.text) is not None


def _denies_a_thing(clause: Clause, text: str) -> bool:
    """Tell the no of no school takes him, which answers nothing."""
    return clause.text.lower() == "no" and _GOES_ON.match(text, clause.end) is not None


def _yes_or_no(text: str) -> bool | None:
    if len(text) > _LONGEST:
        return None
    lowered = text.lower()
    if _patterns().affirm.fullmatch(lowered) or _patterns().no_fault.fullmatch(lowered):
        return True
    return False if _patterns().deny.fullmatch(lowered) else None


def _yes_before_consent(text: str) -> bool | None:
    """Return True for 对的同意的, where the yes stands before the consent without a pause."""
    found = _patterns().agree.fullmatch(text.lower()) or _patterns().refuse.fullmatch(text.lower())
    return True if found is not None and found["yes"] else None


def _deed(text: str, expecting: str | None) -> bool | None:
    """Return the answer to "delete?" that is given with the deed: 删掉吧, 莫删."""
    if expecting not in vocabulary.phrases().deeds:
        return None
    found = _deed_pattern(expecting).fullmatch(text)
    return found["no"] is None if found else None


def _consent(text: str, expecting: str | None) -> bool | None:
    """Consent is said in words of consent, or with a yes when consent was just asked."""
    patterns = _patterns()
    lowered = text.lower()
    if patterns.refuse.fullmatch(lowered):
        # 先不要保存 puts it off.
        return None if _NOT_YET in text else False
    if patterns.agree.fullmatch(lowered) or _agrees_in_any_order(lowered):
        return True
    reviewing = expecting in ("consent", "confirm") and _NOT_YET not in text
    if reviewing and patterns.refusal_inside.search(lowered):
        return False
    if expecting != "consent":
        return None
    if patterns.save.fullmatch(lowered):
        return True
    said = _yes_or_no(text)
    return None if said and patterns.only_correct.fullmatch(lowered) else said


def _agrees_in_any_order(text: str) -> bool:
    """Tell 资料你们留起可以: nothing but words of consent, whichever of them comes first."""
    patterns = _patterns()
    if patterns.of_consent.fullmatch(text) is None:
        return False
    keeps = patterns.keeps.search(text) is not None
    return keeps and patterns.permits.search(text) is not None


def _cancels(text: str, expecting: str | None) -> bool:
    if _patterns().cancel.fullmatch(text.lower()):
        return True
    # 算了 in answer to the summary is a no; in answer to a field it gives the form up.
    asked_a_field = expecting not in (None, "confirm", "consent", *_YES_NO_FIELDS)
    return asked_a_field and _patterns().give_up.fullmatch(text) is not None


def _skips(text: str) -> bool:
    return len(text) <= _LONGEST and _patterns().skip.fullmatch(text.lower()) is not None


def _asks_why(message: Message) -> bool:
    return _patterns().why.search(message.text) is not None


@dataclass(frozen=True)
class _Patterns:
    affirm: re.Pattern[str]
    no_fault: re.Pattern[str]
    deny: re.Pattern[str]
    only_correct: re.Pattern[str]
    cancel: re.Pattern[str]
    give_up: re.Pattern[str]
    skip: re.Pattern[str]
    undecided: re.Pattern[str]
    agree: re.Pattern[str]
    of_consent: re.Pattern[str]
    keeps: re.Pattern[str]
    permits: re.Pattern[str]
    save: re.Pattern[str]
    refuse: re.Pattern[str]
    refusal_inside: re.Pattern[str]
    why: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    words = vocabulary.phrases()
    consent = words.consent
    leads, tails = any_of(words.leads), any_of(words.tails)

    def bare(phrases: tuple[str, ...]) -> re.Pattern[str]:
        return linear(rf"{leads}{{0,3}}(?:{any_of(phrases)}{tails}{{0,2}}){{1,4}}")

    agreeing, refusing = _consenting(consent)
    # 这回同意: what may stand before any answer may stand before this one.
    subjects = any_of((*consent.subjects, *words.leads))
    keeps = any_of((*consent.keeping, *consent.saving, *consent.forwarding))
    permits = any_of((*consent.words, *consent.permissions))
    yes = rf"(?P<yes>(?:{leads}{{0,3}}{any_of(words.affirm)}{tails}{{0,2}}){{1,4}})?"
    not_done = rf"{any_of(words.cancel_denials)}{any_of(words.cancel_deeds)}"
    given_up = rf"(?:{any_of(words.cancel)}|{not_done})"
    cancelling = rf"{given_up}(?:{any_of(words.cancel_objects)}){{0,2}}{tails}{{0,3}}"
    return _Patterns(
        affirm=bare(words.affirm),
        # 没写错: a fault denied is a yes.
        no_fault=linear(
            rf"{leads}{{0,3}}{any_of(words.lacking)}(?:哪里|哪点|啥|什么)?"
            rf"{any_of(w for w in words.deny if '错' in w)}{tails}{{0,2}}"
        ),
        deny=bare(words.deny),
        only_correct=linear(
            rf"(?:{leads}){{1,3}}{any_of(words.only_correct)}{tails}{{0,2}}"
            rf"|{any_of(w for w in words.only_correct if w != '对')}{tails}{{0,2}}"
        ),
        cancel=linear(rf"(?:{leads}|不要了|算了){{0,3}}(?:帮我|想|要)?(?:{cancelling}){{1,2}}"),
        give_up=linear(rf"{leads}{{0,2}}{any_of(words.give_up)}{tails}{{0,2}}"),
        skip=linear(
            rf"{leads}{{0,3}}{any_of(words.skip)}{any_of(consent.matters)}{{0,3}}{tails}{{0,3}}"
        ),
        # 不对不对 denies twice; 对不对 asks.
        undecided=linear(rf"(?<!不){any_of(words.undecided)}"),
        agree=linear(rf"{yes}(?:{subjects}{{0,4}}{agreeing}{tails}{{0,3}}){{1,3}}"),
        of_consent=linear(
            rf"(?:{subjects}|{agreeing}|{keeps}|{permits}|{any_of(consent.matters)}|{_OFFICE}"
            rf"|{any_of(consent.requests)}|{tails}){{2,12}}"
        ),
        keeps=linear(keeps),
        permits=linear(permits),
        save=linear(rf"{subjects}{{0,2}}{any_of(consent.saving)}{tails}{{0,3}}"),
        refuse=linear(rf"{yes}{subjects}{{0,4}}{refusing}{tails}{{0,3}}"),
        refusal_inside=linear(any_of(consent.refusals)),
        why=_why_pattern(words),
    )


@cache
def _deed_pattern(expecting: str) -> re.Pattern[str]:
    words = vocabulary.phrases()
    leads, tails = any_of(words.leads), any_of(words.tails)
    return linear(
        rf"(?:{leads}|{any_of(words.affirm)}){{0,3}}(?P<no>{any_of(words.deed_denials)})?"
        rf"{any_of(words.deeds[expecting])}{tails}{{0,3}}"
    )


def _consenting(consent: vocabulary.ConsentPhrases) -> tuple[str, str]:
    """Return the patterns of agreeing and refusing, without subject and tails."""
    asks = f"(?:{any_of(consent.requests)})?"
    matters = rf"(?:{any_of(consent.matters)}|{_OFFICE})"
    kept = any_of((*consent.keeping, *consent.forwarding))
    keeping = f"{matters}{{0,4}}{kept}(?:{kept}|{matters}){{0,5}}"
    saving = f"{matters}{{0,4}}{any_of(consent.saving)}{matters}{{0,5}}"
    agreeing = (
        rf"(?:{any_of(consent.words)}{asks}(?:{keeping}|{matters}{{0,5}})"
        rf"|{any_of(consent.permissions)}{asks}{keeping}|{any_of(consent.requests)}{saving})"
    )
    refusing = (
        rf"(?:{any_of(consent.refusals)}{asks}(?:{keeping}|{matters}{{0,5}})"
        rf"|{any_of(consent.refusals_with_object)}{asks}(?:{keeping}|给{matters}{{1,5}}))"
    )
    return agreeing, refusing


def _why_pattern(words: vocabulary.Phrases) -> re.Pattern[str]:
    """问这个搞哪样 · 为什么要电话 · 留电话干嘛: a question about being asked."""
    asked = any_of(
        [w for field in words.fields.values() for w in field if len(w) > 1]
        + ["这个", "这些", "那么多", "这么多", "个人信息", "信息"]
    )
    reasons, purposes = any_of(words.reasons), any_of(words.purposes)
    return linear(
        rf"(?:问|要|留|填)(?:我|我们|我的|娃的)?{asked}[^,。]{{0,3}}{purposes}"
        rf"|{reasons}[^,。]{{0,4}}(?:问|要|留|填|给|晓得|知道|说)[^,。]{{0,4}}{asked}"
        rf"|{reasons}(?:要|还要)?问|问(?:来|起)?{purposes}|{asked}(?:是)?{purposes}(?:的|用)?(?=[?,。]|$)"
    )
