from __future__ import annotations

import pytest
from opencc import OpenCC

from nlu.understanding.facts import extract_facts, gazetteer

COUNTIES = list(gazetteer().counties.values())


def county(text: str, expecting: str | None = None) -> str | None:
    found = extract_facts(text, expecting).county
    return found.name if found else None


def test_guizhou_has_nine_prefectures_and_eighty_eight_counties() -> None:
    sizes: dict[str, int] = {}
    for one in COUNTIES:
        sizes[one.prefecture.short] = sizes.get(one.prefecture.short, 0) + 1
    assert sizes == {
        "贵阳": 10,
        "六盘水": 4,
        "遵义": 14,
        "安顺": 6,
        "毕节": 8,
        "铜仁": 10,
        "黔西南": 8,
        "黔东南": 16,
        "黔南": 12,
    }
    assert len({one.short for one in COUNTIES}) == 88


@pytest.mark.parametrize("one", COUNTIES, ids=lambda one: one.short)
def test_every_county_is_known_by_its_names_in_both_scripts(one) -> None:  # type: ignore[no-untyped-def]
    traditional = OpenCC("s2t")
    assert county(f"我们住在{one.name}") == one.name
    assert county(f"我们住在{one.short}") == one.name
    assert county(f"{one.prefecture.name}{one.name}") == one.name
    assert county(f"{one.prefecture.short}{one.short}", "county") == one.name
    assert county(traditional.convert(one.name), "county") == one.name
    assert county(one.short, "county") == one.name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("南 明 区", "南明区"),
        ("我们在贵州省遵义市播州区", "播州区"),
        ("威宁县", "威宁彝族回族苗族自治县"),
        ("三都", "三都水族自治县"),
        ("盘县", "盘州市"),
        ("水城县", "水城区"),
        ("兴仁县", "兴仁市"),
        ("黔西县", "黔西市"),
        ("黔西", "黔西市"),
        ("遵义县", "播州区"),
        ("毕节七星关", "七星关区"),
        ("金阳", "观山湖区"),
        ("贵阳清镇", "清镇市"),
        ("凤岗县", "凤冈县"),
        ("老家毕节,现在在南明区", "南明区"),
        ("老家在毕节纳雍,住观山湖", "观山湖区"),
        ("从纳雍搬到观山湖", "观山湖区"),
        ("户口在织金,人在云岩", "云岩区"),
        ("我是纳雍人,来花溪打工", "花溪区"),
        ("以前在南明,现在在云岩", "云岩区"),
        ("娃在白云区读书,我也住这边", "白云区"),
        ("现在在贵阳,南明区这边", "南明区"),
        ("四川来的,在汇川区", "汇川区"),
        ("南明区花溪大道", "南明区"),
        ("不是南明是云岩", "云岩区"),
        ("我在從江縣打工", "从江县"),
        ("我在云岩上班住南明", "南明区"),
        ("家住白云,在观山湖上班", "白云区"),
        ("榕江老家,住凯里", "凯里市"),
        ("哦不是,是汇川", "汇川区"),
        ("我在深圳打工,娃在毕节大方老家读书", "大方县"),
        ("遵义来贵阳南明的", "南明区"),
        ("娃户口在湖南怀化,现在南明区读小学", "南明区"),
    ],
)
def test_the_county_is_where_the_family_lives_now(text: str, name: str) -> None:
    assert county(text) == name


@pytest.mark.parametrize(
    ("text", "hometown"),
    [
        ("老家毕节,现在在南明区", "毕节市"),
        ("老家在毕节纳雍,住观山湖", "纳雍县"),
        ("从纳雍搬到观山湖", "纳雍县"),
        ("四川人,在汇川区", "四川"),
        ("户口在织金,人在云岩", "织金县"),
        ("住南明区", None),
    ],
)
def test_the_hometown_is_kept_apart(text: str, hometown: str | None) -> None:
    assert extract_facts(text).hometown == hometown


@pytest.mark.parametrize(
    "text",
    [
        "为人大方",
        "沿河边走",
        "贵阳遵义路",
        "广州白云区",
        "白云山好耍",
        "我们是纳雍人",
        "没有",
        "贵阳",
        "黔西南",
        "老家毕节",
    ],
)
def test_no_county_is_taken_where_none_is_named_as_home(text: str) -> None:
    assert county(text) is None


@pytest.mark.parametrize(
    ("text", "prefecture"),
    [
        ("在遵义也一样吗", "遵义市"),
        ("贵阳", "贵阳市"),
        ("黔西南州", "黔西南布依族苗族自治州"),
        ("我在六盘水城区", "六盘水市"),
        ("凯里", "黔东南苗族侗族自治州"),
        ("现在在贵阳", "贵阳市"),
    ],
)
def test_a_prefecture_is_found(text: str, prefecture: str) -> None:
    found = extract_facts(text).prefecture
    assert found is not None
    assert found.name == prefecture


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("遵义市区", {"红花岗区", "汇川区", "播州区"}),
        ("毕节市区", {"七星关区"}),
        ("安顺城区", {"西秀区"}),
        ("贵安新区", {"花溪区", "清镇市", "平坝区", "西秀区"}),
        ("南明区还是云岩区", {"南明区", "云岩区"}),
        ("观山胡", {"观山湖区"}),
        ("红花港区", {"红花岗区"}),
        ("住在乌挡", {"乌当区"}),
        ("我们是纳雍人", {"纳雍县"}),
        ("贵阳花果园", {"南明区"}),
    ],
)
def test_what_may_be_several_counties_is_suggested_and_not_taken(
    text: str, names: set[str]
) -> None:
    facts = extract_facts(text, "county")
    assert facts.county is None
    assert {one.name for one in facts.ambiguous_counties} == names


def test_the_new_area_of_guian_comes_with_a_note() -> None:
    note = extract_facts("我们住贵安新区").place_note
    assert note is not None
    assert "不是一个县" in note


@pytest.mark.parametrize(
    ("text", "outside"),
    [
        ("我在广东东莞", True),
        ("广州白云区", True),
        ("现在在浙江义乌打工", True),
        ("四川来的,在汇川区", False),
        ("老家四川,现在在贵阳", False),
        ("贵州贵阳", False),
        ("打疫苗", False),
        ("我家在金华园", False),
    ],
)
def test_living_outside_guizhou_is_told_apart_from_coming_from_outside(
    text: str, outside: bool
) -> None:
    facts = extract_facts(text)
    assert facts.outside_guizhou is outside


def test_every_urban_district_and_zone_of_the_lexicon_is_a_county() -> None:
    known = gazetteer()
    assert all(place in COUNTIES for urban in known.urban.values() for place in urban)


def test_an_english_text_names_its_county() -> None:
    county = extract_facts("we live in Huaxi, Guiyang").county
    assert county is not None
    assert county.name == "花溪区"


def test_a_place_is_told_beside_a_name_that_is_one_too() -> None:
    facts = extract_facts("登记 联系人 黎平 地点 黎平县 电话 13800138000")
    assert facts.contact_name == "黎平"
    assert facts.county is not None
    assert facts.county.name == "黎平县"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("老家纳雍的 现在人在清镇住", "清镇市"),
        ("哦 就写绥阳 那边归绥阳管", "绥阳县"),
        ("其他都是的 地方要换 换成赤水", "赤水市"),
    ],
)
def test_a_short_name_counts_where_words_around_it_put_somebody_there(text: str, name: str) -> None:
    assert county(text, "confirm" if "换成" in text else "county") == name
