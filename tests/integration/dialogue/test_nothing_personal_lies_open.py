"""After conversations and forms, no file of the state folder holds what a parent confided."""

from __future__ import annotations

import json
import secrets

import httpx
import pytest
from dialogue_servers import Servers

NAME, CHILD, PHONE = "欧阳秋霜", "欧阳晓池", "13712345678"
ADDRESS, ACCOUNT, CARD = "花果园大街88号3栋2单元1204", "qiushuang_0851", "520102201801011234"
NEED = "娃七岁了，夜里总是哭着说不想去那个学校"
KEYCAPS = "".join(f"{digit}\ufe0f\u20e3" for digit in PHONE)
SPELT = (PHONE, f"{PHONE[:3]},{PHONE[3:7]},{PHONE[7:]}", "一三七一二三四五六七八", KEYCAPS)

CONVERSATION = (
    f"您好，我叫{NAME}，娃叫{CHILD}，想问打疫苗找哪个",
    f"我住南明区{ADDRESS}，微信号{ACCOUNT}，身份证{CARD}",
    *(f"打我这个电话嘛 {spelt}" for spelt in SPELT),
    "我要提交诉求",
    NEED,
    "7岁",
    "南明区",
    NAME,
    PHONE,
    "都对，我同意保存",
    "查进度",
)
FORM = {
    "need": NEED,
    "county": "南明区",
    "contact_name": NAME,
    "contact_phone": PHONE,
    "key": secrets.token_hex(16),
}


@pytest.fixture(scope="module")
def kept(servers: Servers) -> list[tuple[str, bytes]]:
    """Every file after a conversation, a half-filled form, and a number looked for in vain."""
    sender = secrets.token_hex(16)
    told = [servers.say(sender, message) for message in CONVERSATION]
    assert any(turn["meta"]["request"] for turn in told), "no request was opened"
    url = f"http://127.0.0.1:{servers.port}"
    with httpx.Client(base_url=url, trust_env=False, follow_redirects=True, timeout=30) as pages:
        assert pages.post("/request", data=FORM).is_success
        pages.post("/track", data={"number": PHONE, "check": NAME})
        pages.get("/search", params={"q": f"{NAME} {PHONE} 打疫苗"})
    files = sorted(path for path in servers.config.home.rglob("*") if not path.is_symlink())
    return [(path.name, path.read_bytes()) for path in files if path.is_file()]


@pytest.mark.parametrize(
    "confided",
    [NAME, CHILD, *SPELT, ADDRESS, ACCOUNT, CARD, NEED[5:]],
    ids=[
        "name",
        "child",
        "phone",
        "commas",
        "numerals",
        "keycaps",
        "address",
        "wechat",
        "id",
        "need",
    ],
)
def test_what_a_parent_confided_lies_open_in_no_file(
    confided: str, kept: list[tuple[str, bytes]]
) -> None:
    spellings = {confided.encode(), json.dumps(confided)[1:-1].encode()}
    found = [name for name, content in kept if any(one in content for one in spellings)]
    assert found == []


def test_the_files_that_were_looked_through_are_those_of_the_conversation(
    kept: list[tuple[str, bytes]],
) -> None:
    names = {name for name, _ in kept}
    assert {"dialogue.db", "requests.db", "web.log"} <= names
    assert any(
        b"action_submit_request" in content for name, content in kept if name == "dialogue.db"
    )
