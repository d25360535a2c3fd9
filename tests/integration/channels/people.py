"""One person at each channel, seen alike: what is said, heard, chosen, sent and told later."""

from __future__ import annotations

import itertools
import io
import secrets
from typing import Any, Protocol

import account
import httpx
import pytest
from fastapi import FastAPI
from installation import Installation
from parent import Parent, settled, until
from PIL import Image
from requests_of_tests import submitted
from wechat_server import TEXT_BYTES

from actions.requests import RequestDesk
from bot.channels.splitting import MESSAGE
from bot.channels.terminal import chat as terminal
from bot.channels.wechat.messages import read_xml

_numbers = itertools.count(1)


class SomebodyAt(Protocol):
    """A person in front of one channel."""

    channel: str
    address: str
    desk: RequestDesk
    longest: int | None
    """The longest message of the channel, in its own measure; ``None`` when there is no limit."""

    async def says(self, *texts: str) -> list[str]:
        """Say something, one after the other without waiting, and return what is heard."""
        ...

    async def repeats(self, text: str) -> list[list[str]]:
        """Have the same message delivered twice; return what is heard after each."""
        ...

    async def is_told(self, count: int) -> list[str]:
        """Return news of requests, once there are so many."""
        ...

    async def sends(self, photo: bytes) -> list[str]:
        """Send a photo and return what is heard."""
        ...


def opened_by(person: SomebodyAt, need: str = "娃儿读书报名") -> str:
    """Open a request in a person's name and return its number."""
    said = {"channel": person.channel, "reply_address": person.address}
    return submitted(person.desk, need=need, **said).number


class AtTelegram:
    channel = "telegram"
    longest = MESSAGE

    def __init__(self, installation: Installation) -> None:
        self.parent: Parent = installation.parent()
        self.address = str(self.parent.id)
        self.desk = installation.desk
        self._read = 0

    async def says(self, *texts: str) -> list[str]:
        for text in texts:
            self.parent.says(text)
        return await self._heard()

    async def repeats(self, text: str) -> list[list[str]]:
        number = self.parent.says(text)
        first = await self._heard()
        message = self.parent.message(text=text, message_id=1)
        self.parent.bot.enqueue(update_id=number, message=message)
        await settled(self.parent.bot)
        return [first, self._new()]

    async def is_told(self, count: int) -> list[str]:
        await until(lambda: len(self._shown()) >= self._read + count)
        return self._new()

    async def sends(self, photo: bytes) -> list[str]:
        file = f"photo-{next(_numbers)}"
        self.parent.bot.files[file] = photo
        with Image.open(io.BytesIO(photo)) as picture:
            width, height = picture.size
        size = {"file_id": file, "file_unique_id": file, "width": width, "height": height}
        self.parent.sends(photo=[{**size, "file_size": len(photo)}])
        return await self._heard()

    async def _heard(self) -> list[str]:
        await until(lambda: len(self._shown()) > self._read)
        await settled(self.parent.bot)
        return self._new()

    def _shown(self) -> list[Any]:
        return self.parent.bot.in_chat(self.parent.id)

    def _new(self) -> list[str]:
        found = [message.text for message in self._shown()[self._read :]]
        self._read += len(found)
        return found


class AtWeChat:
    channel = "wechat"
    longest = TEXT_BYTES

    def __init__(self, installed: account.Installed) -> None:
        self.address = f"oSomebody{next(_numbers)}"
        self.person = account.Person(installed, self.address)
        self._read = 0
        self.desk = installed.desk

    async def says(self, *texts: str) -> list[str]:
        return [await self._heard(await self.person.says(text)) for text in texts]

    async def repeats(self, text: str) -> list[list[str]]:
        body = account.xml_of(self.address, "text", {"Content": text})
        first, second = [(await self.person.delivers(body)).text for _ in range(2)]
        heard = await self._heard(read_xml(first)["Content"])
        return [[heard], [] if second == "success" else [second]]

    async def is_told(self, count: int) -> list[str]:
        told = (await self.person.hears(self._read + count))[self._read :]
        self._read += len(told)
        return told

    async def sends(self, photo: bytes) -> list[str]:
        media = f"m{next(_numbers)}"
        self.person.installed.account.media[media] = photo
        reply = await self.person.sends("image", MediaId=media, PicUrl="https://x.example")
        return [await self._heard(reply)]

    async def _heard(self, reply: str) -> str:
        """Return the reply, or the message that follows when it took longer than WeChat waits."""
        return (await self.is_told(1))[0] if reply.startswith("请稍候") else reply


class AtTheTerminal:
    channel = "terminal"
    longest = None

    def __init__(self, app: FastAPI) -> None:
        site = app.state.site
        self.address = f"somebody-{secrets.token_hex(8)}"
        self.desk: RequestDesk = site.desk
        self._person = terminal.Person(site.dialogue, site.desk, self.address)

    async def says(self, *texts: str) -> list[str]:
        turns = [await self._person.says(text) for text in texts]
        return [reply["text"] for turn in turns for reply in turn.replies]

    async def repeats(self, text: str) -> list[list[str]]:
        pytest.skip("a line that is typed arrives once")

    async def is_told(self, count: int) -> list[str]:
        self.desk.outbox.deliver_due(self.desk.local_ways())
        return self._person.news()

    async def sends(self, photo: bytes) -> list[str]:
        pytest.skip("no photo can be typed")


class AtTheWeb:
    channel = "web"
    longest = None

    def __init__(self, app: FastAPI) -> None:
        self.address = secrets.token_hex(16)
        self.desk: RequestDesk = app.state.site.desk
        self._pages = httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://127.0.0.1", timeout=60
        )

    async def says(self, *texts: str) -> list[str]:
        return [one for text in texts for one in await self._turn(text, secrets.token_hex(8))]

    async def repeats(self, text: str) -> list[list[str]]:
        number = secrets.token_hex(8)
        first, second = [await self._turn(text, number) for _ in range(2)]
        # The page shows the replies of a repeated message once; here the same came back.
        return [first, [] if second == first else second]

    async def is_told(self, count: int) -> list[str]:
        self.desk.outbox.deliver_due(self.desk.local_ways())
        headers = {"X-Conversation": self.address}
        found = (await self._pages.get("/api/chat/updates", headers=headers)).json()["updates"]
        assert len(found) >= count
        return [one["text"] for one in found]

    async def sends(self, photo: bytes) -> list[str]:
        (case,) = self.desk.requests_of(f"web:{self.address}")
        proof = self.desk.link_proof(case.number)
        page = await self._pages.post(
            "/track/attach",
            data={"number": case.number, "check": proof},
            files={"file": ("photo.jpg", photo, "image/jpeg")},
            follow_redirects=True,
        )
        return [page.text]

    async def _turn(self, text: str, number: str) -> list[str]:
        body = {"sender": self.address, "message": text, "message_id": number}
        replies = (await self._pages.post("/api/chat", json=body)).json()["replies"]
        return [reply["text"] for reply in replies]
