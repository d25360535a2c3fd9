"""The bot as a whole: built on python-telegram-bot's application, run inside the web process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from fastapi import APIRouter
from telegram import LinkPreviewOptions, Update
from telegram.constants import ChatType, ParseMode
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import (
    ApplicationBuilder,
    ApplicationHandlerStop,
    ContextTypes,
    Defaults,
    TypeHandler,
)
from telegram.request import HTTPXRequest

from actions.coordination import Election, open_election, run_as_leader
from actions.requests import RequestDesk
from bot.channels.outgoing_queues import deliver_for_ever
from bot.channels.rate_limiter import RateLimiter, RateLimiters
from bot.channels.telegram.attachments import Attachments
from bot.channels.telegram.callbacks import Callbacks
from bot.channels.telegram.chat_store import CHANNEL, CHATS, ChatStore
from bot.channels.telegram.commands import App, Commands
from bot.channels.telegram.conversation import TelegramConversation
from bot.channels.telegram.groups import GroupChats
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.messages import Messages
from bot.channels.telegram.notifications import TelegramDeliverer, unreachable
from bot.channels.telegram.outgoing import SteadySender
from bot.channels.telegram.polling import ALLOWED_UPDATES, poll
from bot.channels.telegram.settings import (
    TOKEN,
    WEBHOOK_PATH,
    Access,
    TelegramSettings,
    access_from_environment,
)
from bot.channels.telegram.texts import texts
from bot.channels.telegram.token_guard import TokenGuard
from bot.channels.telegram.voice import Voice
from bot.channels.telegram.webhook import webhook_routes
from bot.dialogue import Dialogue
from knowledge.base import KnowledgeBase
from knowledge.database import open_database
from knowledge.languages import speak
from knowledge.settings import Config

logger = logging.getLogger("tongxing.web.telegram")

_BEFORE_ALL = -1
_CONNECTIONS = 64
_TIDY_SECONDS = 24 * 3600.0
_CONNECT_PAUSES = (1.0, 2.0, 5.0, 15.0, 30.0)


def open_telegram(
    config: Config,
    knowledge: KnowledgeBase,
    desk: RequestDesk,
    dialogue: Dialogue,
    count_unhelpful: Callable[[str], None],
) -> TelegramApplication | None:
    """Return the bot of this installation, or ``None`` when no token is set.

    Args:
        config: its ``telegram`` section holds the settings.
        knowledge: answers in groups, and the catalogue.
        desk: requests and their outbox.
        dialogue: carries the conversations.
        count_unhelpful: is given the page (``service/<id>``) of an answer that did not help.

    Raises:
        ConfigurationError: the ``telegram`` section cannot be used.
    """
    settings = config.section("telegram", TelegramSettings)
    access = access_from_environment()
    if access is None:
        logger.info("telegram: off, %s is not set", TOKEN)
        return None
    tables = open_database(config.home, CHATS, dispensable=True)
    memory = ChatStore(tables, desk, settings.kept, bot=access.bot)
    election = open_election(config.home, f"telegram-{access.bot}")
    return TelegramApplication(
        access, settings, knowledge, desk, dialogue, memory, election, count_unhelpful
    )


class TelegramApplication:
    """Listens, answers and pushes until it is cancelled."""

    name = "telegram"

    def __init__(
        self,
        access: Access,
        settings: TelegramSettings,
        knowledge: KnowledgeBase,
        desk: RequestDesk,
        dialogue: Dialogue,
        memory: ChatStore,
        election: Election,
        count_unhelpful: Callable[[str], None],
    ) -> None:
        """Take the parts; use :func:`open_telegram`."""
        self._access = access
        self._settings = settings
        self._desk = desk
        self._memory = memory
        self._election = election
        # Two of them: waiting for updates takes one connection for good.
        self._requests = (_request(access, settings, 1), _request(access, settings, _CONNECTIONS))
        with TokenGuard(access.token):
            self._application = _application(access, settings, *self._requests)
        voice = Voice(self._application.bot, memory, settings.typing_after_seconds)
        attachments = Attachments(desk, memory, voice, settings.longest_image_edge)
        self._conversation = TelegramConversation(
            settings, knowledge, desk, dialogue, memory, voice, attachments, count_unhelpful
        )
        self._flood: RateLimiters[int] = RateLimiters(self._limiter_of)
        self._warned: RateLimiters[int] = RateLimiters(lambda _: RateLimiter(1 / 60, 1))
        self._commands = Commands(self._conversation)
        self._intake: Intake | None = None
        self._add_handlers()
        self._language_of = dialogue.language_of
        dialogue.when_forgotten(memory.forget)
        self._conversations = dialogue.for_people.handovers.outbox
        self._secret = desk.keyring.mac("telegram-webhook", access.token)

    @property
    def is_on(self) -> bool:
        """Tell whether the bot is listening."""
        return self._intake is not None

    @property
    def routes(self) -> APIRouter:
        """What the web process serves for the bot: the webhook, when that is how it listens."""
        if self._settings.mode == "polling":
            return APIRouter()
        return webhook_routes(self._secret, lambda: self._intake)

    async def run(self) -> None:
        """Serve until cancelled; then end what has begun. Failures end the bot, not the process.

        Whatever goes wrong, the bot comes back by itself; only a token that Telegram refuses
        needs the operator.
        """
        with TokenGuard(self._access.token):
            pauses = iter(_CONNECT_PAUSES)
            try:
                while await self._served_until_it_failed():
                    await asyncio.sleep(next(pauses, _CONNECT_PAUSES[-1]))
            finally:
                await self._stop()

    async def _served_until_it_failed(self) -> bool:
        """Connect and serve; tell whether it is worth trying again."""
        is_welcome = True
        try:
            await self._connect()
            await self._serve()
        except* InvalidToken:
            logger.error("telegram: off, Telegram refuses the token in %s", TOKEN)
            is_welcome = False
        except* Exception as errors:
            kinds = ", ".join(type(error).__name__ for error in errors.exceptions)
            logger.error("telegram: off after an error (%s), trying again", kinds)
            await self._stop_taking()
        return is_welcome

    async def _connect(self) -> None:
        """Introduce the bot to Telegram, however long that takes."""
        pauses = iter(_CONNECT_PAUSES)
        while True:
            try:
                await self._application.initialize()
                await self._commands.announce(self._application)
                await self._choose_side()
                break
            except InvalidToken:
                raise
            except Exception as error:
                # Not only what the library expects: a proxy's page, a server of another version.
                logger.warning("telegram: not reached (%s), trying again", type(error).__name__)
                await asyncio.sleep(next(pauses, _CONNECT_PAUSES[-1]))
        if not self._application.running:
            await self._application.start()
        logger.info("telegram: on, by %s", self._settings.mode)

    async def _choose_side(self) -> None:
        """Have Telegram call, or stop it calling."""
        bot, webhook = self._application.bot, self._settings.webhook
        if self._settings.mode == "polling":
            await bot.delete_webhook()
            return
        await bot.set_webhook(
            webhook.url.rstrip("/") + WEBHOOK_PATH,
            max_connections=webhook.max_connections,
            allowed_updates=ALLOWED_UPDATES,
            secret_token=self._secret,
        )

    async def _serve(self) -> None:
        self._intake = Intake(
            self._application.bot,
            self._application.process_update,
            self._refuse,
            self._memory,
            self._settings.at_once,
        )
        loop = asyncio.get_running_loop()
        deliverer = TelegramDeliverer(
            self._conversation.voice, self._memory, loop, self._language_of
        )
        await asyncio.to_thread(self._conversations.give_up_sending, CHANNEL)
        async with asyncio.TaskGroup() as tasks:
            queues = (self._desk.outbox, self._conversations)
            tasks.create_task(
                deliver_for_ever(queues, CHANNEL, deliverer, self._settings.push_seconds)
            )
            tasks.create_task(self._tidy())
            if self._settings.mode == "polling":
                address, seconds = self._application.bot.base_url, self._settings.poll_seconds
                taking = partial(poll, self._requests[0], address, self._intake, seconds)
                tasks.create_task(run_as_leader(self._election, taking))

    async def _tidy(self) -> None:
        while True:
            await asyncio.to_thread(self._memory.tidy)
            await asyncio.sleep(_TIDY_SECONDS)

    async def _stop_taking(self) -> None:
        if self._intake is not None:
            intake, self._intake = self._intake, None
            await intake.stop(self._settings.stop_seconds)

    async def _stop(self) -> None:
        await self._stop_taking()
        if self._application.running:
            await self._application.stop()
        await self._application.shutdown()
        for request in self._requests:
            await request.shutdown()  # the application leaves them open when it never began
        self._memory.close()

    def _add_handlers(self) -> None:
        application = self._application
        application.add_handler(TypeHandler(Update, self._first), group=_BEFORE_ALL)
        self._commands.add_to(application)
        Callbacks(self._conversation).add_to(application)
        Messages(self._conversation).add_to(application)
        GroupChats(self._conversation).add_to(application)
        application.add_error_handler(self._failed)

    async def _first(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Hold back who sends too much; danger is named in the words that say so."""
        user, chat = update.effective_user, update.effective_chat
        if chat is not None:
            speak(await asyncio.to_thread(self._language_of, f"{CHANNEL}:{chat.id}"))
        if user is None or chat is None or update.my_chat_member is not None:
            return
        if self._flood.of(user.id).admits():
            return
        if self._warned.of(user.id).admits() and chat.type == chat.PRIVATE:
            await self._conversation.voice.say(chat.id, texts().slow_down)
        raise ApplicationHandlerStop

    async def _failed(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Log what went wrong, not what was said; have the update come again if that helps."""
        error, chat = context.error, update.effective_chat if isinstance(update, Update) else None
        logger.error("telegram: an update failed (%s)", type(error).__name__)
        if not isinstance(update, Update) or chat is None or error is None:
            return
        reach = unreachable(error)
        if reach is not None:
            self._memory.note_reach(chat.id, reach)
        elif isinstance(error, RetryAfter) or (
            isinstance(error, NetworkError) and not isinstance(error, BadRequest)
        ):
            if self._intake is not None:
                self._intake.mark_unsent(update.update_id)
        elif chat.type == chat.PRIVATE:
            await self._conversation.voice.say(chat.id, texts().trouble)

    async def _refuse(self, update: dict[str, Any]) -> None:
        """Answer a message of a kind that the library cannot read."""
        chat = (update.get("message") or {}).get("chat") or {}
        if chat.get("type") == ChatType.PRIVATE:
            with suppress(TelegramError):
                await self._conversation.voice.say(chat["id"], texts().unsupported)

    def _limiter_of(self, _: int) -> RateLimiter:
        most = self._settings.messages_per_minute
        return RateLimiter(most / 60, most)


def _application(
    access: Access, settings: TelegramSettings, updates: HTTPXRequest, others: HTTPXRequest
) -> App:
    plain_html = Defaults(
        parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
    )
    return (
        ApplicationBuilder()
        .token(access.token)
        .base_url(f"{access.api}/bot")
        .base_file_url(f"{access.api}/file/bot")
        .updater(None)
        .job_queue(None)
        .rate_limiter(SteadySender(settings.outgoing))
        .request(others)
        .get_updates_request(updates)
        .defaults(plain_html)
        .build()
    )


def _request(access: Access, settings: TelegramSettings, connections: int) -> HTTPXRequest:
    seconds = settings.outgoing.timeout_seconds
    # No proxy stands before a server on this machine, whatever the environment says.
    more = {"trust_env": not access.is_local}
    return HTTPXRequest(connections, seconds, seconds, seconds, seconds, httpx_kwargs=more)
