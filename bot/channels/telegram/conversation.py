"""From something a parent sent to the dialogue's turn, and back into the chat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from actions.requests import RequestDesk
from bot.channels.telegram.attachments import Attachments
from bot.channels.telegram.chat_store import CHANNEL, ChatStore
from bot.channels.telegram.keyboards import Tap
from bot.channels.telegram.settings import TelegramSettings
from bot.channels.telegram.voice import Voice
from bot.dialogue import Dialogue, Incoming, Turn
from knowledge.base import KnowledgeBase


@dataclass(frozen=True)
class TelegramConversation:
    """What every part of the channel works with.

    ``count_unhelpful`` is given the page (``service/<id>``) of an answer that did not help.
    """

    settings: TelegramSettings
    knowledge: KnowledgeBase
    desk: RequestDesk
    dialogue: Dialogue
    memory: ChatStore
    voice: Voice
    attachments: Attachments
    count_unhelpful: Callable[[str], None]


async def converse(
    conversation: TelegramConversation,
    chat: int,
    *,
    text: str = "",
    payload: str | None = None,
    delivery: str,
    instead_of: int | None = None,
    extra: Sequence[Tap] = (),
) -> Turn:
    """Carry one message through the dialogue and say what comes back.

    Args:
        conversation: the parts.
        chat: the private chat, which is the parent's identity.
        text: what was typed.
        payload: of a button or command.
        delivery: the same when the same thing is delivered again.
        instead_of: the message that the answer replaces.
        extra: more buttons under the first reply.
    """
    in_form = bool(conversation.memory.chat(chat)["asks_for"])
    async with conversation.voice.typing(chat):
        turn = await conversation.dialogue.turn(
            Incoming(str(chat), text, channel=CHANNEL, message_id=delivery, payload=payload)
        )
    await conversation.voice.tell(chat, turn, instead_of=instead_of, extra=extra)
    request = turn.meta["request"]
    if request and request["opened"]:
        await conversation.attachments.attach_waiting(chat, request["number"])
    elif in_form and not conversation.memory.chat(chat)["asks_for"]:
        # The form was given up, and with it what was sent for it.
        conversation.memory.drop_files(chat)
    return turn
