"""``tongxing documents``: what was ingested, and what was recognised of it."""

from bot.channels.terminal.documents.group import documents_group
from bot.channels.terminal.documents.watch import watch_command

documents_group.add_command(watch_command)

__all__ = ["documents_group"]
