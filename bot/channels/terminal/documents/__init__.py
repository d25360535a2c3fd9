"""``tongxing documents``: what was ingested, and what was recognised of it."""

from bot.channels.terminal.documents.group import documents_group

__all__ = ["documents_group"]
