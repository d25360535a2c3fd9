from __future__ import annotations

import asyncio
import uuid
from typing import Any

import httpx
import pytest
from dialogue_servers import Servers

from actions.requests import RequestDesk

pytestmark = pytest.mark.slow

_APART_SECONDS = 0.02
"""Less than a turn takes, enough for messages to arrive in the order they were sent."""


def test_the_same_delivery_gives_the_same_turn_and_changes_nothing(
    servers: Servers, sender: str
) -> None:
    servers.say(sender, "帮我反映学校不收娃", "m1")
    first = servers.say(sender, "七岁", "m2")
    assert first["meta"]["asks_for"] == "county"
    assert servers.say(sender, "七岁", "m2") == first
    assert servers.say(sender, "红花岗", "m3")["meta"]["asks_for"] == "contact_name"


def test_a_confirmation_delivered_twice_opens_one_request(
    servers: Servers, sender: str, desk: RequestDesk
) -> None:
    servers.say(sender, "帮我反映学校不收娃，七岁，住红花岗区，我叫李小红，电话13800138000")
    first = servers.say(sender, "都对，同意保存", "yes")
    assert servers.say(sender, "都对，同意保存", "yes") == first
    assert len(desk.requests_of(f"web:{sender}")) == 1


async def test_messages_of_one_parent_are_answered_in_their_order(
    servers: Servers, sender: str
) -> None:
    said = ["帮我反映学校不收娃", "七岁", "红花岗", "李小红", "13800138000", "对", "同意"]
    turns = await _say_all(servers, [(sender, text) for text in said])
    asked = [turn["meta"]["asks_for"] for turn in turns]
    assert asked == [
        *("child_age", "county", "contact_name", "contact_phone", "confirm", "consent", None)
    ]
    assert turns[-1]["meta"]["request"]["opened"] is True


async def test_parents_who_write_at_once_each_get_their_own_answer(servers: Servers) -> None:
    wanted = {
        "崽崽打疫苗归哪个管": "vaccination",
        "低保在这边办得到不": "subsistence-allowance",
        "残疾娃轮椅咋申请": "assistive-devices",
        "家庭医生咋个签约": "family-doctor",
    }
    said = [(uuid.uuid4().hex, text) for text in list(wanted) * 4]
    turns = await _say_all(servers, said, apart=0)
    assert [turn["meta"]["services"] for turn in turns] == [[wanted[text]] for _, text in said]
    assert not any(turn["meta"]["degraded"] for turn in turns)


async def _say_all(
    servers: Servers, said: list[tuple[str, str]], *, apart: float = _APART_SECONDS
) -> list[dict[str, Any]]:
    """Send messages without waiting for the answers to those before."""
    address = f"http://127.0.0.1:{servers.port}/api/chat"
    async with httpx.AsyncClient(timeout=60, trust_env=False) as client:

        async def say(sender: str, text: str) -> dict[str, Any]:
            response = await client.post(address, json={"sender": sender, "message": text})
            turn: dict[str, Any] = response.raise_for_status().json()
            return turn

        running = []
        for sender, text in said:
            running.append(asyncio.create_task(say(sender, text)))
            await asyncio.sleep(apart)
        return await asyncio.gather(*running)
