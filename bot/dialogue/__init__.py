"""One turn of conversation: read, guard, ask Rasa, fall back when it is down."""

from bot.dialogue.message import Incoming, Turn
from bot.dialogue.turn import Dialogue

__all__ = ["Dialogue", "Incoming", "Turn"]
