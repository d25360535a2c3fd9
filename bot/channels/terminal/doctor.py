"""``tongxing doctor``: what is wrong with this installation, and how to mend it."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import socket
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import click

from actions.requests import RequestsSettings
from actions.requests.desk import working_days
from bot.channels.configuration import check_configuration
from bot.channels.terminal.findings import Finding, State
from bot.channels.terminal.reaching import mail_server, telegram, wechat
from bot.dialogue.settings import web_port
from knowledge.base import learned
from knowledge.catalogue import load_catalogue
from knowledge.catalogue.words import entry_shortcomings
from knowledge.errors import ConfigurationError, TongxingError
from knowledge.languages import languages, shortcomings
from knowledge.retrieval import current_build
from knowledge.settings import PROJECT_ROOT, Config, load_config
from nlu.embedding import Embedder, default_model_folder
from nlu.understanding.topics.model import model_version

_YEAR = 365
_FREE_BYTES_NEEDED = 500 * 1024 * 1024
_SECRETS = {
    "TONGXING_DESK_TOKEN": "the staff desk is off",
    "TONGXING_OPEN311_KEYS": "no requests through Open311",
}


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def doctor_command(as_json: bool) -> None:
    """Check the installation and say what is wrong and how to mend it.

    \b
    Example:
      tongxing doctor
    """
    findings = list(examine())
    if as_json:
        rows = [asdict(finding) for finding in findings]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            mend = f"  → {finding.mend}" if finding.mend else ""
            click.echo(f"{finding.state:>5}  {finding.check}: {finding.told}{mend}")
    sys.exit(any(finding.state is State.WRONG for finding in findings))


def examine() -> Iterator[Finding]:
    """Yield the findings of all checks, most basic first."""
    try:
        config = load_config()
        check_configuration(config)
        port = web_port()
    except TongxingError as error:
        yield Finding("configuration", State.WRONG, str(error), "mend what is named")
        return
    yield Finding("configuration", State.FINE, config.path.name)
    yield _web_port(port)
    for check in _CHECKS:
        try:
            yield check(config)
        except ConfigurationError as error:
            yield Finding(_name(check), State.WRONG, str(error), "mend what is named")
        except TongxingError as error:
            yield Finding(_name(check), State.WRONG, str(error), "make setup")
        except (OSError, sqlite3.Error) as error:
            yield Finding(_name(check), State.WRONG, str(error))
    yield telegram()
    yield mail_server(config)
    yield wechat()
    for variable, without in _SECRETS.items():
        if os.environ.get(variable):
            yield Finding(variable, State.FINE, "is set")
        else:
            yield Finding(variable, State.OFF, f"is not set: {without}")


def _name(check: Callable[[Config], Finding]) -> str:
    return check.__name__.removeprefix("_").replace("_", " ")


def _content(config: Config) -> Finding:
    catalogue = load_catalogue()
    listed = sum(service.area is not None for service in catalogue.services.values())
    told = f"{listed} services of the checklist, {len(catalogue.services) - listed} beside it"
    told = f"{told}, {len(catalogue.measures)} measures, {len(catalogue.facts)} facts of the law"
    return Finding("content", State.FINE, f"{told}, version {catalogue.version}")


def _law_layer(config: Config) -> Finding:
    """Name the facts of the law that nobody compared with the newest text for a year."""
    catalogue = load_catalogue()
    year_ago = dt.date.today() - dt.timedelta(days=_YEAR)
    old = [f for f in catalogue.facts.values() if catalogue.checked(f) < year_ago]
    if not old:
        return Finding("law layer", State.FINE, "all facts were checked within a year")
    named = ", ".join(f"{fact.id} ({catalogue.checked(fact)})" for fact in old)
    told = f"{len(old)} facts were checked over a year ago: {named}"
    return Finding("law layer", State.FINE, told, "compare knowledge/content/law/laws.yml")


def _languages(config: Config) -> Finding:
    """Name what the languages beside Chinese lack: that is said in Chinese."""
    catalogue, others = load_catalogue(), languages()[1:]
    lacking = [
        f"{name}: {line}"
        for name in others
        for line in (*shortcomings(name), *entry_shortcomings(catalogue, name))
    ]
    if not lacking:
        return Finding("languages", State.FINE, ", ".join(languages()))
    told = f"{len(lacking)} words are wrong or missing, first {lacking[0]}"
    return Finding("languages", State.WRONG, told, "mend it under knowledge/languages")


def _state_folder(config: Config) -> Finding:
    config.home.mkdir(parents=True, exist_ok=True)
    if not os.access(config.home, os.W_OK):
        return Finding("state folder", State.WRONG, f"{config.home} cannot be written")
    free = shutil.disk_usage(config.home).free
    told = f"{free // 2**20} MB free"
    if free < _FREE_BYTES_NEEDED:
        return Finding("state folder", State.WRONG, told, "free some space")
    return Finding("state folder", State.FINE, told)


def _embedding_model(config: Config) -> Finding:
    embedder = Embedder.from_config(config)
    folder = default_model_folder(config)
    return Finding("embedding model", State.FINE, f"{folder.name}, {embedder.fingerprint}")


def _models_of_understanding(config: Config) -> Finding:
    embedder = Embedder.from_config(config)
    versions = []
    for folder, examples in learned(config, load_catalogue()):
        version = model_version(examples, embedder)
        if not (folder / f"{version}.pickle").exists():
            told = f"{folder.name}: is missing or out of date"
            return Finding("models of understanding", State.WRONG, told, "tongxing build")
        versions.append(version)
    return Finding("models of understanding", State.FINE, ", ".join(versions))


def _search_index(config: Config) -> Finding:
    build = current_build(config)
    if build is None:
        return Finding("search index", State.WRONG, "is missing", "tongxing build")
    return Finding("search index", State.FINE, build)


def _dialogue_environment(config: Config) -> Finding:
    python = PROJECT_ROOT / "nlu" / ".venv" / "bin" / "python"
    if python.exists():
        return Finding("dialogue environment", State.FINE, "nlu/.venv")
    return Finding("dialogue environment", State.WRONG, "nlu/.venv is missing", "make setup")


def _trained_dialogue(config: Config) -> Finding:
    models = sorted((config.home / "nlu" / "models").glob("*.tar.gz"), key=_age)
    if not models:
        return Finding("trained dialogue", State.WRONG, "is missing")
    return Finding("trained dialogue", State.FINE, models[-1].name)


def _age(file: Path) -> float:
    return file.stat().st_mtime


def _holidays(config: Config) -> Finding:
    """Look as far ahead as a deadline set today can reach."""
    settings = config.section("requests", RequestsSettings)
    limits = [limit.resolve for limit in (settings.other_types, *settings.limits.values())]
    reach = max(limits) + settings.extension.max_days * settings.extension.max_times
    counted = working_days(config, settings).move(dt.date.today(), reach)
    if not counted.years_without_data:
        return Finding("holidays", State.FINE, f"known up to {counted.day}, the latest deadline")
    years = ", ".join(map(str, counted.years_without_data))
    told = f"deadlines reach {years}, of which no holidays are known: weekdays are counted"
    return Finding("holidays", State.FINE, told, "name a file in requests.holidays of config.yml")


def _requests_store(config: Config) -> Finding:
    file = config.home / "requests" / "requests.db"
    if not file.exists():
        return Finding("requests store", State.FINE, "is empty; made at the first request")
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
        (verdict,) = database.execute("PRAGMA quick_check").fetchone()
    if verdict == "ok":
        return Finding("requests store", State.FINE, f"{file.stat().st_size // 1024} kB")
    return Finding("requests store", State.WRONG, verdict, "tongxing restore BACKUP")


def _web_port(port: int) -> Finding:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            told = f"port {port} is in use: the assistant runs, or something else does"
            return Finding("web port", State.FINE, told)
    return Finding("web port", State.FINE, f"port {port} is free")


_CHECKS: tuple[Callable[[Config], Finding], ...] = (
    _state_folder,
    _content,
    _law_layer,
    _languages,
    _embedding_model,
    _models_of_understanding,
    _search_index,
    _dialogue_environment,
    _trained_dialogue,
    _holidays,
    _requests_store,
)
