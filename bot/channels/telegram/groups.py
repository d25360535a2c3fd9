"""Groups, channels, comings and goings: nothing personal outside private chats."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import Any

from telegram import (
    ChatMember,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    ReplyParameters,
    Update,
)
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import (
    Application,
    ChatMemberHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.channels.telegram.commands import is_for
from bot.channels.telegram.conversation import TelegramConversation
from bot.channels.telegram.formatting import as_messages
from bot.channels.telegram.texts import texts
from bot.dialogue.commands import commands as dialogue_commands
from bot.dialogue.withholding import withheld
from nlu.understanding.facts import extract_facts
from nlu.understanding.topics.reading import Kind
from nlu.understanding.wording import clean

logger = logging.getLogger("tongxing.web.telegram")

Context = ContextTypes.DEFAULT_TYPE
_SAID_IN_PUBLIC = (Kind.POLICY, Kind.CRISIS, Kind.OUT_OF_SCOPE, Kind.SMALLTALK)
_OUT = (ChatMember.BANNED, ChatMember.LEFT)


class GroupChats:
    """Handlers for everything that does not happen in a private chat."""

    def __init__(self, conversation: TelegramConversation) -> None:
        """Take the parts."""
        self._conversation = conversation

    def add_to(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Register the handlers."""
        groups = filters.ChatType.GROUPS & filters.UpdateType.MESSAGE
        add = application.add_handler
        add(MessageHandler(filters.StatusUpdate.MIGRATE, self._migrated))
        add(MessageHandler(groups & filters.COMMAND, self._command_in_group))
        add(MessageHandler(groups & filters.TEXT, self._in_group))
        add(MessageHandler(groups & filters.CAPTION, self._paper_in_group))
        add(MessageHandler(filters.UpdateType.CHANNEL_POSTS, self._in_channel))
        add(ChatMemberHandler(self._membership, ChatMemberHandler.MY_CHAT_MEMBER))

    async def _in_group(self, update: Update, context: Context) -> None:
        """Answer a question of policy that was put to the bot; talk among others is not for it."""
        message = _message(update)
        name = f"@{context.bot.username}"
        if not self._is_for_the_bot(message, name, context.bot.id):
            return
        text = clean((message.text or "").replace(name, " "))
        facts = extract_facts(text)
        answer = await asyncio.to_thread(self._conversation.knowledge.ask, text)
        answer = withheld(answer, self._conversation.desk.switches)
        if facts.contact_phone or facts.request_number or answer.kind not in _SAID_IN_PUBLIC:
            await self._in_private(update, context)
            return
        pieces = as_messages(answer.text)
        for piece in pieces:
            markup = self._private_link(context) if piece is pieces[-1] else None
            await _answer(message, piece, markup)

    async def _paper_in_group(self, update: Update, context: Context) -> None:
        """A paper is something personal, whatever is written under it."""
        if self._is_for_the_bot(_message(update), f"@{context.bot.username}", context.bot.id):
            await self._in_private(update, context)

    async def _command_in_group(self, update: Update, context: Context) -> None:
        """In a group only a command of ours is for us: others belong to other bots or to nobody."""
        message = _message(update)
        name, _, called = (message.text or "").split(maxsplit=1)[0].lstrip("/").partition("@")
        ours = {*texts().commands, *dialogue_commands(), "start"}
        if is_for(message, context.bot.username) and (called or name.lower() in ours):
            await self._in_private(update, context)

    async def _in_private(self, update: Update, context: Context) -> None:
        await _answer(_message(update), texts().group.private, self._private_link(context))

    async def _in_channel(self, update: Update, context: Context) -> None:
        """Nobody can be answered in a channel."""
        if update.effective_chat is not None:
            await self._leave(update.effective_chat.id, context)

    async def _migrated(self, update: Update, context: Context) -> None:
        """A group became another one; nothing of it is kept but that it is gone."""
        message = update.effective_message
        if message is not None and message.migrate_to_chat_id is not None:
            self._conversation.memory.note_reach(message.chat.id, "migrated")
            logger.info("telegram: a group moved")

    async def _membership(self, update: Update, context: Context) -> None:
        change = update.my_chat_member
        assert change is not None, "the handler lets memberships through only"
        chat, is_out = change.chat, change.new_chat_member.status in _OUT
        match chat.type:
            case ChatType.PRIVATE:
                self._conversation.memory.note_reach(chat.id, "blocked" if is_out else "ok")
                logger.info("telegram: a chat was %s", "blocked" if is_out else "opened again")
            case ChatType.CHANNEL if not is_out:
                await self._leave(chat.id, context)
            case ChatType.GROUP | ChatType.SUPERGROUP:
                if not is_out and change.old_chat_member.status in _OUT:
                    text = texts().group.joined.format(bot=context.bot.username)
                    await context.bot.send_message(
                        chat.id, text, reply_markup=self._private_link(context)
                    )

    async def _leave(self, chat: int, context: Context) -> None:
        with suppress(TelegramError):
            await context.bot.leave_chat(chat)
        logger.info("telegram: left a channel")

    def _is_for_the_bot(self, message: Message, name: str, bot: int) -> bool:
        answered = message.reply_to_message
        author = answered.from_user if answered else None
        if author is not None and author.id == bot:
            return True
        return name.lower() in (message.text or message.caption or "").lower()

    def _private_link(self, context: Context) -> InlineKeyboardMarkup:
        url = f"https://t.me/{context.bot.username}?start=request"
        return InlineKeyboardMarkup([[InlineKeyboardButton(texts().buttons.private, url=url)]])


async def _answer(message: Message, text: str, markup: InlineKeyboardMarkup | None) -> None:
    """Reply under the question, in its topic; a question deleted meanwhile is answered as well."""
    await message.reply_text(
        text,
        reply_markup=markup,
        reply_parameters=ReplyParameters(message.message_id, allow_sending_without_reply=True),
        message_thread_id=message.message_thread_id if message.is_topic_message else None,
    )


def _message(update: Update) -> Message:
    assert update.message is not None, "the filters let messages through only"
    return update.message
