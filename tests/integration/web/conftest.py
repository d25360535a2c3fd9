from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from dialogue_servers import BUILT, PATIENT
from fastapi.testclient import TestClient
from staff_cases import PASSWORD, PLACES, ROLES
from web_installation import (
    ALLOWED_ORIGIN,
    CALLS_A_MINUTE,
    CLIENT_KEY,
    OPEN311_KEY,
    THIS_MACHINE,
)

from bot.channels.web.app import create_app
from bot.channels.web.clients import hash_of
from bot.channels.web.site import Site
from knowledge.catalogue import HOTLINE
from knowledge.settings import Config, load_config


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Config]:
    """The real configuration on a state folder of its own; nothing here needs the dialogue."""
    home = tmp_path_factory.mktemp("web")
    real = load_config()
    for name in BUILT:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        if (Path(real.home) / name).exists():
            (home / name).symlink_to(Path(real.home) / name)
    known = {"key_sha256": hash_of(CLIENT_KEY), "per_minute": CALLS_A_MINUTE}
    web = real.values["web"] | {"clients": {"school": known}, "cors_origins": [ALLOWED_ORIGIN]}
    values = {**real.values, "web": web, "dialogue": real.values["dialogue"] | PATIENT}
    config = replace(real, home=home, values=values)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TONGXING_OPEN311_KEYS", OPEN311_KEY)
        patch.setenv("TONGXING_HOME", str(home))
        yield config


@pytest.fixture(scope="module")
def client(config: Config) -> TestClient:
    """The real application."""
    app = create_app(config, port=20990, background=())
    return TestClient(app, base_url="http://127.0.0.1", client=THIS_MACHINE)


@pytest.fixture(scope="module")
def site(client: TestClient) -> Site:
    """Its inside, with an account for every role, called like the role."""
    site: Site = client.app.state.site  # type: ignore[attr-defined]
    for role in ROLES:
        department = PLACES.get(role, HOTLINE)
        site.staff.accounts.add(role.value, "测试员", role, department, PASSWORD)
    return site
