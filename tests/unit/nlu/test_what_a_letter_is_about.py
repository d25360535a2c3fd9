"""Whether a letter is ours: what its opening, its surest windows and its clearest topic say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nlu.understanding.topics.thresholds import LetterSigns, thresholds

shares = st.floats(min_value=0, max_value=1)


def likelihood(ours: list[float], named: list[float]) -> float:
    return thresholds().letter.likelihood(LetterSigns.of(ours, named))


def test_three_windows_that_are_surely_ours_carry_a_letter_of_many() -> None:
    clear, vague = [0.9, 0.9, 0.9], [0.1] * 6
    few = likelihood([0.6, *clear, *vague], [0.4] * 10)
    none = likelihood([0.6, 0.1, 0.1, 0.1, *vague], [0.4] * 10)
    assert few > thresholds().ours_share_of_letter > none


def test_a_letter_that_names_no_topic_clearly_is_less_likely_ours() -> None:
    ours = [0.6] * 8
    assert likelihood(ours, [0.1] * 8) < likelihood(ours, [0.1] * 7 + [0.9])


def test_a_topic_in_the_opening_counts_beside_the_clearest() -> None:
    ours = [0.6] * 8
    assert likelihood(ours, [0.1] * 7 + [0.9]) < likelihood(ours, [0.9] + [0.1] * 7)


@given(st.lists(shares, min_size=2, max_size=13), st.lists(shares, min_size=2, max_size=13))
def test_any_shares_give_a_likelihood(ours: list[float], named: list[float]) -> None:
    assert 0 < likelihood(ours, named) < 1


@given(st.lists(shares, min_size=3, max_size=13))
def test_more_that_is_ours_never_makes_a_letter_less_likely_ours(ours: list[float]) -> None:
    more = [min(1.0, share + 0.1) for share in ours]
    named = [0.3] * len(ours)
    assert likelihood(more, named) >= likelihood(ours, named) - 1e-9
