from __future__ import annotations

import uuid

import pytest
from conversation_files import Conversation, all_conversations, differences, opened_in
from dialogue_servers import Servers

CONVERSATIONS = all_conversations()


def test_there_are_at_least_eighty_conversations_with_different_names() -> None:
    assert len({conversation.name for conversation in CONVERSATIONS}) == len(CONVERSATIONS)
    assert len(CONVERSATIONS) >= 80


@pytest.mark.slow
@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda one: one.name)
def test_the_parent_is_answered_as_written(conversation: Conversation, servers: Servers) -> None:
    sender, known = uuid.uuid4().hex, dict[str, str]()
    for said in conversation.before:
        known |= opened_in(servers.say(sender, said))
    for step in conversation.turns:
        said = step.parent
        for name, value in known.items():
            said = said.replace(name, value)
        if step.another:
            sender = uuid.uuid4().hex
        turn = servers.say(sender, said)
        known |= opened_in(turn)
        assert not differences(step, turn), step.parent
