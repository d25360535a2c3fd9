from __future__ import annotations

import pytest

from bot.channels.telegram.commands import linked_payload


@pytest.mark.parametrize(
    ("parameter", "payload"),
    [
        ("service-family-doctor", "/service family-doctor"),
        ("status-GZ261123-K7M4Q9XT", "/status GZ261123-K7M4Q9XT"),
        ("area-medical", "/area medical"),
        ("request", "/request"),
        ("", "/start"),
        ("forget", "/start"),
        ("yes", "/start"),
        ("service", "/start"),
    ],
)
def test_a_link_opens_what_it_names_and_never_more(parameter: str, payload: str) -> None:
    assert linked_payload(parameter) == payload
