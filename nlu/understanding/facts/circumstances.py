"""The family's circumstances, for the entitlement check: how long here, insurance, hardship."""

from __future__ import annotations

import re
from functools import cache

from nlu.language.patterns import linear
from nlu.understanding.facts import vocabulary
from nlu.understanding.facts.decisions import Decisions
from nlu.understanding.facts.message import Message, any_of
from nlu.understanding.facts.normal_form import Clause
from nlu.understanding.facts.numerals import NUMBER, read_number

_LENGTH = (
    rf"(?P<near>快|不到|将近)?(?:有|满|了|大概|差不多|都|已经)*+"
    rf"(?:(?P<years>{NUMBER})年(?P<year_half>半)?(?:零|又|多)?(?:(?P<extra>{NUMBER})个?月)?"
    rf"|(?P<months>{NUMBER})个半?多?月|(?P<half>半)年|(?P<short>半个月|{NUMBER}(?:个)?(?:天|日|周|星期|礼拜)))"
)
_HERE = linear(
    r"(?:来|搬来|搬到|搬过来|住|待|呆|在这边|在这里|在这点|居住|打工|租房|生活|过来|落脚)"
    r"(?:[^,。0-9一二两三四五六七八九十半快不将]{0,6}?)" + _LENGTH
)
_BARE_LENGTH = linear(
    rf"(?:我们?|来|住|有|大概|差不多|都|已经|了)*+{_LENGTH}(?:了|吧|多|左右|的样子|咯|嘞|哦)*"
)
_JUST_CAME = linear(
    r"(?<!月份)(?<!月)(?:刚刚?|才)(?:来|搬来|搬到|到|过来)(?!的时候)(?!.{0,6}[0-9一二两三四五六七八九十半]个?[年月])"
)
_RELATIVE = linear(r"(?P<when>上个?月|去年|前年|大前年)(?:才|就|刚)?(?:来|搬来|过来|搬过来|到)")
_RELATIVE_MONTHS = {"上个月": 1, "上月": 1, "去年": 12, "前年": 24, "大前年": 36}
_SINCE = linear(
    r"(?P<year>20[0-9]{2})年(?:[0-9]{1,2}月)?(?:份)?(?:就|才|刚)?(?:来|搬来|过来|搬过来|到)"
)
_NO = r"(?:没有|没得|没|无|不是|未|不|断了|还没有?)"
_UNSURE = linear(r"有没有|是不是|有无|如果|要是|假如|万一|吗|(?<![怎什那这多])么|需不需要")
_HARD_LIFE = linear(r"(?:家里|家头|家庭|屋头|生活|经济|日子)[^,。]{0,4}困难")
_BARE_INSURANCE = linear(
    r"(?:今年|去年|都|也|娃|我们|还|早就|老家)*(?P<no>没有?得?|没得|未|断)?"
    r"(?:买|交|参加?|上|办|缴|入)(?:过|得有|起的|齐|了|的)*(?:的|呢|嘛|哦|咯)*"
)
_DISABILITY_OFFICE = linear(r"残疾人?联合会|残联")


def find_months_here(message: Message) -> int | None:
    """Return for how many whole months the family has lived here."""
    text = message.text
    since = _SINCE.search(text)
    if since:
        return max(0, 12 * (message.today.year - int(since["year"])))
    relative = _RELATIVE.search(text)
    if relative:
        return _RELATIVE_MONTHS[relative["when"]]
    found = _HERE.search(text)
    if found is None and message.expecting == "months_here":
        found = next(filter(None, (_BARE_LENGTH.fullmatch(c.text) for c in message.clauses)), None)
    if found is not None:
        return _months(found)
    return 0 if _JUST_CAME.search(text) else None


def _months(found: re.Match[str]) -> int | None:
    if found["short"]:
        return 0
    if found["half"]:
        total = 6
    elif found["years"]:
        years = read_number(found["years"])
        extra = read_number(found["extra"]) if found["extra"] else None
        if years is None:
            return None
        total = 12 * years.value + (6 if found["year_half"] else 0) + (extra.value if extra else 0)
    else:
        months = read_number(found["months"])
        if months is None:
            return None
        total = months.value
    return max(0, total - 1) if found["near"] else total


def find_insurance(message: Message, decisions: Decisions) -> bool | None:
    """Return whether the child is insured; a grown-up's insurance says nothing about it."""
    for clause in message.clauses:
        if clause.asked and _UNSURE.search(clause.text):
            continue
        found = _patterns()[0].search(clause.text)
        if found is None or _UNSURE.search(clause.text) or _is_grown_ups(clause, message):
            continue
        return found.lastgroup == "has"
    if message.expecting == "has_insurance":
        for clause in message.clauses:
            bare = _BARE_INSURANCE.fullmatch(clause.text)
            if bare:
                return bare["no"] is None
    return _answer("has_insurance", message, decisions)


def find_disability(message: Message, decisions: Decisions) -> bool | None:
    """Return whether the child has a disability."""
    for clause in message.clauses:
        text = _DISABILITY_OFFICE.sub("", clause.text)
        found = _patterns()[1].search(text)
        if found is None or _UNSURE.search(text) or _is_grown_ups(clause, message):
            continue
        return found["no"] is None
    return _answer("has_disability", message, decisions)


def find_hardship(message: Message, decisions: Decisions) -> bool | None:
    """Return whether the family says it is in hardship."""
    words = vocabulary.phrases()
    for clause in message.clauses:
        if _UNSURE.search(clause.text):
            continue
        if any(word in clause.text for word in words.no_hardship):
            return False
        if _HARD_LIFE.search(clause.text) or any(w in clause.text for w in words.hardship):
            return True
        if message.expecting == "in_hardship" and "困难" in clause.text:
            return True
    return _answer("in_hardship", message, decisions)


def _answer(field: str, message: Message, decisions: Decisions) -> bool | None:
    return decisions.affirmed if message.expecting == field else None


def _is_grown_ups(clause: Clause, message: Message) -> bool:
    if message.expecting in ("has_insurance", "has_disability"):
        return False
    people = vocabulary.people()
    if re.search(any_of(w for w in people.children if w not in "他她"), clause.text):
        return bool(re.search(rf"{any_of(people.elders)}(?:是|有|也)?(?:个)?残", clause.text))
    return re.search(rf"{any_of(people.elders)}|我(?:是|自己|有|没|也)", clause.text) is not None


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = vocabulary.phrases()
    scheme, disability = any_of(words.insurance), any_of(words.disability)
    verbs = r"(?:有|买|交|参|上|入|办|参加|缴)"
    insured = (
        rf"(?P<not>(?:没有|没得|没|未|不|断)(?:给娃)?(?:{verbs})?(?:过|上|了|得|成|起)?(?:城乡|居民|本地|这边的?|任何){{0,4}}{scheme}"
        rf"|{scheme}(?:也|都|还|早就)?(?:没有|没得|没|断|未|停)(?!问题)|(?:没有|没|未)参保|断保|断缴)"
        rf"|(?P<has>(?:{verbs}|已经|有)(?:了|过|得有|起|上|的是|着)?(?:城乡|居民|本地|老家的?|这边的?|学校的?){{0,4}}{scheme}(?!(?:要|需要|怎么|咋|多少|去哪))"
        rf"|{scheme}(?:也|都|已经|今年|早就)?(?:有|买|交|参|上|入|办|缴)(?:了|过|得有|起的|的|好)|已经?参保|参保了|参了保)"
    )
    disabled = rf"(?P<no>{_NO}(?:啥|什么|任何|得)?(?:毛病|问题|是|算)?)?(?:{disability})"
    return linear(insured), linear(disabled)
