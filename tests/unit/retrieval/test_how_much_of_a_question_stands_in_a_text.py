from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.retrieval.phrases import covered, longest_shared

TEXTS = st.text(alphabet="孩子入学疫苗ab 1", max_size=30)


def test_the_longest_piece_may_stand_anywhere():
    assert longest_shared("孩子打疫苗", "现在打疫苗不要钱") == 3


def test_nothing_shared_is_zero():
    assert longest_shared("低保", "疫苗") == 0
    assert longest_shared("", "疫苗") == 0


@given(TEXTS, TEXTS)
def test_the_longest_piece_is_what_trying_all_pieces_gives(question, text):
    pieces = (
        len(question[i:j])
        for i in range(len(question))
        for j in range(i + 1, len(question) + 1)
        if question[i:j] in text
    )
    assert longest_shared(question, text) == max(pieces, default=0)


def test_coverage_is_the_share_of_information():
    assert covered({"疫苗": 3.0, "接种": 1.0}, "打疫苗") == 0.75


def test_a_question_without_terms_covers_nothing():
    assert covered({}, "打疫苗") == 0.0
