"""The name to call the parent by: only where a name was asked for or is introduced as one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from nlu.language.patterns import linear, span_of
from nlu.understanding.facts import vocabulary
from nlu.understanding.facts.message import Candidate, Message, any_of, is_negated, put_elsewhere
from nlu.understanding.facts.name_forms import (
    DOTTED,
    HAN_WORD,
    begins_with_place,
    has_title,
    is_full_name,
    is_latin_name,
    is_name_after_me,
    is_name_alone,
    is_name_beside_phone,
    is_nickname,
    is_plain,
    is_rare_name,
    is_reserved,
    mentions_place,
    place_names,
    surname_length,
)
from nlu.understanding.facts.normal_form import HAN
from nlu.understanding.facts.phones import Span, mobile_numbers
from nlu.understanding.facts.places import gazetteer
from nlu.understanding.facts.words import is_common_word, is_word

_LATIN = linear(r"[A-Za-z][A-Za-z.'-]*(?: [A-Za-z][A-Za-z.'-]*){0,3}")
_LINKS = r"(?:就|是|叫|喊|写|填|改成|改为|换成|应该|:)"
_CALLED = linear(
    r"(?:(?P<surely>(?:我|本人|免贵)?姓[^\W\d_]{1,2},?(?:单名|名字|就)?(?:叫|名)"
    r"|我的?(?:名字|姓名|大名|全名)?(?:就|是)?叫(?:做|作)?"
    rf"|(?:名字|称呼){_LINKS}{{1,5}}|(?:姓名|全名|大名){_LINKS}{{0,5}}|家长(?:姓名|名字)?{_LINKS}{{1,3}}"
    rf"|联[系络]人(?:姓名|名字)?{_LINKS}{{0,4}}"
    rf"(?:(?:我|娃|孩子)?{any_of(vocabulary.people().elders)}(?:叫|是)?)?)"
    r"|[Mm]y name is|(?P<denied>不叫)"
    r"|(?:可以|就|喊|请)?(?:叫|喊|称呼)我|(?<!\w)叫|(?<=不叫..)叫|(?<=不叫...)叫)"
    r"(?:一声)?[: ]?"
)
_LABEL = linear(
    rf"(?:名字|称呼|姓名|全名|大名|家长|联[系络]人)(?:{_LINKS}|[{HAN}]{{1,2}}){{0,5}}\Z"
)
_IS_MY_NAME = linear(rf"(?P<name>[{HAN}]{{2,4}})就?是我(?:的|家)?(?:名字|大名|姓名|全名)")
_LATIN_IS = linear(
    r"\b(?:[Ii] am|[Ii]'m|[Tt]his is) (?P<name>[A-Z][a-z'-]+(?: [A-Z][a-z'-]+){1,2})\b"
)
_IS = linear(r"(?:我就?是|我喊(?:做|作)?|我这边是|这里是|本人是?)")
# 舅舅 may be said once: 我是他舅.
_KIN_WORDS = {
    *vocabulary.people().elders,
    *(word[0] for word in vocabulary.people().elders if len(word) == 2 and word[0] == word[1]),
}
_IS_KIN = linear(
    r"(?:我就?是|我这边是|这里是|本人是?)(?:娃儿?|孩子|小孩|他|她)?的?"
    rf"{any_of(_KIN_WORDS)}的?[:]?"
)
_IS_INSTEAD = linear(r"(?:应该|就)?(?:是|叫)")
_AFTER_NAME = linear(r"电话|手机|号码|联系|家[住在]|[住在的]|今年|现在")
_CHILD_SUBJECT = linear(
    rf"{any_of(vocabulary.people().children)}的?(?:名字|姓名|小名|大名)?(?:是|就)?\Z"
)
_ASKED_LEADS = linear(
    r"(?:我的|我是|我叫|我|是|叫做|叫|喊|名字|姓名|联[系络]人|联系|就写|就填|写|填|那就|那|就|嗯|哦|好|哈|啊|哎"
    rf"|:| |{any_of(vocabulary.people().elders)})*+"
)
_ASKED_TAILS = linear(r"(?:就行了?|就可以了?|就是了|即可|就好了?|呀|啊|哈|嘛|吧|哦|噻|嘞|的|了)*\Z")
_BEFORE_PHONE = linear(rf"(?:联[系络]人?|找|叫|喊|姓名|名字|家长)?(?P<word>[{HAN}]{{2,4}})[ ,:]?\Z")
_PLACE_END = linear("[区县市镇乡]")
_TO_WRITE = linear("(?:写|填|登记|喊|叫)(?:这个|这样|我|就行)")
_CHARACTER = linear(rf"[{HAN}]字")
_SEXES = ("男", "女")
_SEVERAL = 2
_NUMERALS = "零一二两三四五六七八九十半"
_NEAR = 9
_LONGEST_NAME = 4
_WHOLE = 3


def find_names(message: Message) -> list[Candidate[str]]:
    """Return the contact names of a message in order, in the script they were typed in."""
    # 莫扯 我叫谢刚: a name that is introduced leaves no other word to be one.
    found = _meant(list(_introduced(message)), message)
    found = found or list(_beside_phone(message)) or list(_of_somebody_else(message))
    if message.expecting == "contact_name" and not found:
        found = list(_asked_for(message))
    found = found or list(_family_name_only(message))
    by_place = {one.start: one for one in reversed(found)}
    return [by_place[start] for start in sorted(by_place)]


def _meant(found: list[Candidate[str]], message: Message) -> list[Candidate[str]]:
    """Return of several names the one behind the name of its field: 喊我支姐 名字是支明翠."""
    said = [one for one in found if not one.negated]
    labelled = [one for one in said if _LABEL.search(message.text[: max(0, one.start)])]
    return labelled[-1:] if len(said) >= _SEVERAL and labelled else found


def _of_somebody_else(message: Message) -> Iterator[Candidate[str]]:
    """Yield the name of who is to be called instead: 名字改一下 写我爱人的 他叫谷雨生."""
    if any(word in message.text for word in vocabulary.phrases().fields["contact_name"]):
        yield from _others(message)


def find_lone_names(message: Message) -> list[Candidate[str]]:
    """Return the names that are a clause of their own and no word people use."""
    return [
        _candidate(message, clause.start, clause.text)
        for clause in message.clauses
        if (is_full_name(clause.text, alone=True) and not is_common_word(clause.text))
        or is_rare_name(clause.text)
        if not is_reserved(clause.text)
    ]


def find_all_introduced(message: Message) -> list[str]:
    """Return every introduced name, those of child and kin too: all of them are private."""
    return [one.value for one in (*_introduced(message), *_others(message))]


def _introduced(message: Message) -> Iterator[Candidate[str]]:
    text = message.text
    for found in _CALLED.finditer(text):
        if _CHILD_SUBJECT.search(text[max(0, found.start() - 8) : found.start()]):
            continue
        if put_elsewhere().match(text, found.end()):
            continue
        name = _name_at(text, found.end(), trusted=found["surely"] is not None)
        if name is not None:
            yield _candidate(message, found.end(), name, negated=found["denied"] is not None)
    for found in _IS_MY_NAME.finditer(text):
        name, start = found["name"], span_of(found, "name")[0]
        if is_name_alone(name) or begins_with_place(name) or name in place_names():
            yield _candidate(message, start, name)
    for found in _LATIN_IS.finditer(text):
        yield _candidate(message, span_of(found, "name")[0], found["name"])
    for one, other in pairwise(message.clauses):
        # 余庆,男,住瓮安: as on a form, whatever the name is beside.
        if other.text in _SEXES and 2 <= len(one.text) <= _LONGEST_NAME and is_plain(one.text):
            yield _candidate(message, one.start, one.text)
    yield from _self_introduced(message)


def _others(message: Message) -> Iterator[Candidate[str]]:
    for clause in message.clauses:
        child = _child_named().match(clause.text)
        if child is not None and is_name_alone(clause.text[child.end() :]):
            yield _candidate(message, clause.start + child.end(), clause.text[child.end() :])
    for found in _other_called().finditer(message.text):
        name = _name_at(message.text, found.end())
        if name is not None:
            yield _candidate(message, found.end(), name)
    for found in _kin().finditer(message.text):
        name = _name_after_kin(message.text, found.end())
        if name is not None:
            yield _candidate(message, found.end(), name)


def _name_after_kin(text: str, start: int) -> str | None:
    """Return the name that follows a word for kin with nothing between: 我儿子刘小洋七岁.

    Only for hiding it. A family name that many have, no word that people use at its beginning,
    and behind it what no name goes on with.
    """
    word = HAN_WORD.match(text, start)
    run = word.group() if word else ""
    for length in (4, 3, 2):
        name, rest = run[:length], run[length:]
        if len(name) < length or not is_full_name(name, common=True):
            continue
        begins_a_word = is_common_word(name[:2]) or is_common_word(name) or is_reserved(name)
        if not begins_a_word and _ends_a_name(rest):
            return name
    return None


def _ends_a_name(rest: str) -> bool:
    """Tell whether a name may end before ``rest``."""
    goes_on = vocabulary.names().never_inside + _NUMERALS
    return not rest or rest[0] in goes_on or _AFTER_NAME.match(rest) is not None


def _self_introduced(message: Message) -> Iterator[Candidate[str]]:
    """Yield 我是王强; as 我是高中生 is no name, the whole clause must be one."""
    before = ""
    for clause in message.clauses:
        found = _IS_KIN.match(clause.text) or _IS.match(clause.text)
        rest = clause.text[found.end() :] if found else clause.text
        start = clause.start + (found.end() if found else 0)
        # 王姐 before a question speaks to someone; alone it is the parent.
        titled = (found is not None or len(message.clauses) == 1) and has_title(rest)
        if found is None and clause.text[:1] == "我" and is_name_after_me(clause.text[1:]):
            yield _candidate(message, clause.start + 1, clause.text[1:])
            continue
        # 我是他爸 税明: the name may stand after a pause.
        of_kin = _IS_KIN.fullmatch(before) is not None
        introduced = found is not None or of_kin
        kin = of_kin or _IS_KIN.match(clause.text) is not None
        named = is_name_alone(rest) or (kin and begins_with_place(rest))
        if titled or (introduced and named):
            yield _candidate(message, start, rest)
        before = clause.text
    of_name = _corrects_the_name(message)
    for clause in message.corrected_clauses():
        found = _IS_INSTEAD.match(clause.text)
        rest = clause.text[found.end() :] if found else clause.text
        # 名字打错了 是帅国庆: where the name was wrong, a rare one may follow as well.
        named = has_title(rest) or is_full_name(rest, common=True)
        if named or (of_name and (is_name_alone(rest) or begins_with_place(rest))):
            yield _candidate(message, clause.end - len(rest), rest)


def _corrects_the_name(message: Message) -> bool:
    """Tell whether it is the name that is said to be wrong: by its field, one character, or itself.

    名字错了 是帅国庆; 秀字写错了 绣花的绣 毋绣珍; 我叫邬老大 不是 邬定强.
    """
    wrong = message.text[: message.fault or 0]
    if any(word in wrong for word in vocabulary.phrases().fields["contact_name"]):
        return True
    return _CHARACTER.search(wrong) is not None or _CALLED.search(wrong) is not None


def _name_at(text: str, start: int, *, trusted: bool = False) -> str | None:
    """Return the name that begins at a position; ``trusted`` when nothing else can stand there."""
    dotted = DOTTED.match(text, start)
    if dotted:
        return dotted.group()
    latin = _LATIN.match(text, start)
    if latin:
        return latin.group() if is_latin_name(latin.group()) else None
    word = HAN_WORD.match(text, start)
    return _leading_name(word.group(), trusted=trusted) if word else None


def _beside_phone(message: Message) -> Iterator[Candidate[str]]:
    """Yield a name that stands alone or glued to a phone: 王强,13800138000 · 联系覃玉138…."""
    phones = mobile_numbers(message.text)
    words = [(clause.start, clause.text) for clause in message.clauses] if phones else []
    for _, span in phones:
        before = message.text[max(0, span.start - _NEAR) : span.start]
        after = HAN_WORD.match(message.text, span.end)
        if led := _BEFORE_PHONE.search(before):
            # 花溪区申家玉138…: the place that a name is glued to is none of it.
            word = _PLACE_END.split(led["word"])[-1]
            end = span.start - len(before) + span_of(led, "word")[1]
            words.append((end - len(word), word))
        words += [(span.end, after.group())] if after else []
    places = [message.text[one.start : one.end] for one in gazetteer().mentions(message.text)]
    found = []
    for start, word in words:
        elsewhere = any(not word.startswith(place) for place in places)
        in_row = _stands_in_a_row(message, start, places) and is_full_name(word, alone=True)
        if is_name_alone(word) or in_row or (elsewhere and begins_with_place(word)):
            found.append((start, word))
    # 白血病 兴仁 农建国 138…: the nearer one is the name.
    beside = [one for one in found if _touches(*one, phones)] or found
    beside = beside or [w for w in words if _touches(*w, phones) and is_name_beside_phone(w[1])]
    yield from (_candidate(message, start, word) for start, word in beside)


def _touches(start: int, word: str, phones: list[tuple[str, Span]]) -> bool:
    """Tell a word with no more than a sign between it and a number."""
    return any(
        0 <= span.start - start - len(word) <= 1 or 0 <= start - span.end <= 1 for _, span in phones
    )


def _stands_in_a_row(message: Message, start: int, places: list[str]) -> bool:
    """Tell a clause right behind a place that stands alone: 花溪区 安宁 138…, a word otherwise."""
    known = [clause for clause in message.clauses if clause.end <= start]
    alone = any(clause.start == start for clause in message.clauses)
    return alone and bool(known) and known[-1].text in places


def _family_name_only(message: Message) -> Iterator[Candidate[str]]:
    """Yield 王 of 免贵姓王, which is better than no name."""
    for found in re.finditer(
        r"(?:我|本人|免贵|先生|女士|家长|(?<![^\s,。;!?]))姓(?P<n>(?P<one>[^\W\d_])(?=(?P=one))|[^\W\d_]{1,2}(?![^\W]))",
        message.text,
    ):
        if found["one"]:
            # 我姓骆骆玉梅: the whole name follows without a pause.
            start = span_of(found, "n")[0] + 1
            if (name := _name_at(message.text, start)) is not None:
                yield _candidate(message, start, name)
                continue
        # 我姓吉 吉克阿木: the whole name may follow, and tells a family name that no list has.
        whole = next((one for one in message.clauses if _begins_with(found["n"], one.text)), None)
        if whole is None and surname_length(found["n"]) != len(found["n"]):
            continue
        start = span_of(found, "n")[0] if whole is None else whole.start
        yield _candidate(message, start, found["n"] if whole is None else whole.text)


def _begins_with(surname: str, word: str) -> bool:
    """Tell a whole name of that family name from 幸福的幸, which only says how it is written."""
    longer = len(surname) < len(word) <= _LONGEST_NAME and word.startswith(surname)
    return longer and is_plain(word, alone=True)


def _asked_for(message: Message) -> Iterator[Candidate[str]]:
    for clause in message.clauses:
        lead = _ASKED_LEADS.match(clause.text)
        begin = lead.end() if lead else 0
        core = _ASKED_TAILS.sub("", clause.text[begin:])
        # A spaced name ("王 小明") falls into clauses; the whole message is tried below.
        alone = len(message.clauses) == 1 and len(core) == 1
        to_write = any(_TO_WRITE.search(one.text) for one in message.clauses if one is not clause)
        named = _is_asked_name(core) or (to_write and is_name_beside_phone(core))
        if named or (alone and _is_family_name(core)):
            yield _candidate(message, clause.start + begin, core)
            continue
        word = HAN_WORD.match(core)
        glued = word is not None and core[word.end() : word.end() + 1].isdigit()
        if word is not None and glued and is_full_name(word.group()):
            yield _candidate(message, clause.start + begin, word.group())
    whole = message.text
    for _, span in reversed(mobile_numbers(whole)):
        whole = whole[: span.start] + whole[span.end :]
    whole = whole.strip(" ,")
    if _LATIN.fullmatch(whole) and is_latin_name(whole):
        yield Candidate(whole, 0)
    closed = whole.replace(" ", "")
    if " " in whole and is_full_name(closed):
        yield Candidate(message.normal.typed.strip().replace(" ", ""), -1)


def _is_asked_name(word: str) -> bool:
    if DOTTED.fullmatch(word):
        return True
    if _LATIN.fullmatch(word):
        return False
    return is_name_alone(word) or is_nickname(word)


def _is_family_name(word: str) -> bool:
    """王, where a name was asked for: enough to say 王女士 or 王先生 on the phone."""
    return surname_length(word, common=True) == len(word) and not is_reserved(word)


def _candidate(message: Message, start: int, name: str, *, negated: bool = False) -> Candidate[str]:
    typed = message.normal.typed[start : start + len(name)]
    return Candidate(typed, start, negated or is_negated(message.text, start))


def _leading_name(run: str, *, trusted: bool = False) -> str | None:
    """Return the name a run of characters begins with: "王强家住南明" gives 王强."""
    run = _AFTER_NAME.split(run)[0]
    for length in range(min(len(run), 5), 1, -1):
        word = run[:length]
        alone = length == len(run)
        if DOTTED.fullmatch(word) or has_title(word) or is_full_name(word, alone=alone):
            return word
    if trusted and ((run in place_names() and surname_length(run)) or begins_with_place(run)):
        # 我叫安龙, 联系人龙里香: nobody is called by where they live.
        return run
    # 我叫水生根, 我叫幸福林: the whole of it is no word, whatever its beginning is.
    short = len(run) == _WHOLE and not is_word(run) and is_plain(f"某{run[1:]}")
    long_name = trusted and 2 <= len(run) <= 6 and (is_plain(run) or short)
    long_name = long_name and (short or not is_common_word(run))
    return run if long_name and not mentions_place(run) and not is_reserved(run) else None


@cache
def _other_called() -> re.Pattern[str]:
    people = vocabulary.people()
    return linear(
        rf"{any_of((*people.children, *people.elders))}"
        r"的?(?:名字|姓名|小名|大名)?(?:就|是)?叫(?:做|作)?"
    )


@cache
def _kin() -> re.Pattern[str]:
    people = vocabulary.people()
    return linear(any_of([one for one in (*people.children, *people.elders) if len(one) > 1]))


@cache
def _child_named() -> re.Pattern[str]:
    """娃儿王子明: a child's name right after the word for it."""
    return linear(any_of(word for word in vocabulary.people().children if len(word) > 1))
