from __future__ import annotations

import pytest
from request_samples import new_request

from actions.requests import Actor, RequestDesk
from bot.dialogue.exporting import export_texts
from bot.dialogue.message import Incoming

PERSONAL = ("王小明", "13800138000", "公办小学")


def told(desk: RequestDesk, sender: str, check: str | None = None, channel: str = "web") -> str:
    message = Incoming(sender, "导出我的信息", channel=channel)
    return "\n".join(export_texts(message, check, desk))


@pytest.mark.parametrize("sender", ["u1", "1", "aaaaaaaaaaaaaaaaaaaaaaaa", "王女士的手机"])
def test_whoever_guesses_an_id_is_told_nothing_personal(desk: RequestDesk, sender: str) -> None:
    case = desk.submit(new_request(reply_address=sender), by=Actor.parent())
    text = told(desk, sender)
    assert case.number in text
    assert "查询码" in text
    assert not any(word in text for word in PERSONAL)
    assert not any(word in told(desk, sender, "000000") for word in PERSONAL)


def test_the_code_of_a_request_is_a_proof(desk: RequestDesk) -> None:
    case = desk.submit(new_request(reply_address="u1"), by=Actor.parent())
    text = told(desk, "u1", case.check_code)
    assert all(word in text for word in PERSONAL)
    assert "遮住" not in text
    # The end of the phone number is known to many.
    assert not any(word in told(desk, "u1", "8000") for word in PERSONAL)


def test_an_id_nobody_guesses_and_a_messengers_word_are_proofs(desk: RequestDesk) -> None:
    secret = "3f9a27c1d04be86552a7c1d90fe34b68"
    desk.submit(new_request(reply_address=secret), by=Actor.parent())
    desk.submit(new_request(reply_address="42", channel="telegram"), by=Actor.parent())
    assert "13800138000" in told(desk, secret)
    assert "13800138000" in told(desk, "42", channel="telegram")
