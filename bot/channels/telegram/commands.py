"""The commands a parent may send, and the links that open the chat with one."""

from __future__ import annotations

from typing import Any

from telegram import BotCommand, BotCommandScopeAllPrivateChats, Message, Update
from telegram.ext import Application, CommandHandler, ContextTypes, MessageHandler, filters

from bot.channels.telegram.conversation import TelegramConversation, converse
from bot.channels.telegram.faq import show_areas
from bot.channels.telegram.texts import texts
from bot.dialogue.commands import commands as dialogue_commands
from knowledge.languages import CHINESE, languages, speaking

App = Application[Any, Any, Any, Any, Any, Any]
Context = ContextTypes.DEFAULT_TYPE

_OWN = ("start", "faq", "help")
_LINKED = ("service", "area", "status")
_ALONE = ("request", "check", "human")


def linked_payload(parameter: str) -> str:
    """Return the command a link stands for: ``t.me/<bot>?start=<parameter>``.

    ``service-vaccination``, ``status-GZ261123-K7M4Q9XT``, ``area-medical``, ``request``;
    anything else only opens the chat.
    """
    name, _, argument = parameter.partition("-")
    if name in _LINKED and argument:
        return f"/{name} {argument}"
    return f"/{parameter}" if parameter in _ALONE else "/start"


class Commands:
    """Handlers of every command in a private chat."""

    def __init__(self, conversation: TelegramConversation) -> None:
        """Take the parts."""
        self._conversation = conversation

    def add_to(self, application: App) -> None:
        """Register the handlers."""
        private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
        for name in _OWN:
            application.add_handler(CommandHandler(name, getattr(self, f"_{name}"), private))
        passed_on = [name for name in dialogue_commands() if name not in _OWN]
        application.add_handler(CommandHandler(passed_on, self._pass_on, private))
        application.add_handler(MessageHandler(private & filters.COMMAND, self._unknown))

    async def announce(self, application: App) -> None:
        """Have Telegram offer the commands beside the message field."""
        scope = BotCommandScopeAllPrivateChats()
        for language in languages():
            with speaking(language):
                offered = [BotCommand(name, text) for name, text in texts().commands.items()]
            # Whoever's Telegram speaks none of ours is offered Chinese.
            code = None if language == CHINESE else language
            await application.bot.set_my_commands(offered, scope=scope, language_code=code)

    async def _start(self, update: Update, context: Context) -> None:
        payload = linked_payload(context.args[0] if context.args else "")
        await self._converse(_message(update), payload)

    async def _faq(self, update: Update, context: Context) -> None:
        chat = _message(update).chat.id
        await show_areas(self._conversation.voice, self._conversation.knowledge.catalogue, chat)

    async def _help(self, update: Update, context: Context) -> None:
        words = texts()
        lines = [
            words.command_line.format(command=name, description=description)
            for name, description in words.commands.items()
        ]
        text = words.help.format(commands="\n".join(lines))
        await self._conversation.voice.say(_message(update).chat.id, text)

    async def _pass_on(self, update: Update, context: Context) -> None:
        message = _message(update)
        name = (message.text or "").split()[0].lstrip("/").partition("@")[0].lower()
        await self._converse(message, " ".join([f"/{name}", *(context.args or [])[:1]]))
        if name == "privacy":
            # What the dialogue says is true of this house; Telegram keeps the chat as well.
            await self._conversation.voice.say(message.chat.id, texts().privacy_note)

    async def _unknown(self, update: Update, context: Context) -> None:
        if not is_for(_message(update), context.bot.username):
            return
        await self._conversation.voice.say(_message(update).chat.id, texts().unknown_command)

    async def _converse(self, message: Message, payload: str) -> None:
        delivery = str(message.message_id)
        await converse(self._conversation, message.chat.id, payload=payload, delivery=delivery)


def is_for(message: Message, username: str) -> bool:
    """Tell a command that no other bot was called with: ``/start`` or ``/start@<username>``."""
    called = (message.text or message.caption or "").split(maxsplit=1)[0].partition("@")[2]
    return not called or called.lower() == username.lower()


def _message(update: Update) -> Message:
    assert update.message is not None, "the filters let messages through only"
    return update.message
