from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bot.channels.web.app import create_app
from knowledge.settings import Config, load_config

OPEN311_KEY = "key-of-the-tests"


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Config]:
    """The real configuration on a state folder of its own; nothing here needs the model."""
    home = tmp_path_factory.mktemp("web")
    real = load_config()
    for name in ("model", "index"):
        if (Path(real.home) / name).exists():
            (home / name).symlink_to(Path(real.home) / name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TONGXING_OPEN311_KEYS", OPEN311_KEY)
        patch.setenv("TONGXING_HOME", str(home))
        yield replace(real, home=home)


@pytest.fixture(scope="module")
def client(config: Config) -> TestClient:
    """The real application."""
    app = create_app(config, port=20990, background=())
    return TestClient(app, base_url="http://127.0.0.1")
