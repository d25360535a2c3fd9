from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.commands import as_plain_text, commands, find_command
from knowledge.catalogue import Catalogue, load_catalogue

CATALOGUE = load_catalogue()
NUMBER = "GZ261123-K7M4Q9XT"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return CATALOGUE


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_works_without_an_argument_or_needs_one_of_the_catalogue(
    name: str, catalogue: Catalogue
) -> None:
    needed = {"service": " vaccination", "area": " medical"}
    argument = needed.get(str(commands()[name].argument), "")
    spoken = find_command(f"/{name}{argument}", catalogue)
    assert spoken is not None
    assert spoken.words
    assert "{" not in spoken.words


@pytest.mark.parametrize("service", sorted(CATALOGUE.services))
def test_the_button_of_a_service_says_its_plain_name(service: str, catalogue: Catalogue) -> None:
    spoken = find_command(f"/service {service}", catalogue)
    assert spoken is not None
    assert spoken.words == catalogue.services[service].plain_name


def test_a_number_may_be_written_loosely_and_is_told_in_full(catalogue: Catalogue) -> None:
    spoken = find_command(f"/status {NUMBER.lower().replace('-', '')}", catalogue)
    assert spoken is not None
    assert spoken.argument == NUMBER
    assert NUMBER in spoken.words


def test_without_a_number_the_command_asks_for_all(catalogue: Catalogue) -> None:
    spoken = find_command("/status", catalogue)
    assert spoken is not None
    assert spoken.argument == ""


@given(st.text(max_size=60))
def test_no_text_makes_a_command_that_is_not_on_the_list(typed: str) -> None:
    spoken = find_command(f"/{typed}", CATALOGUE)
    assert spoken is None or spoken.name in commands()


@given(st.text(max_size=60))
def test_whatever_is_typed_rasa_gets_no_slash_in_front_and_no_word_is_lost(typed: str) -> None:
    plain = as_plain_text(typed)
    assert not plain.lstrip().startswith("/")
    assert plain.replace("／", "/").endswith(typed.lstrip().replace("／", "/"))
