from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests_of_tests import asked

from actions.requests import ConsentMissingError, InvalidFieldError
from actions.requests.fields import accepts
from actions.requests.stored_forms import (
    LONGEST_NAME,
    LONGEST_NEED,
    official_county,
    phone_digits,
)
from actions.requests.validation import check
from nlu.understanding.facts import gazetteer

SERVICES = ("compulsory-school", "vaccination")
WILD = st.text(max_size=60)


def stored(**changes: Any) -> Any:
    return check(asked(**changes), SERVICES)


def refused(field: str, value: Any) -> bool:
    with pytest.raises(InvalidFieldError) as error:
        check(replace(asked(), **{field: value}), SERVICES)
    return error.value.field == field


def test_nothing_is_stored_without_consent() -> None:
    with pytest.raises(ConsentMissingError):
        check(replace(asked(), consent=None), SERVICES)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("need", "？！"),
        ("need", "娃" * (LONGEST_NEED + 1)),
        ("type", "闲聊"),
        ("services", ("nothing",)),
        ("child_age", 18),
        ("child_age", -1),
        ("county", "朝阳区"),
        ("contact_name", "123"),
        ("contact_name", "长" * (LONGEST_NAME + 1)),
        ("contact_phone", "110"),
        ("channel", "fax"),
    ],
)
def test_what_cannot_be_stored_is_refused_by_the_name_of_its_field(field: str, value: Any) -> None:
    assert refused(field, value)


def test_a_service_asked_for_twice_is_stored_once_and_the_order_stays() -> None:
    wanted = ("vaccination", "compulsory-school", "vaccination")
    assert stored(services=wanted).services == ("vaccination", "compulsory-school")


def test_lines_of_a_need_stay_and_what_cannot_be_seen_goes() -> None:
    assert stored(need="\ufeff第一行\n第二行\x00\x07 ").need == "第一行\n第二行"


@given(WILD)
def test_a_stored_need_says_something_and_is_stored_the_same_again(need: str) -> None:
    if accepts("need", need):
        once = stored(need=need).need
        assert once == once.strip() != ""
        assert stored(need=once).need == once


@given(WILD)
def test_a_stored_name_is_one_line_of_at_most_forty_characters(name: str) -> None:
    if accepts("contact_name", name):
        kept = stored(contact_name=name).contact_name
        assert 0 < len(kept) <= LONGEST_NAME
        assert kept.splitlines() == [kept]


@given(st.text(alphabet="0123456789+-() ０１８６—", max_size=24))
def test_whatever_is_typed_a_stored_phone_is_eleven_or_twelve_ascii_digits(typed: str) -> None:
    if accepts("contact_phone", typed):
        assert re.fullmatch(r"1\d{10}|0\d{9,11}", phone_digits(typed), re.ASCII)


@given(
    st.integers(13_000_000_000, 19_999_999_999).map(str),
    st.lists(st.sampled_from(["", " ", "-", "–"]), min_size=10, max_size=10),
    st.sampled_from(["", "+86", "86", "0086 "]),
)
def test_a_mobile_number_is_the_same_however_it_is_spaced(
    phone: str, gaps: list[str], before: str
) -> None:
    spaced = "".join(gap + digit for gap, digit in zip(gaps, phone[1:], strict=True))
    assert phone_digits(before + phone[0] + spaced) == phone


@given(st.sampled_from(sorted(gazetteer().counties)), st.sampled_from(["", "贵州省", "贵州"]))
def test_every_county_is_known_by_its_official_name(name: str, before: str) -> None:
    assert official_county(f" {before}{name} ") == name


@pytest.mark.parametrize(
    ("written", "county"),
    [
        ("貴州省貴陽市南明區", "南明区"),
        ("花溪", "花溪区"),
        ("遵义市红花岗区上海路3号", "红花岗区"),
    ],
)
def test_a_county_is_found_in_what_people_write(written: str, county: str) -> None:
    assert official_county(written) == county


@pytest.mark.parametrize("written", ["", "贵阳市", "北京市朝阳区", "南明和花溪"])
def test_a_place_that_names_no_one_county_is_refused(written: str) -> None:
    with pytest.raises(InvalidFieldError, match="88"):
        official_county(written)
