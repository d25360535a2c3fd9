"""The subcommands of ``tongxing documents``."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace
from difflib import unified_diff
from typing import Any

import click

from bot.channels.terminal.documents.views import (
    as_json,
    checked_place,
    checked_services,
    in_words,
)
from knowledge.answers.notices import Finder, answered_questions, details_held
from knowledge.catalogue import load_catalogue
from knowledge.ingestion import PassageStore, open_store, withdraw
from knowledge.ingestion.rows import StoredDocument
from knowledge.settings import Config, load_config

_DAY = click.DateTime(formats=["%Y-%m-%d"])
_KINDS = click.Choice(["notice", "form", "offices"])
_QUESTIONS_SHOWN = 12
_as_json = click.option("--json", "as_json_", is_flag=True, help="Print as JSON.")


@click.group("documents")
def documents_group() -> None:
    """See, correct and withdraw what was ingested.

    \b
    Examples:
      tongxing documents list
      tongxing documents correct 3f2a --place 花溪区 --valid-until 2027-08-31
      tongxing documents preview 3f2a
    """


@documents_group.command("list")
@click.option("--place", default="", help="Only those of this place.")
@_as_json
def list_command(place: str, as_json_: bool) -> None:
    """List every document with its place, services and validity.

    \b
    Example:
      tongxing documents list --place 花溪区
    """
    wanted = checked_place(place)
    with open_store(load_config()) as store:
        documents = [d for d in store.documents() if not wanted or d.about.place == wanted]
    if as_json_:
        _print_json([as_json(document) for document in documents])
        return
    for document in documents:
        click.echo(f"{document.id[:12]}  {document.title}{_state(document)}")
        click.echo(f"{'':<12}  {in_words(document.about)}")
    click.echo(f"{len(documents)} documents.")


@documents_group.command("show")
@click.argument("document_id", metavar="ID")
@_as_json
def show_command(document_id: str, as_json_: bool) -> None:
    """Show one document: what was recognised, and the details it holds.

    \b
    Example:
      tongxing documents show 3f2a
    """
    with open_store(load_config()) as store:
        document = store.find(document_id)
        held = details_held(_finder(store, document))
    if as_json_:
        details = {name: list(found.lines) for name, found in held.items()}
        _print_json({**as_json(document), "details": details})
        return
    click.echo(f"{document.title}{_state(document)}")
    click.echo(f"{document.issuer or '?'}, {document.date or '?'}, from {document.source}")
    click.echo(in_words(document.about))
    for name, found in held.items():
        click.echo(f"{name:<12} {found.locator}  {found.lines[0]}")


@documents_group.command("correct")
@click.argument("document_id", metavar="ID")
@click.option("--place", default="", help="Where it holds.")
@click.option("--service", "services", multiple=True, help="Service it belongs to (repeatable).")
@click.option("--kind", type=_KINDS, help="What kind of document it is.")
@click.option("--valid-from", type=_DAY, help="First day it holds.")
@click.option("--valid-until", type=_DAY, help="Last day it holds.")
@_as_json
def correct_command(
    document_id: str,
    place: str,
    services: tuple[str, ...],
    kind: str | None,
    valid_from: dt.datetime | None,
    valid_until: dt.datetime | None,
    as_json_: bool,
) -> None:
    """Put right what was recognised; it stays so when the document is read again.

    \b
    Example:
      tongxing documents correct 3f2a --place 花溪区 --service compulsory-school
    """
    given: dict[str, Any] = {
        "place": checked_place(place),
        "services": checked_services(services),
        "kind": kind,
        "valid_from": valid_from.date() if valid_from else None,
        "valid_until": valid_until.date() if valid_until else None,
    }
    said = {name: value for name, value in given.items() if value}
    if not said:
        raise click.UsageError("say what to correct, for example --place 花溪区")
    with open_store(load_config()) as store:
        about = store.find(document_id).about
        corrected = tuple(sorted({*about.corrected, *said}))
        document = store.correct(document_id, replace(about, **said, corrected=corrected))
    if as_json_:
        _print_json(as_json(document))
        return
    click.echo(f"{document.title}\n{in_words(document.about)}")


@documents_group.command("withdraw")
@click.argument("document_ids", metavar="ID…", nargs=-1, required=True)
def withdraw_command(document_ids: tuple[str, ...]) -> None:
    """Stop serving documents.

    \b
    Example:
      tongxing documents withdraw 3f2a
    """
    config = load_config()
    with open_store(config) as store:
        found = [store.find(document_id) for document_id in document_ids]
    withdraw([document.id for document in found], config, refresh=_refresh)
    for document in found:
        click.echo(f"withdrawn  {document.title}")


@documents_group.command("compare")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@_as_json
def compare_command(old: str, new: str, as_json_: bool) -> None:
    """Show which lines a new version takes away (-) and adds (+).

    \b
    Example:
      tongxing documents compare 3f2a 91bc
    """
    with open_store(load_config()) as store:
        before, after = store.find(old), store.find(new)
        texts = [[b.text for b in store.blocks(document.id)] for document in (before, after)]
    changes = list(_changes(*texts))
    if as_json_:
        _print_json(
            {
                "old": as_json(before),
                "new": as_json(after),
                "removed": [line[1:] for line in changes if line[0] == "-"],
                "added": [line[1:] for line in changes if line[0] == "+"],
            }
        )
        return
    click.echo(f"- {before.title}\n+ {after.title}")
    for line in changes:
        click.echo(f"{line[0]} {line[1:]}")


@documents_group.command("preview")
@click.argument("document_id", metavar="ID")
@_as_json
def preview_command(document_id: str, as_json_: bool) -> None:
    """Show which sample questions a document now answers, and with which words.

    \b
    Example:
      tongxing documents preview 3f2a
    """
    with open_store(load_config()) as store:
        document = store.find(document_id)
        finder = _finder(store, document)
    answered = answered_questions(finder, _sample_questions(document))[:_QUESTIONS_SHOWN]
    if as_json_:
        _print_json(
            [
                {"question": a.question, "detail": a.detail, "lines": list(a.found.lines)}
                for a in answered
            ]
        )
        return
    for each in answered:
        click.echo(f"{each.question}\n    {each.found.locator} {each.found.lines[0]}")
    click.echo(f"{len(answered)} sample questions are answered from “{document.title}”.")


def _sample_questions(document: StoredDocument) -> Iterator[str]:
    """Yield what parents ask about the document's services, from the example questions."""
    for examples in load_catalogue().examples.values():
        if examples.service in document.about.services:
            yield from (text for texts in examples.questions.values() for text in texts)


def _finder(store: PassageStore, document: StoredDocument) -> Finder:
    return Finder(document.title, store.blocks(document.id))


def _changes(before: list[str], after: list[str]) -> Iterator[str]:
    lines = unified_diff(before, after, lineterm="", n=0)
    return (line for line in lines if not line.startswith(("---", "+++", "@@")))


def _state(document: StoredDocument) -> str:
    if document.withdrawn:
        return "  (withdrawn)"
    return "  (ended)" if document.about.has_ended(dt.date.today()) else ""


def _refresh(config: Config) -> None:
    from knowledge.retrieval import StderrProgress, refresh

    refresh(config, progress=StderrProgress())


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, default=str))
