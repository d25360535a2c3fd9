"""What a parent sends in a private chat beside commands: words, places, papers, anything."""

from __future__ import annotations

from typing import Any

from telegram import Message, Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from bot.channels.nearest_counties import nearest_counties
from bot.channels.telegram.conversation import TelegramConversation, converse
from bot.channels.telegram.keyboards import Tap
from bot.channels.telegram.texts import texts

Context = ContextTypes.DEFAULT_TYPE


class Messages:
    """Handlers of everything that is no command and no tap."""

    def __init__(self, conversation: TelegramConversation) -> None:
        """Take the parts."""
        self._conversation = conversation

    def add_to(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Register the handlers, the most particular first."""
        private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
        edited = filters.ChatType.PRIVATE & filters.UpdateType.EDITED_MESSAGE
        moving = filters.VIDEO | filters.VIDEO_NOTE | filters.ANIMATION
        for wanted, handle in (
            (edited, self._edited),
            (private & filters.TEXT, self._text),
            (private & (filters.LOCATION | filters.VENUE), self._place),
            (private & filters.CONTACT, self._contact),
            # An animation carries a document as well, for old clients.
            (private & moving, self._video),
            (private & (filters.PHOTO | filters.Document.ALL), self._paper),
            (private & (filters.VOICE | filters.AUDIO), self._voice),
            (private & filters.Sticker.ALL, self._sticker),
            (private & ~filters.StatusUpdate.ALL, self._unsupported),
        ):
            application.add_handler(MessageHandler(wanted, handle))

    async def _text(self, update: Update, context: Context) -> None:
        await self._converse(_message(update), _message(update).text or "")

    async def _edited(self, update: Update, context: Context) -> None:
        message = update.edited_message
        assert message is not None, "the filters let edits through only"
        noted = self._conversation.memory.chat(message.chat.id)
        if not message.text or noted["last_message"] != message.message_id:
            # A live location moves by edits; nobody waits for an answer to each of them.
            if message.location is None:
                await self._conversation.voice.say(message.chat.id, texts().edited_late)
            return
        text = message.text
        if noted["asks_for"]:
            text = texts().edited_as.format(text=text)
        await self._converse(message, text, edited=True)

    async def _place(self, update: Update, context: Context) -> None:
        message = _message(update)
        location = message.location or (message.venue.location if message.venue else None)
        assert location is not None, "the filters let places through only"
        counties = nearest_counties(location.latitude, location.longitude)
        text = texts().place.nearest if counties else texts().place.far
        await self._conversation.voice.say(
            message.chat.id, text, [Tap(name, name) for name in counties]
        )

    async def _contact(self, update: Update, context: Context) -> None:
        message = _message(update)
        assert message.contact is not None, "the filters let contacts through only"
        if self._asked(message) is None:
            taps = [Tap(texts().buttons.request, "/request")]
            await self._conversation.voice.say(message.chat.id, texts().contact.not_asked, taps)
            return
        text = texts().contact.as_text.format(phone=message.contact.phone_number)
        await self._converse(message, text)

    async def _paper(self, update: Update, context: Context) -> None:
        message = _message(update)
        await self._conversation.attachments.take(message, in_form=self._asked(message) is not None)
        if message.caption:
            await self._converse(message, message.caption)

    async def _voice(self, update: Update, context: Context) -> None:
        await self._conversation.voice.say(_message(update).chat.id, texts().voice)

    async def _video(self, update: Update, context: Context) -> None:
        await self._conversation.voice.say(_message(update).chat.id, texts().video)

    async def _sticker(self, update: Update, context: Context) -> None:
        await self._conversation.voice.say(_message(update).chat.id, texts().sticker)

    async def _unsupported(self, update: Update, context: Context) -> None:
        await self._conversation.voice.say(_message(update).chat.id, texts().unsupported)

    async def _converse(self, message: Message, text: str, *, edited: bool = False) -> None:
        chat, number = message.chat.id, message.message_id
        changed = message.edit_date.timestamp() if edited and message.edit_date else 0
        delivery = f"{number}-{changed:.0f}"
        # Before the turn: what that may forget must not be noted again after it.
        self._conversation.memory.note(chat, last_message=number)
        await converse(self._conversation, chat, text=text, delivery=delivery)

    def _asked(self, message: Message) -> str | None:
        field: str | None = self._conversation.memory.chat(message.chat.id)["asks_for"]
        return field


def _message(update: Update) -> Message:
    assert update.message is not None, "the filters let messages through only"
    return update.message
