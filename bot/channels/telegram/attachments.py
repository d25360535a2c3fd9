"""Photos and papers: checked, stripped of what they tell beside the picture, kept with a request.

Telegram keeps the file and the bot fetches it when the request is known: until then only its name
is noted, so there is nothing of it here that could be lost or seen. A look at what it is about
keeps nothing either.
"""

from __future__ import annotations

import logging

from telegram import Message
from telegram.error import TelegramError

from actions.requests import RequestDesk
from bot.channels.photos_of_notices import SMALLEST_PAGE, PhotosOfNotices
from bot.channels.request_files import RequestFiles
from bot.channels.telegram.chat_store import CHANNEL, ChatStore
from bot.channels.telegram.keyboards import Tap
from bot.channels.telegram.texts import texts
from bot.channels.telegram.voice import Voice

logger = logging.getLogger("tongxing.web.telegram")

LARGEST = 20_000_000  # what Telegram lets a bot fetch
_MEGABYTE = 1_000_000
_DECLARED = ("image/", "application/pdf")
_DOWNLOAD_SECONDS = 60.0


class Attachments:
    """Takes files in a private chat to the request they belong to."""

    def __init__(
        self, desk: RequestDesk, memory: ChatStore, voice: Voice, longest_image_edge: int
    ) -> None:
        """Take the store, the notes, the voice, and how large photos are kept, in pixels."""
        self._files = RequestFiles(desk, CHANNEL, longest_image_edge)
        self._photos = PhotosOfNotices()
        self._memory = memory
        self._voice = voice
        self._largest = min(LARGEST, desk.settings.attachments.max_bytes)

    async def take(self, message: Message, *, in_form: bool) -> None:
        """Take the photo or document of a message as far as it can go now."""
        chat, words = message.chat.id, texts().paper
        problem = self._problem(message)
        if problem:
            await self._voice.say(chat, problem)
            return
        waiting = self._memory.files(chat)
        file = _file_of(message)
        if file not in waiting:
            self._memory.keep_file(chat, file)
        if in_form:
            await self._voice.say(chat, words.waiting_form)
            return
        numbers = await self._files.open_numbers(str(chat))
        if len(numbers) == 1:
            await self.attach_waiting(chat, numbers[0])
            return
        if _may_be_page(message):
            await self._tell_notice(chat, file)
        if waiting and file not in waiting:
            await self._voice.say(chat, words.more)
        elif numbers:
            taps = [Tap(number, f"file {number}", "own") for number in numbers]
            await self._voice.say(chat, words.which, taps)
        else:
            taps = [Tap(texts().buttons.request, "/request")]
            await self._voice.say(chat, words.waiting, taps)

    async def _tell_notice(self, chat: int, file: str) -> None:
        """Say what a notice is about, where one is seen in the file."""
        try:
            content = await self._fetch(file)
        except TelegramError:  # it is tried again, and told, when it is attached
            return
        said = await self._photos.told(content) if content else None
        if said:
            await self._voice.say(chat, said)

    async def attach_waiting(self, chat: int, number: str) -> None:
        """Keep every file that waits in this chat with one of the chat's own requests."""
        for file in self._memory.files(chat):
            if number not in await self._files.open_numbers(str(chat)):
                return
            said = await self._attach(number, file)
            self._memory.drop_file(chat, file)
            await self._voice.say(chat, said)

    async def _attach(self, number: str, file: str) -> str:
        """Return what to say of it."""
        words = texts().paper
        try:
            content = await self._fetch(file)
        except TelegramError as error:
            logger.warning("telegram: a file could not be fetched (%s)", type(error).__name__)
            return words.failed
        if content is None:
            return words.too_large.format(size=self._largest // _MEGABYTE)
        return await self._files.keep(number, content, words)

    async def _fetch(self, file: str) -> bytes | None:
        """Return the file, ``None`` when it is larger than it was said to be."""
        described = await self._voice.bot.get_file(file)
        if (described.file_size or 0) > self._largest:
            return None
        return bytes(await described.download_as_bytearray(read_timeout=_DOWNLOAD_SECONDS))

    def _problem(self, message: Message) -> str | None:
        """Return what is wrong with a file before it is fetched; its content is checked later."""
        words, document = texts().paper, message.document
        declared = document.mime_type if document else None
        if declared and not declared.startswith(_DECLARED):
            return words.wrong_kind
        size = document.file_size if document else message.photo[-1].file_size
        if (size or 0) > self._largest:
            return words.too_large.format(size=self._largest // _MEGABYTE)
        return None


def _may_be_page(message: Message) -> bool:
    """Tell a file that may be a page of letters; of a document nothing is known yet."""
    return message.document is not None or _largest_edge(message) >= SMALLEST_PAGE


def _largest_edge(message: Message) -> int:
    return max(message.photo[-1].width, message.photo[-1].height)


def _file_of(message: Message) -> str:
    # Of a photo Telegram offers several sizes, the largest last.
    return message.document.file_id if message.document else message.photo[-1].file_id
