"""What looks like a name: family name and given name, a form of address, a nickname."""

from __future__ import annotations

import re
from functools import cache

from nlu.language.patterns import linear
from nlu.understanding.facts import vocabulary
from nlu.understanding.facts.message import any_of
from nlu.understanding.facts.normal_form import HAN
from nlu.understanding.facts.places import County, Prefecture, gazetteer
from nlu.understanding.facts.words import begins_with_everyday_word, is_common_word

DOTTED = linear(rf"[{HAN}]{{1,8}}(?:[·•・‧][{HAN}]{{1,8}}){{1,3}}")
HAN_WORD = linear(rf"[{HAN}]{{1,8}}")
_MAX_NAME = 30
_RARE_LENGTH = 3
_WHOLE_LENGTH = 3


def is_name_alone(word: str) -> bool:
    """Tell a name that nothing introduces: a rare surname may begin many another word."""
    if is_full_name(word, common=True, alone=True) or has_title(word):
        return True
    if is_full_name(word, alone=True):
        return not is_common_word(word)
    return is_rare_name(word)


def is_name_beside_phone(word: str) -> bool:
    """Tell a name by where it stands, right beside a number: 苟安明, 鲜玉兰.

    It may begin with a word of books, or with a family name that no list has; three characters
    that nobody uses for anything else.
    """
    whole = len(word) == _WHOLE_LENGTH and is_plain(word, alone=True)
    if not whole or is_reserved(word) or mentions_place(word):
        return False
    if word[0] in vocabulary.names().never_inside:
        return False
    known = surname_length(word) > 0
    return not (begins_with_everyday_word(word) if known else is_common_word(word))


def is_full_name(word: str, *, common: bool = False, alone: bool = False) -> bool:
    """Tell whether a word is a family name and a given name of one or two characters.

    ``alone`` where nothing follows it, so that no other word begins inside.
    """
    if DOTTED.fullmatch(word):
        return True
    surname = surname_length(word, common=common)
    # 张王晓明: two family names and a given name of two characters.
    double = len(word) == 4 and surname == 1 and surname_length(word[1:], common=True) == 1
    if not surname or not (1 <= len(word) - surname <= 2 or double):
        return False
    plain = is_plain(word, alone=alone)
    return plain and not has_title(word) and word not in place_names()


def is_rare_name(word: str) -> bool:
    """Tell 明国芬, whose family name is an everyday word: no word may stand anywhere in it."""
    parts = (word, *(word[at : at + 2] for at in range(len(word) - 1)))
    rare = len(word) == _RARE_LENGTH and word[0] in vocabulary.names().rare
    rare = rare and not mentions_place(word)
    return rare and is_plain(word, alone=True) and not any(map(is_common_word, parts))


def is_name_after_me(word: str) -> bool:
    """Tell 田茂财 of 我田茂财, which only 我 introduces: three characters, none of them a word."""
    if len(word) != _WHOLE_LENGTH or not is_full_name(word, alone=True):
        return False
    parts = (word, word[:2], word[1:])
    if word.endswith("人") or mentions_place(word) or is_reserved(word):  # 我牛场人
        return False
    return not any(map(is_common_word, parts))


def begins_with_place(word: str) -> bool:
    """Tell 印江涛, whose beginning is a county's name; only where a name has to stand."""
    data = vocabulary.names()
    known = word[:1] and word[0] in data.common + data.others + data.rare
    longer = len(word) == _RARE_LENGTH and word[:2] in place_names()
    ends = set(data.never_inside) | set("人市州镇乡村城里")
    return bool(known) and longer and word[2] not in ends


def has_title(word: str) -> bool:
    """王姐, 小李, 欧阳女士: a family name with a form of address."""
    found = _title_pattern().fullmatch(word)
    return found is not None and word not in vocabulary.names().never


def is_nickname(word: str) -> bool:
    """小明妈妈, 阿英, 老王: a name to be called by, when one was asked for."""
    data = vocabulary.names()
    kin = re.fullmatch(rf"(?P<child>[{HAN}]{{2,3}}?)的?{any_of(data.kin)}", word)
    if kin is not None:
        return is_plain(kin["child"]) and not is_reserved(kin["child"])
    if 2 <= len(word) <= 3 and word[0] in data.nicknames:
        return is_plain(word) and word not in vocabulary.people().children
    return False


def is_latin_name(word: str) -> bool:
    """Tell a name in Latin letters from English words of answering."""
    parts = word.lower().split()
    return (
        len(word) <= _MAX_NAME and len(word) > 1 and not set(parts) & vocabulary.names().latin_never
    )


def is_plain(word: str, *, alone: bool = False) -> bool:
    """Tell a word that holds nothing no name holds."""
    data = vocabulary.names()
    if not HAN_WORD.fullmatch(word) or word in data.never or word[:2] in data.never:
        return False
    never = set(data.never_inside) - set(data.given_too if alone else "")
    return not never & set(word[1:]) and word[0] not in "我你他她不没"


def surname_length(word: str, *, common: bool = False) -> int:
    """Return how long the family name is that a word begins with; 0 without one."""
    data = vocabulary.names()
    if word[:2] in data.compound:
        return 2
    known = data.common if common else data.common + data.others
    return 1 if word[:1] and word[0] in known else 0


def is_reserved(word: str) -> bool:
    """Tell whether a word holds people, fields or decisions: 姓名保密, 联系人电话, 娃妈妈."""
    return _reserved().search(word) is not None


def mentions_place(word: str) -> bool:
    """Tell whether a place is named in a word."""
    return bool(gazetteer().mentions(word))


@cache
def place_names() -> frozenset[str]:
    """Return the names of the counties and prefectures."""
    known = gazetteer()
    places: list[County | Prefecture] = [*known.counties.values(), *known.prefectures.values()]
    return frozenset(name for place in places for name in (place.name, place.short))


@cache
def _title_pattern() -> re.Pattern[str]:
    data = vocabulary.names()
    surname = f"(?:{any_of(data.compound)}|[{data.common}{data.others}])"
    return linear(
        rf"{surname}[{HAN}]{{0,2}}?{any_of(t for t in data.titles if len(t) > 1)}"
        rf"|{surname}{any_of(data.titles)}|[小老]{surname}|{surname}(?:妈妈|爸爸|妈|爸)"
    )


@cache
def _reserved() -> re.Pattern[str]:
    people, phrases = vocabulary.people(), vocabulary.phrases()
    fields = [word for words in phrases.fields.values() for word in words if len(word) > 1]
    decisions = (*phrases.affirm, *phrases.deny, *phrases.cancel, *phrases.skip)
    return linear(
        any_of([*people.children, *(e for e in people.elders if len(e) > 1), *fields])
        + f"|^{any_of(decisions)}$"
        + f"|^{any_of(phrases.cancel_denials)}{any_of(phrases.cancel_deeds)}"
    )
