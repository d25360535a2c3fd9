"""Which questions name a notice by what its title says and few parents say."""

from __future__ import annotations

import pytest

from knowledge.answers.notices.naming import names

LEGAL_AID = "施秉县法律援助中心关于开展冬季讨薪法律援助的公告"


@pytest.mark.parametrize(
    "question", ["老板不给工钱 申请法律援助要几天", "法律援助中心周六上不上班"]
)
def test_a_question_in_the_words_of_the_title_names_the_notice(question: str) -> None:
    assert names(LEGAL_AID, question)


@pytest.mark.parametrize("question", ["施秉读小学要带什么材料", "打疫苗在哪点", "通知哪天出的", ""])
def test_places_and_common_words_of_a_title_name_nothing(question: str) -> None:
    assert not names(LEGAL_AID, question)
