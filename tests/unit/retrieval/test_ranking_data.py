from __future__ import annotations

from knowledge.catalogue import load_catalogue
from knowledge.retrieval.entries import entry_passages, entry_wordings
from knowledge.retrieval.ranking import load_ranking, question_words


def test_no_signal_counts_against_a_passage():
    assert all(weight >= 0 for weight in load_ranking().second_pass.model_dump().values())


def test_words_that_only_ask_are_cut_longest_first():
    assert question_words().sub(" ", "为什么要打疫苗") == " 要打疫苗"


def test_a_service_without_content_is_no_passage():
    catalogue = load_catalogue()
    ids = {passage.id for passage in entry_passages(catalogue)}
    assert "housing" not in ids
    assert {"vaccination", "health-services"} <= ids


def test_no_two_entries_share_an_id():
    ids = [passage.id for passage in entry_passages(load_catalogue())]
    assert len(ids) == len(set(ids))


def test_entries_are_cited_with_their_source():
    catalogue = load_catalogue()
    for passage in entry_passages(catalogue):
        assert passage.issuer
        assert passage.locator
        assert passage.document_id == passage.id


def test_wordings_belong_to_known_entries():
    catalogue = load_catalogue()
    known = {*catalogue.services, *catalogue.measures, *catalogue.document}
    assert set(entry_wordings(catalogue)) <= known
