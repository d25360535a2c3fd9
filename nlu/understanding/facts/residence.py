"""Where the family lives now, as against where it comes from or used to live.

Places named side by side ("毕节纳雍", "贵州省遵义市播州区") are one group. The words around a
group give it a role; the group with the strongest role says where the family lives.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeVar

from nlu.language import syllables
from nlu.language.patterns import linear
from nlu.understanding.facts import vocabulary
from nlu.understanding.facts.message import Message, any_of, is_negated
from nlu.understanding.facts.places import (
    County,
    Mention,
    Outside,
    Place,
    Prefecture,
    Province,
    Zone,
    gazetteer,
)

PlaceT = TypeVar("PlaceT", Prefecture, County, Zone)


class Role(IntEnum):
    """How a place belongs to the family; a higher one says more surely where it lives."""

    DENIED = 0
    FORMER = 1
    HOME = 2
    NAMED = 3
    HERE = 4
    LIVES = 5


@dataclass(frozen=True)
class Group:
    """Places named side by side, with their role."""

    places: tuple[Place, ...]
    role: Role
    start: int
    end: int

    @property
    def most_exact(self) -> Place:
        """The smallest of the places."""
        return self.places[-1]


@dataclass(frozen=True)
class Residence:
    """What a message says about places; ``county`` only when there is exactly one."""

    county: County | None = None
    prefecture: Prefecture | None = None
    ambiguous: tuple[County, ...] = ()
    outside: bool = False
    hometown: str | None = None
    note: str | None = None
    corrected: bool = False


_ADJACENT = linear(r"[省市州县区的,、 ]{0,2}")
_CHILD = any_of(vocabulary.people().children)
_HOME_BEFORE = linear(
    r"(?:老家|户口|户籍|籍贯|原籍|出生|来自|(?<!服)从|回|祖籍)(?:地|都|还|就|也|才)?(?:是|在|于|到)?(?:我们|我)?\Z"
)
_REGISTERED = linear("户口|户籍|老家|学籍")
_FORMER_BEFORE = linear(r"(?:以前|原来|之前|原先|曾经|过去|早先|去年|前年|那时)[^,。]{0,4}\Z")
_LIVES_BEFORE = linear(
    r"(?:住|居住|搬到|搬来|搬去|搬至|转到|转来|现在|目前|如今|这会儿|眼下)[^,。]{0,4}\Z"
    rf"|{_CHILD}(?:们|现在|也|都|跟着?我|一起)*在\Z"
)
_HERE_BEFORE = linear(r"(?:在|来|到|来到|来了|过来|至)\Z")
_HOME_AFTER = linear(
    r"(?:那边|这边)?(?:的)?(?:人|来的|过来的?|搬来|搬过来|转来|转过来|户口|户籍|农村户口|籍|老家|农村来|过?来)"
)
_ROAD_AFTER = linear(
    r"(?:大道|东路|西路|南路|北路|中路|路(?!过)|街|巷|桥|河|湖|山|江|水库|镇|乡|村|社区|小区|广场|公园"
    r"|火?车站|[东南西北]站|机场|会议|牛肉粉|羊肉粉|米粉|酒|边(?!上住)|花?园|苑|医保|人民医院)"
)
_PLACE_WORD_BEFORE = linear(
    r"(?:在|住|到|来|去|回|从|往|是|写|填|报|改|换|去了|县|区|市|州|贵州)\Z"
)
_CUE_BEFORE = linear(
    r"(?:在|住|到|来|去|回|从|往|是|区|县|市|州|省|贵州|老家|户口|户籍|籍贯|我们?|家|人|这边|还有|和|跟|或者?|"
    r"以前|原来|现在|目前|(?:报|改|换|写|填|归|属|算)[成为于到在]?|想问|请问|咨询|那|就|地址|地方|区县|叫|[0-9]|岁)(?:了|于)?:?\Z"
)
_CUE_AFTER = linear(
    r"的|人|这|那|县城|城区|读|上学|上班|打工|务工|租|住|户口|户籍|农村|乡下|老家|籍|本地|当地|有(?:没|哪)|幼儿园|小学|初中|学校"
)
_URBAN_AFTER = linear(r"市?(?:市区|城区|主城|城里|市里|里面|中心城)")


def find_residence(message: Message) -> Residence:
    """Return where the family lives, comes from, or which counties it may be."""
    mentions: list[Mention] = []
    for mention in gazetteer().mentions(message.text):
        # 毕节大方: right after another place an everyday word is a place.
        follows = bool(mentions) and mentions[-1].end == mention.start
        if (follows and not _named_road(mention, message.text)) or _is_place(mention, message):
            mentions.append(mention)
    groups = _groups(mentions, message)
    if not groups:
        return Residence(ambiguous=_sounds_like(message) or _roads(message))
    home = next((group for group in groups if group.role is Role.HOME), None)
    living = _living(groups, message)
    corrected = any(group.role is Role.DENIED and _tells(group) for group in groups) or (
        message.fault is not None
        and any(g.start >= message.fault for g in groups if g.role >= Role.NAMED)
    )
    return _conclude(living, home, message, corrected=corrected)


def _is_place(mention: Mention, message: Message) -> bool:
    """Leave out streets named after towns (遵义路), and everyday words that are no place here."""
    if message.expecting == "county" and len(message.text) <= 12:
        return not _named_road(mention, message.text)
    if mention.wording != "full" and _named_road(mention, message.text):
        return False
    if mention.wording == "everyday":
        before = message.text[max(0, mention.start - 4) : mention.start]
        alone = _is_alone(mention, message)
        return alone or _PLACE_WORD_BEFORE.search(before) is not None
    if mention.wording == "short" and isinstance(mention.place, County):
        return message.expecting == "county" or _has_cue(mention, message)
    return True


def _has_cue(mention: Mention, message: Message) -> bool:
    """Tell whether the words beside a short county name speak of a place."""
    text = message.text
    clause = message.clause_at(mention.start)
    if clause is None or clause.start == mention.start:
        return True
    before = text[max(clause.start, mention.start - 6) : mention.start]
    return bool(_CUE_BEFORE.search(before) or _CUE_AFTER.match(text, mention.end))


def _named_road(mention: Mention, text: str) -> bool:
    return mention.wording != "full" and bool(_ROAD_AFTER.match(text, mention.end))


def _is_alone(mention: Mention, message: Message) -> bool:
    clause = message.clause_at(mention.start)
    return clause is not None and (clause.start, clause.end) == (mention.start, mention.end)


def _groups(mentions: list[Mention], message: Message) -> list[Group]:
    gathered: list[list[Mention]] = []
    for mention in mentions:
        if gathered and _continues(gathered[-1][-1], mention, message.text):
            gathered[-1].append(mention)
        else:
            gathered.append([mention])
    groups: list[Group] = []
    previous_end = 0
    for members in gathered:
        groups.append(_group(members, previous_end, message.text))
        previous_end = members[-1].end
    return groups


def _continues(previous: Mention, mention: Mention, text: str) -> bool:
    """Tell whether a place lies in the one named just before it."""
    gap = text[previous.end : mention.start]
    if not _ADJACENT.fullmatch(gap):
        return False
    outer, inner = previous.place, mention.place
    if isinstance(outer, Outside):
        return isinstance(inner, Outside | County) and not set(gap) & set(",、")
    if isinstance(outer, Province):
        return not isinstance(inner, Outside)
    return isinstance(outer, Prefecture) and isinstance(inner, County | Zone)


def _group(members: list[Mention], previous_end: int, text: str) -> Group:
    start, end = members[0].start, members[-1].end
    places = tuple(member.place for member in members)
    if isinstance(places[0], Outside):
        # 广州白云区 is not ours.
        places = places[:1]
    return Group(places, _role(text, previous_end, start, end), start, end)


def _role(text: str, previous_end: int, start: int, end: int) -> Role:
    before = text[max(previous_end, start - 12) : start]
    before = re.split(r"[,。;!?、\n]", before)[-1]
    if is_negated(before, len(before)):
        # "户口不在贵阳" denies nothing about where the family lives.
        return Role.FORMER if _REGISTERED.search(before) else Role.DENIED
    if _HOME_BEFORE.search(before):
        return Role.HOME
    if _FORMER_BEFORE.search(before):
        return Role.FORMER
    lives = _LIVES_BEFORE.search(before)
    if _HOME_AFTER.match(text, end) and not lives:
        return Role.HOME
    if lives:
        return Role.LIVES
    return Role.HERE if _HERE_BEFORE.search(before) else Role.NAMED


def _living(groups: list[Group], message: Message) -> list[Group]:
    """Return the groups that say where the family lives: the surest, or the corrected ones."""
    usable = [group for group in groups if group.role >= Role.NAMED and _tells(group)]
    fault = message.fault
    if fault is not None and any(group.start >= fault for group in usable):
        return [group for group in usable if group.start >= fault][-1:]
    if any(group.role is Role.DENIED for group in groups) and len(usable) > 1:
        return usable[-1:]
    highest = max((group.role for group in usable), default=Role.NAMED)
    return [group for group in usable if group.role == highest] + [
        group for group in usable if group.role < highest
    ]


def _tells(group: Group) -> bool:
    return not all(isinstance(place, Province) for place in group.places)


def _conclude(
    living: list[Group], home: Group | None, message: Message, *, corrected: bool
) -> Residence:
    hometown = home.most_exact.name if home and _tells(home) else None

    def found(
        county: County | None = None,
        prefecture: Prefecture | None = None,
        ambiguous: tuple[County, ...] = (),
        note: str | None = None,
        *,
        outside: bool = False,
    ) -> Residence:
        return Residence(county, prefecture, ambiguous, outside, hometown, note, corrected)

    if not living:
        # "我们是纳雍人" answers the question for the county only perhaps: to be asked about.
        asked = home is not None and message.expecting == "county"
        return found(ambiguous=tuple(_distinct([home], County)) if home and asked else ())
    top = [group for group in living if group.role == living[0].role]
    if all(isinstance(group.places[0], Outside) for group in top):
        return found(outside=True)
    counties = _distinct(top, County)
    prefectures = _distinct(top, Prefecture)
    if not counties and prefectures:
        # "我在贵阳,南明区这边": the county is named beside the surer prefecture.
        counties = [c for c in _distinct(living, County) if c.prefecture in prefectures]
    if len(counties) == 1:
        return found(counties[0], counties[0].prefecture)
    if counties:
        shared = {county.prefecture for county in counties}
        return found(None, shared.pop() if len(shared) == 1 else None, tuple(counties))
    return _without_county(top, prefectures, message, found)


def _without_county(
    top: list[Group],
    prefectures: list[Prefecture],
    message: Message,
    found: Callable[..., Residence],
) -> Residence:
    prefecture = prefectures[0] if len(prefectures) == 1 else None
    zones = _distinct(top, Zone)
    if zones:
        return found(None, prefecture, zones[0].counties, zones[0].note)
    if prefecture is not None:
        urban = any(_is_urban(message.text, group.end) for group in top)
        return found(None, prefecture, gazetteer().urban[prefecture] if urban else ())
    return found()


def _is_urban(text: str, end: int) -> bool:
    # 遵义市区 is 遵义 + 市区 as well as 遵义市 + 区.
    return any(_URBAN_AFTER.match(text, place) for place in (end, end - 1))


def _distinct(groups: list[Group], kind: type[PlaceT]) -> list[PlaceT]:
    places = [place for group in groups for place in group.places if isinstance(place, kind)]
    return list(dict.fromkeys(places))


def _roads(message: Message) -> tuple[County, ...]:
    """Return the counties whose name only a street or school bears, to be asked about."""
    if message.expecting != "county":
        return ()
    places = [mention.place for mention in gazetteer().mentions(message.text)]
    return tuple(dict.fromkeys(place for place in places if isinstance(place, County)))


_AROUND_PLACE = linear(
    r"(?:我们?|家|娃|现在|就|是|在|住|的|那边|这边|嘛|呀|啊|吧|哦|了|噻|里|那|这|县城)"
)


def _sounds_like(message: Message) -> tuple[County, ...]:
    """Return counties that sound like what was typed (观山胡), when a county was asked for."""
    if message.expecting != "county":
        return ()
    found: list[County] = []
    for clause in message.clauses:
        if len(clause.text) > 12:
            continue
        core = _AROUND_PLACE.sub("", clause.text)
        core = core[:-1] if len(core) > 2 and core[-1] in "区县市" else core
        if 2 <= len(core) <= 4:
            sound = syllables(core)
            found += [c for c in gazetteer().counties.values() if syllables(c.short) == sound]
    return tuple(found)
