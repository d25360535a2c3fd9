"""What a tapped button does."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Any

from telegram import CallbackQuery, Message, Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes

from actions.requests import find_number
from bot.channels.telegram import faq
from bot.channels.telegram.chat_store import CHANNEL
from bot.channels.telegram.conversation import TelegramConversation, converse
from bot.channels.telegram.keyboards import Does, Tap
from bot.channels.telegram.texts import texts
from bot.dialogue.commands import find_command

_LASTING = ("service", "area", "request", "check", "status", "privacy", "export", "human")
_REMEMBERED = 5_000


class Callbacks:
    """Handles the buttons under messages of private chats."""

    def __init__(self, conversation: TelegramConversation) -> None:
        """Take the parts."""
        self._conversation = conversation
        # A question is answered once: (chat, message) → the tap that did.
        self._answered: OrderedDict[tuple[int, int], str] = OrderedDict()

    def add_to(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Register the handler."""
        application.add_handler(CallbackQueryHandler(self._tapped))

    async def _tapped(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        assert query is not None, "the handler lets taps through only"
        chat = query.from_user.id
        known = self._conversation.voice.keyboards.meaning(chat, query.data or "")
        message = query.message
        if known is None or message is None or message.chat.id != chat:
            # Also a tap in a group on something that was forwarded there.
            await self._conversation.voice.toast(query.id, texts().old_button, alert=True)
            return
        does, payload = known
        if does != "own" and self._is_once(payload):
            if not self._first(chat, message.message_id, query.id):
                await self._conversation.voice.toast(query.id, texts().already_chosen)
                return
            await self._conversation.voice.toast(query.id, _title(query))
            await self._conversation.voice.without_buttons(chat, message.message_id)
        elif not payload.startswith("unhelpful"):
            await self._conversation.voice.toast(query.id)
        await self._do(query, does, payload)

    async def _do(self, query: CallbackQuery, does: Does, payload: str) -> None:
        chat = query.from_user.id
        place = query.message.message_id if isinstance(query.message, Message) else None
        if does == "own":
            await self._own(query, chat, payload, place)
            return
        turns = does == "turns"
        extra = faq.back_to_area(self._conversation.knowledge.catalogue, payload) if turns else []
        await converse(
            self._conversation,
            chat,
            text=_title(query),
            payload=payload,
            delivery=f"tap-{query.id}",
            instead_of=place if turns else None,
            extra=extra,
        )

    async def _own(self, query: CallbackQuery, chat: int, payload: str, place: int | None) -> None:
        conversation, catalogue = self._conversation, self._conversation.knowledge.catalogue
        name, _, argument = payload.partition(" ")
        match name:
            case faq.AREAS:
                await faq.show_areas(conversation.voice, catalogue, chat, place)
            case faq.AREA:
                await faq.show_area(conversation.voice, catalogue, chat, argument, place)
            case "unhelpful":
                await self._unhelpful(query, chat, argument)
            case "file":
                if number := find_number(argument):
                    await conversation.attachments.attach_waiting(chat, number)

    async def _unhelpful(self, query: CallbackQuery, chat: int, service: str) -> None:
        words = texts()
        message = query.message
        if message is None or not self._first(chat, message.message_id, query.id):
            await self._conversation.voice.toast(query.id, words.already_chosen)
            return
        if service in self._conversation.knowledge.catalogue.services:
            self._conversation.count_unhelpful(f"service/{service}")
            await asyncio.to_thread(self._conversation.dialogue.note_unhelpful, f"{CHANNEL}:{chat}")
        await self._conversation.voice.toast(query.id, words.unhelpful_noted)
        taps = [Tap(words.buttons.request, "/request"), Tap(words.buttons.human, "/human")]
        await self._conversation.voice.say(chat, words.unhelpful, taps)

    def _is_once(self, payload: str) -> bool:
        """Tell an answer to a question from a door that may be opened again."""
        command = find_command(payload, self._conversation.knowledge.catalogue)
        return command is None or command.name not in _LASTING

    def _first(self, chat: int, message: int, query: str) -> bool:
        """Tell whether nobody answered this question before; the same tap may come again."""
        answered = self._answered.setdefault((chat, message), query)
        while len(self._answered) > _REMEMBERED:
            self._answered.popitem(last=False)
        return answered == query


def _title(query: CallbackQuery) -> str:
    """Return what stands on the button that was tapped."""
    markup = query.message.reply_markup if isinstance(query.message, Message) else None
    rows = markup.inline_keyboard if markup else ()
    buttons = (button for row in rows for button in row)
    return next((button.text for button in buttons if button.callback_data == query.data), "")
