"""Photos and documents sent through a messenger: cleaned, and kept with the parent's request."""

from __future__ import annotations

import asyncio
from typing import Protocol

from actions.requests import Actor, IllegalMoveError, InvalidFieldError, RequestDesk
from actions.requests.attachments import AttachmentError, cleaned


class FileTexts(Protocol):
    """A channel's own words for what became of a file."""

    attached: str
    wrong_kind: str
    unreadable: str
    refused: str


class RequestFiles:
    """Keeps the files of one channel's people."""

    def __init__(self, desk: RequestDesk, channel: str, longest_image_edge: int) -> None:
        """Take the desk, the channel, and how large photos are kept, in pixels."""
        self._desk = desk
        self._channel = channel
        self._edge = longest_image_edge

    async def open_numbers(self, address: str) -> list[str]:
        """Return the numbers of somebody's own requests that files can still be added to."""
        return await asyncio.to_thread(self._open_numbers, address)

    async def keep(self, number: str, content: bytes, words: FileTexts) -> str:
        """Keep a file that has been fetched with a request, and return what to say of it."""
        try:
            await asyncio.to_thread(self._keep, number, content)
        except AttachmentError as error:
            return words.wrong_kind if error.problem == "wrong_kind" else words.unreadable
        except (InvalidFieldError, IllegalMoveError) as error:
            return words.refused.format(reason=error)
        return words.attached.format(number=number)

    def _keep(self, number: str, content: bytes) -> None:
        file = cleaned(content, self._edge)
        self._desk.attach(number, file.content, file.name, by=Actor.parent())

    def _open_numbers(self, address: str) -> list[str]:
        is_open = self._desk.cases.lifecycle.is_open
        own = self._desk.requests_of(f"{self._channel}:{address}")
        return [case.number for case in own if is_open(case.status)]
