from __future__ import annotations

import asyncio
import json
import uuid
from typing import Any

import httpx
import pytest
from dialogue_servers import Servers

from actions.requests import RequestDesk

pytestmark = pytest.mark.slow


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
    begun = [await _begin(servers, sender, text) for text in said]
    turns = [await _turn_of(*connection) for connection in begun]
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
    turns = await _say_all(servers, said)
    assert [turn["meta"]["services"] for turn in turns] == [[wanted[text]] for _, text in said]
    assert not any(turn["meta"]["degraded"] for turn in turns)


_BETWEEN_TWO = 0.5


async def _begin(
    servers: Servers, sender: str, text: str
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Send a message without waiting for its answer, only until the server has begun to hear it.

    The server asks for the body (100 Continue) when it begins. Nothing tells from outside that a
    message has its place in the row, so the next is as far behind as a quick thumb.
    """
    body = json.dumps({"sender": sender, "message": text}).encode()
    lines = [
        *("POST /api/chat HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json"),
        *(f"Content-Length: {len(body)}", "Expect: 100-continue", "Connection: close"),
    ]
    answer, request = await asyncio.open_connection("127.0.0.1", servers.port)
    request.write("\r\n".join([*lines, "", ""]).encode())
    assert b" 100 " in await answer.readuntil(b"\r\n\r\n")
    request.write(body)
    await asyncio.sleep(_BETWEEN_TWO)
    return answer, request


async def _turn_of(answer: asyncio.StreamReader, request: asyncio.StreamWriter) -> dict[str, Any]:
    head = await answer.readuntil(b"\r\n\r\n")
    assert b" 200 " in head.splitlines()[0]
    assert b"content-length" in head.lower()
    turn: dict[str, Any] = json.loads(await answer.read())
    request.close()
    return turn


async def _say_all(servers: Servers, said: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Send messages all at once."""
    address = f"http://127.0.0.1:{servers.port}/api/chat"
    async with httpx.AsyncClient(timeout=60, trust_env=False) as client:

        async def say(sender: str, text: str) -> dict[str, Any]:
            response = await client.post(address, json={"sender": sender, "message": text})
            turn: dict[str, Any] = response.raise_for_status().json()
            return turn

        return await asyncio.gather(*(say(sender, text) for sender, text in said))
