"""The age of the child, in whole years, out of the many ways of saying it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlu.language.patterns import linear, span_of
from nlu.understanding.facts import vocabulary
from nlu.understanding.facts.message import Candidate, Message, any_of, is_negated
from nlu.understanding.facts.numerals import NUMBER, Number, read_number

ADULT = 18


@dataclass(frozen=True)
class Age:
    """Completed years; ``estimated`` when worked out or said roughly."""

    years: int
    estimated: bool = False


_YEARS = linear(rf"(?P<n>{NUMBER})(?:(?:到|至|-|~|或者|或|、)(?P<m>{NUMBER}))?[ ]?(?:周岁|虚岁|岁)")
AGE_WORDS = linear(rf"{NUMBER}(?:(?:到|至|-|~|或者|或|、){NUMBER})?[ ]?(?:周岁|虚岁|岁)半?")
"""An age as it is mostly said; for leaving it out."""
_NEARLY_BEFORE = linear(
    r"(?:马上就?|快|就要|将近|差点|即将|差不多要|不到|未满|没满|不满|不足|没到|没得|吃|要)"
    r"(?:要|就要)?(?:满|到|有|得)?了?\Z"
    r"|(?:明年|后年|(?:还有|差)[^,。]{1,4}[年月天周])[^,。]{0,4}\Z"
)
_NEARLY_AFTER = linear(r"(?:还)?(?:不到|没到|没满|差一?点|还?差[^,。]{0,3}(?:月|天|年))")
_NOMINAL = linear(r"(?:虚岁?|毛岁?)(?:是|有|上)?\Z")
_RULE_AFTER = linear(
    r"(?:以上|以下|以内|之内|以前|之前|及以|及其|以后|之后|才|内的|前(?![几面])|起|起步|的规定)"
)
_RULE_BEFORE = linear(r"(?:必须|需要|应当|要求|规定)(?:年?满|要满)?\Z|(?<!快)要年?满\Z")
_RULE_FOLLOWS = linear(r"(?:了)?(?:才|吗|以后|可以|能|的儿童|的孩子|儿童)")
_PAST_AFTER = linear(r"(?:那年|的时候|那时|时(?!候?间)|左右的时候|就(?:开始|来|到|生病|得))")
_POLICY_RANGE = linear(r"(?:的)?(?:儿童|孩子|的娃|之间|年龄段|阶段)")
_MONTHS_OLD = linear(
    rf"(?P<n>{NUMBER})个多?月(?:零[^,。]{{1,4}}天)?(?P<after>大|的(?:娃|宝|孩子|崽|婴|幼儿|小孩))?"
)
_CHILD_BEFORE = linear(
    r"(?:娃儿?|宝宝?|孩子|崽崽?|儿子|女儿|姑娘|小孩|幺儿|老二|他|她)[^,。]{0,4}\Z"
)
_NOT_AN_AGE = linear(
    r"(?:来|住|搬|待|呆|怀孕|孕|怀|欠|交|等|过|离|病|工资|休息|拖|每|第)[^,。]{0,4}\Z"
)
_NEWBORN = linear(
    r"刚出生|刚刚出生|新生儿|刚生(?:下来|的)?(?=$|[,。娃宝的])|刚满月|满月|百天|半岁|[没不未]满周岁"
)
_BORN = linear(
    r"(?P<y>20[0-9]{2}|(?<![0-9])[012][0-9])年(?:(?P<m>[0-9]{1,2})月)?份?(?:[0-9]{1,2}[日号])?"
    r"(?:出生|生的|生(?![活病日])|出世)"
    r"|(?:出生|生日)(?:日期|年月|时间)?(?:是|在|:|于){0,4}(?P<y2>20[0-9]{2})[年./-](?P<m2>[0-9]{1,2})?"
)
_BARE_YEAR = linear(
    r"(?P<y>20[0-9]{2}|[012][0-9](?=年))(?:年|[-./])?(?:(?P<m>[0-9]{1,2})(?:月|[-./])?)?"
    r"(?:[0-9]{1,2}[日号]?)?[的份]?"
)
_ENGLISH = linear(
    r"(?<![0-9])(?P<n>[0-9]{1,2})[ -]?(?:years?|yrs?|y/?o)(?![a-z])", ignore_case=True
)
_ENGLISH_IS = linear(
    r"\b(?:son|daughter|child|kid|boy|girl|he|she)(?: is|'s)(?: now| only| just| already)?"
    r" (?P<n>[0-9]{1,2})\b(?! ?(?:months?|days?|weeks?|km|minutes?|hours?|years))",
    ignore_case=True,
)
_LABELLED = linear(
    rf"(?:年龄|岁数|年纪|周岁|大的|小的|老大|老二)(?:[^0-9,。一二三四五六七八九十]{{0,4}})"
    rf"(?P<n>{NUMBER})(?![0-9个号月日点年块元楼班.]|[一二三四五六七八九十])"
)
# 娃14: digits right behind the child, and nothing behind them.
_CHILD_AGED = linear(
    rf"{any_of(vocabulary.people().children)}(?:今年|现在|都|才|刚|满|有){{0,3}}"
    r"(?P<n>1?[0-9])(?=$|[,。;!?、 ])"
)
_AGE_ASKED = linear(r"几岁|多大(?:年龄|岁数)?(?:才|可以|能)|岁(?:才|以上|以下|可以|能)")
# Possessive (*+): 刚刚 and 娃娃 can be cut in several ways, and none of them helps.
_BARE_LEADS = (
    rf"(?:我家的?|我|{any_of(vocabulary.people().children)}"
    r"|现在|今年|应该|该|其实|大概|差不多|好像|已经|就|才|刚|满|有|是|嗯|哦|那)*+"
)
_BARE_TAILS = r"(?:岁|了|吧|哦|嘛|呀|啊|啦|多|半|左右|咯|嘞|呢|的|周)*+"
_BARE = linear(
    rf"{_BARE_LEADS}(?P<near>马上|快要?|将近|不到|吃)?[满到]?(?P<n>{NUMBER})"
    rf"(?:(?:到|至|-|~|或|和|跟)(?P<m>{NUMBER}))?{_BARE_TAILS}"
)
_MONTHS_BARE = linear(rf"{_BARE_LEADS}(?P<n>{NUMBER})个多?月{_BARE_TAILS}")


def find_ages(message: Message) -> list[Candidate[Age]]:
    """Return the children's ages of a message in order; grown-ups, rules and prices left out."""
    found = [
        *_spoken_years(message),
        *_months(message),
        *_births(message),
        *_labelled(message),
        *_bare(message),
    ]
    minors = {one.start: one for one in reversed(found) if 0 <= one.value.years < ADULT}
    return [minors[start] for start in sorted(minors)]


def asks_for_an_age(message: Message) -> bool:
    """Tell whether the parent asks which age is needed ("满6岁才能上一年级吗")."""
    return _AGE_ASKED.search(message.text) is not None


def _spoken_years(message: Message) -> Iterator[Candidate[Age]]:
    text = message.text
    for found in _YEARS.finditer(text):
        number = read_number(_without_child(text, found))
        if number is None or _is_rule(message, found):
            continue
        before, after = text[max(0, found.start() - 10) : found.start()], text[found.end() :][:8]
        years, estimated = number.value, number.approximate or found["m"] is not None
        if _NOMINAL.search(before) or found.group().endswith("虚岁"):
            years, estimated = years - 1, True
        elif _NEARLY_BEFORE.search(before) or _NEARLY_AFTER.match(after):
            years -= 1
        yield Candidate(
            Age(max(years, 0), estimated), span_of(found, "n")[0], is_negated(text, found.start())
        )
    for found in (*_ENGLISH.finditer(text), *_ENGLISH_IS.finditer(text)):
        yield Candidate(Age(int(found["n"])), found.start())


def _without_child(text: str, found: re.Match[str]) -> str:
    """Return the number; 老三两岁 says which child it is before it says how old."""
    number, before = found["n"], text[max(0, found.start() - 1) : found.start()]
    return number[1:] if before == "老" and len(number) > 1 and number[0] in "二三四五" else number


def _is_rule(message: Message, found: re.Match[str]) -> bool:
    """Tell an age limit or an age in the past from the child's age now."""
    before = message.text[max(0, found.start() - 8) : found.start()]
    after = message.text[found.end() : found.end() + 8]
    if _RULE_AFTER.match(after) or _PAST_AFTER.match(after):
        return True
    if found["m"] is not None and message.expecting != "child_age" and _POLICY_RANGE.match(after):
        return True
    if found["n"] == "0" and found["m"] is not None:
        return True
    return bool(_RULE_BEFORE.search(before) and _RULE_FOLLOWS.match(after))


def _months(message: Message) -> Iterator[Candidate[Age]]:
    text = message.text
    for found in _NEWBORN.finditer(text):
        yield Candidate(Age(0, estimated=True), found.start())
    for found in _MONTHS_OLD.finditer(text):
        before = text[max(0, found.start() - 8) : found.start()]
        if _NOT_AN_AGE.search(before) or before.endswith(("零", "岁")):
            continue
        if found["after"] or _CHILD_BEFORE.search(before):
            yield from _months_candidate(found, found.start())
    if message.expecting == "child_age":
        for clause in message.clauses:
            bare = _MONTHS_BARE.fullmatch(clause.text)
            if bare:
                yield from _months_candidate(bare, clause.start + span_of(bare, "n")[0])


def _months_candidate(found: re.Match[str], start: int) -> Iterator[Candidate[Age]]:
    number = read_number(found["n"])
    if number is not None:
        yield Candidate(Age(number.value // 12, number.approximate), start)


def _births(message: Message) -> Iterator[Candidate[Age]]:
    for found in _BORN.finditer(message.text):
        yield _age_from_birth(
            message, found["y"] or found["y2"], found["m"] or found["m2"], found.start()
        )
    if message.expecting == "child_age":
        for clause in message.clauses:
            bare = _BARE_YEAR.fullmatch(clause.text)
            if bare:
                yield _age_from_birth(message, bare["y"], bare["m"], clause.start)


def _age_from_birth(message: Message, year: str, month: str | None, start: int) -> Candidate[Age]:
    born = int(year) if len(year) == 4 else 2000 + int(year)
    birthday_is_ahead = month is not None and int(month) > message.today.month
    return Candidate(Age(message.today.year - born - birthday_is_ahead, estimated=True), start)


def _labelled(message: Message) -> Iterator[Candidate[Age]]:
    for found in _LABELLED.finditer(message.text):
        # 大的 and 老大 introduce an age only when one was asked for: "大的3000块".
        if found.group()[0] in "大小老" and message.expecting != "child_age":
            continue
        number = read_number(found["n"])
        if number is not None:
            negated = is_negated(message.text, span_of(found, "n")[0])
            yield Candidate(Age(number.value, number.approximate), span_of(found, "n")[0], negated)
    for found in _CHILD_AGED.finditer(message.text):
        yield Candidate(Age(int(found["n"])), span_of(found, "n")[0])


def _bare(message: Message) -> Iterator[Candidate[Age]]:
    """A number alone is an age when the age was asked for, or after a correction."""
    clauses = message.corrected_clauses()
    if message.expecting == "child_age":
        clauses += message.clauses
    for clause in clauses:
        found = _BARE.fullmatch(clause.text)
        number = read_number(found["n"]) if found else None
        if found is None or number is None:
            continue
        nearly = 1 if found["near"] else 0
        two = re.search("[和跟]", found.group()) is not None
        start = clause.start + span_of(found, "n")[0]
        yield Candidate(_roughly(number, nearly, ranged=found["m"] is not None and not two), start)
        second = read_number(found["m"]) if found["m"] else None
        if second is not None and two:
            yield Candidate(Age(second.value), clause.start + span_of(found, "m")[0])


def _roughly(number: Number, nearly: int, *, ranged: bool) -> Age:
    return Age(max(number.value - nearly, 0), number.approximate or ranged)
