from __future__ import annotations

import pytest

from bot.dialogue.settings import web_port
from knowledge.errors import ConfigurationError


def test_the_web_port_is_8000_unless_said_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TONGXING_PORT", raising=False)
    assert web_port() == 8000
    monkeypatch.setenv("TONGXING_PORT", "9100")
    assert web_port() == 9100


@pytest.mark.parametrize("value", ["web", "0", "-1", "65534", "٨٠٠٠", "80.5"])
def test_a_port_that_leaves_no_room_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGXING_PORT", value)
    with pytest.raises(ConfigurationError, match="TONGXING_PORT must be a port"):
        web_port()
