"""How the words of a question go with those of the pieces of a document."""

from __future__ import annotations

import numpy as np

from knowledge.answers.notices.pairing import PairedPieces, pairing_rules, pooled
from nlu.embedding import Vectors, pack_words, unpack_words
from nlu.embedding.words import projection

WIDTH = projection().nearness.shape[1]


def words(*axes: int) -> Vectors:
    return np.eye(WIDTH, dtype=np.float32)[list(axes)]


def question(*axes: int) -> Vectors:
    """Words that count alike, are as seldom as any and of no kind."""
    kinds = np.zeros((len(axes), projection().kinds.shape[1]), np.float32)
    told = np.tile(np.array([1 / len(axes), 0.5], np.float32), (len(axes), 1))
    return np.hstack([words(*axes), told, kinds])


def test_a_piece_with_the_words_of_the_question_is_bid_more_for() -> None:
    pieces = PairedPieces(words(9), (words(1, 2, 3), words(4, 5), words(1, 6)))
    bids = pieces.bids(question(1, 2))
    assert bids[0] > bids[2] > bids[1]


def test_what_no_piece_has_speaks_against_all_of_them() -> None:
    pieces = PairedPieces(words(9), (words(1, 2), words(3)))
    assert pieces.bids(question(1, 2)).max() > pieces.bids(question(7, 8)).max()


def test_a_piece_is_bid_for_alike_wherever_it_stands() -> None:
    one, other = words(1, 2, 3), words(4)
    asked = question(2, 5)
    there = PairedPieces(words(9), (one, other)).bids(asked)
    back = PairedPieces(words(9), (other, one)).bids(asked)
    assert np.allclose(there, back[::-1])


def test_of_several_details_a_piece_has_the_best_signals() -> None:
    told = pooled([{"shows": 0, "called_otherwise": 1}, {"shows": 1, "called_otherwise": 0}])
    assert told == {"shows": 1, "called_otherwise": 0}


def test_words_travel_with_a_message_and_come_back() -> None:
    given = question(1, 2, 3)
    back = unpack_words(pack_words(given))
    assert back.shape == given.shape
    assert np.allclose(back, given, atol=1e-3)


def test_there_is_a_weight_for_every_input_of_the_network() -> None:
    rules = pairing_rules()
    # The nearness of a word to the piece, to the best one and to the title, how seldom it is and
    # how much it counts; then its kind.
    assert len(rules.inner) == 5 + projection().kinds.shape[1]
    assert {len(row) for row in rules.inner} == {len(rules.outer)} == {len(rules.inner_bias)}
