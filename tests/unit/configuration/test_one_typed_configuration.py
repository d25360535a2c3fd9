"""Every section of ``config.yml`` is checked before anything starts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from bot.channels.configuration import check_configuration
from bot.channels.terminal.cli import main
from knowledge.errors import ConfigurationError
from knowledge.settings import PROJECT_ROOT, Config, load_config


def config(values: dict[str, Any]) -> Config:
    return Config(Path("config.yml"), Path("var"), values)


def test_the_projects_own_file_is_right() -> None:
    check_configuration(load_config(PROJECT_ROOT / "config.yml"))


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"requestz": {}}, "config.yml: requestz: is not known; did you mean requests?"),
        (
            {"web": {"langage": "zh"}},
            "config.yml: web.langage: is not known; did you mean language?",
        ),
        (
            {"requests": {"smtp": {"hots": "127.0.0.1"}}},
            "config.yml: requests.smtp.hots: is not known; did you mean host?",
        ),
        (
            {"requests": {"departments": {"health": {"counties": {"南明": {}}}}}},
            "config.yml: requests.departments.health.counties: Value error, '南明' is no county of "
            "Guizhou; write it in full, e.g. 南明区",
        ),
        (
            {"takeover": {"hours": ["18:00-08:30"]}},
            "config.yml: takeover.hours: Value error, '18:00-08:30' ends before it begins",
        ),
        ({"web": {"language": "xx"}}, "config.yml: web.language: no texts for 'xx'; use zh, en"),
        (
            {"requests": {"limits": {"求肋": {}}}},
            "config.yml: requests.limits.求肋: is not known; did you mean 求助?",
        ),
        (
            {"requests": {"limits": {"求助": {"resolve": -1}}}},
            "config.yml: requests.limits.求助.resolve: Input should be greater than or equal to 1",
        ),
        (
            {"web": {"rate_limits": {"pages": -5}}},
            "config.yml: web.rate_limits.pages: Input should be greater than or equal to 1",
        ),
    ],
)
def test_a_wrong_key_or_value_is_told_with_its_place_and_the_nearest_right_one(
    values: dict[str, Any], told: str
) -> None:
    with pytest.raises(ConfigurationError) as refused:
        check_configuration(config(values))
    assert str(refused.value) == told


def run(*arguments: str) -> int:
    """Run ``tongxing`` in this process and return its exit code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["tongxing", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
    return int(ended.value.code or 0)


@pytest.mark.parametrize("command", ["doctor", "serve"])
def test_doctor_and_serve_refuse_a_misspelt_section_in_one_line(
    command: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "config.yml"
    file.write_text(yaml.safe_dump({"requestz": {}}), encoding="utf-8")
    monkeypatch.setenv("TONGXING_CONFIG", str(file))
    assert run(command) == 1
    printed = "".join(capsys.readouterr())
    assert "requestz: is not known; did you mean requests?" in printed
    assert len(printed.splitlines()) == 1


def test_doctor_refuses_an_impossible_port(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TONGXING_PORT", "99999")
    assert run("doctor") == 1
    assert "TONGXING_PORT must be a port from 1 to 65533" in capsys.readouterr().out
