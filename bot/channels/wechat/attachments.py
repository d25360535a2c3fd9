"""Photos: fetched from WeChat, cleaned, kept with the request they belong to.

Until the request is known only WeChat's name of a photo is noted: WeChat keeps it for three days.
"""

from __future__ import annotations

import logging

from actions.requests import RequestDesk
from bot.channels.photos_of_notices import PhotosOfNotices
from bot.channels.request_files import RequestFiles
from bot.channels.wechat.api import WeChatApi
from bot.channels.wechat.chat_store import CHANNEL, ChatStore
from bot.channels.wechat.choices import Choice
from bot.channels.wechat.errors import CallFailedError
from bot.channels.wechat.texts import texts

logger = logging.getLogger("tongxing.web.wechat")

ATTACH = "!attach "
"""How the payload of a choice begins that says which request photos belong to."""


class Attachments:
    """Takes photos to requests."""

    def __init__(
        self, desk: RequestDesk, memory: ChatStore, api: WeChatApi, longest_image_edge: int
    ) -> None:
        """Take the store, the notes, the server, and how large photos are kept, in pixels."""
        self._files = RequestFiles(desk, CHANNEL, longest_image_edge)
        self._photos = PhotosOfNotices()
        self._largest = desk.settings.attachments.max_bytes
        self._memory = memory
        self._api = api

    async def take(self, person: str, media: str) -> tuple[str, list[Choice]]:
        """Take a photo as far as it can go now; return what to say and what can be chosen."""
        words = texts().picture
        if media not in self._memory.pictures(person):
            self._memory.keep_picture(person, media)
        if self._memory.asks_for(person):
            return words.waiting_form, []
        numbers = await self._files.open_numbers(person)
        if len(numbers) == 1:
            return "\n".join(await self.attach_waiting(person, numbers[0])), []
        seen = await self._notice(media)
        if numbers:
            choices = [Choice(number, f"{ATTACH}{number}") for number in numbers]
            return f"{seen}{words.which}", choices
        return f"{seen}{words.waiting}", []

    async def _notice(self, media: str) -> str:
        """Return what a notice is about, on a line of its own; empty where none is seen."""
        try:
            content = await self._api.media(media, self._largest)
        except CallFailedError:  # it is tried again, and told, when it is attached
            return ""
        said = await self._photos.told(content)
        return f"{said}\n" if said else ""

    async def attach_waiting(self, person: str, number: str) -> list[str]:
        """Keep every photo that waits with one of the person's own requests; return what to say."""
        if number not in await self._files.open_numbers(person):
            return []
        waiting = self._memory.pictures(person)
        self._memory.drop_pictures(person)
        said = [await self._attach(number, media) for media in waiting]
        return list(dict.fromkeys(said))

    async def _attach(self, number: str, media: str) -> str:
        words = texts().picture
        try:
            content = await self._api.media(media, self._largest)
        except CallFailedError as error:
            logger.warning("wechat: a photo could not be fetched (%s)", error.code)
            return words.failed
        return await self._files.keep(number, content, words)
