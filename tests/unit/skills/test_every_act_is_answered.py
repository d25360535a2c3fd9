from __future__ import annotations

import pytest

from actions.skills.decision import refuse_unanswered
from bot.launch.dialogue_domain import acts
from knowledge.errors import ConfigurationError


def test_every_act_of_the_domain_is_answered_by_a_skill() -> None:
    assert {"ask", "open_request", "crisis"} <= set(acts())
    refuse_unanswered(acts())


def test_an_act_without_a_skill_is_named_at_the_start() -> None:
    with pytest.raises(ConfigurationError, match=r"nothing answers ask_for_school_bus: .*_SKILLS"):
        refuse_unanswered(["ask", "ask_for_school_bus"])
