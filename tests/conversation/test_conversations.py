from __future__ import annotations

import uuid

import pytest
from conversation_files import Conversation, all_conversations, differences
from dialogue_servers import Servers

CONVERSATIONS = all_conversations()


def test_there_are_at_least_eighty_conversations_with_different_names() -> None:
    assert len({conversation.name for conversation in CONVERSATIONS}) == len(CONVERSATIONS)
    assert len(CONVERSATIONS) >= 80


@pytest.mark.slow
@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda one: one.name)
def test_the_parent_is_answered_as_written(conversation: Conversation, servers: Servers) -> None:
    sender = uuid.uuid4().hex
    for said in conversation.before:
        servers.say(sender, said)
    for step in conversation.turns:
        turn = servers.say(sender, step.parent)
        assert not differences(step, turn), step.parent
