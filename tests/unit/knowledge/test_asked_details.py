"""What one question about one service is answered from, with facts the test states itself."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from knowledge.answers.asked_details import AskedDetails, asked_details
from knowledge.catalogue import Catalogue, Detail, LegalFact, Support, load_catalogue


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def fact_for(catalogue: Catalogue, service: str, detail: Detail) -> LegalFact:
    return next(fact for fact in catalogue.facts_of(service) if detail in fact.answers)


def asked(
    catalogue: Catalogue,
    service: str,
    details: Sequence[Detail] = (),
    law: Sequence[str] = (),
    *,
    alone: bool = False,
) -> AskedDetails:
    return asked_details(catalogue, catalogue.services[service], details, law, alone=alone)


def test_what_nothing_at_hand_answers_is_said_to_be_absent(catalogue: Catalogue) -> None:
    found = asked(catalogue, "vaccination", [Detail.PAPERS, Detail.DATE])
    assert found.absent == (Detail.PAPERS, Detail.DATE)
    assert {one.support for one in found.asked} == {Support.ABSENT}


def test_the_entry_answers_whom_to_turn_to_and_the_law_the_fee(catalogue: Catalogue) -> None:
    fee = fact_for(catalogue, "vaccination", Detail.FEE)
    found = asked(catalogue, "vaccination", [Detail.DEPARTMENT, Detail.FEE], [fee.id])
    assert [one.answered for one in found.asked] == [True, True]
    assert found.asked[0].support is catalogue.services["vaccination"].support
    assert found.asked[1].support is catalogue.support_of(fee)


def test_details_keep_the_order_in_which_they_were_asked(catalogue: Catalogue) -> None:
    details = [Detail.FEE, Detail.PAPERS, Detail.DEPARTMENT]
    assert [one.detail for one in asked(catalogue, "vaccination", details).asked] == details


def test_a_fact_about_another_service_settles_no_detail_of_this_one(catalogue: Catalogue) -> None:
    foreign = next(
        fact
        for fact in catalogue.facts.values()
        if Detail.FEE in fact.answers and "housing" not in fact.services
    )
    found = asked(
        catalogue,
        "vaccination" if "vaccination" not in foreign.services else "housing",
        [Detail.FEE],
        [foreign.id],
    )
    assert found.absent == (Detail.FEE,)
    assert found.facts == ()


def test_a_bare_follow_up_finds_the_fact_by_what_it_asks(catalogue: Catalogue) -> None:
    found = asked(catalogue, "vaccination", [Detail.FEE], alone=True)
    assert [Detail.FEE in fact.answers for fact in found.facts] == [True]
    assert found.absent == ()


def test_a_bare_follow_up_about_whom_to_ask_needs_no_law(catalogue: Catalogue) -> None:
    found = asked(catalogue, "vaccination", [Detail.DEPARTMENT], alone=True)
    assert found.facts == ()
    assert found.absent == ()


def test_where_no_detail_was_heard_the_fact_found_says_what_it_answers(
    catalogue: Catalogue,
) -> None:
    fee = fact_for(catalogue, "vaccination", Detail.FEE)
    found = asked(catalogue, "vaccination", (), [fee.id])
    assert [one.detail for one in found.asked] == [fee.answers[0]]


def test_an_area_of_which_the_report_says_nothing_answers_not_even_whom_to_ask(
    catalogue: Catalogue,
) -> None:
    found = asked(catalogue, "housing", [Detail.DEPARTMENT, Detail.STEPS])
    assert found.absent == (Detail.DEPARTMENT, Detail.STEPS)


@pytest.mark.parametrize("detail", list(Detail))
def test_every_detail_of_every_service_is_either_answered_with_a_support_or_absent(
    catalogue: Catalogue, detail: Detail
) -> None:
    for service in catalogue.services:
        [one] = asked(catalogue, service, [detail]).asked
        assert one.answered is (one.support is not Support.ABSENT)


def test_beside_another_service_only_the_facts_of_this_one_are_told(catalogue: Catalogue) -> None:
    fact = fact_for(catalogue, "vaccination", Detail.FEE)
    doctor = catalogue.services["family-doctor"]
    alone = asked_details(catalogue, doctor, (), [fact.id])
    beside = asked_details(catalogue, doctor, (), [fact.id], beside=True)
    assert alone.facts
    assert not beside.facts


def test_a_fact_of_another_service_first_of_all_answers_no_detail_of_this_one(
    catalogue: Catalogue,
) -> None:
    shared = [
        (service, detail)
        for service in catalogue.services
        for fact in catalogue.facts_of(service)
        for detail in fact.answers
        if fact.services[0] != service
    ]
    assert shared
    for service, detail in shared:
        found = asked(catalogue, service, [detail], alone=True)
        assert all(fact.services[0] == service for fact in found.facts)
