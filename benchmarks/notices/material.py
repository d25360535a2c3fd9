"""The made-up notices of ``knowledge/evaluation/notices`` with their questions, ingested once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from benchmarks.page import ROOT
from knowledge.base import learned
from knowledge.catalogue import load_catalogue
from knowledge.data_files import load_data
from knowledge.ingestion import DocumentMetadata, ingest
from knowledge.retrieval import refresh
from knowledge.settings import Config, load_config
from nlu.embedding.embedder import default_model_folder

FOLDER = ROOT / "knowledge" / "evaluation" / "notices"


class Notice(BaseModel):
    """A made-up notice: its text in Markdown, what it answers and with which words, what not."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    issuer: str
    date: dt.date
    place: str
    text: str
    answered: dict[str, tuple[str, ...]]
    absent: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """One question; ``holds`` are words of the right piece, none where the notice has none."""

    text: str
    notice: str
    place: str
    holds: tuple[str, ...]


def load_notices(folder: Path = FOLDER) -> list[Notice]:
    """Return the notices of all files of a folder."""
    return [
        notice for file in sorted(folder.glob("*.yml")) for notice in load_data(list[Notice], file)
    ]


def questions_of(notices: list[Notice]) -> list[Question]:
    """Return the questions of notices, those that are answered first, notice by notice."""
    return [
        Question(text, notice.title, notice.place, holds)
        for notice in notices
        for text, holds in (*notice.answered.items(), *((text, ()) for text in notice.absent))
    ]


def ingested(notices: list[Notice], home: Path) -> Config:
    """Return an installation in ``home`` with the notices, sharing the models of this one."""
    config = scratch(home)
    files = home / "files"
    files.mkdir(exist_ok=True)
    for number, notice in enumerate(notices):
        file = files / f"{number}.md"
        file.write_text(notice.text, encoding="utf-8")
        about = DocumentMetadata(
            title=notice.title, issuer=notice.issuer, date=notice.date, place=notice.place
        )
        ingest([file], about, config, refresh=lambda *_, **__: False)
    refresh(config)
    return config


def scratch(home: Path) -> Config:
    """Return an installation in ``home`` without documents, sharing the models of this one."""
    own = load_config()
    config = Config(path=own.path, home=home, values=own.values)
    models = [folder for folder, _ in learned(own, load_catalogue())]
    for made in (default_model_folder(own).parent, *models):
        place = home / made.relative_to(own.home)
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists():
            place.symlink_to(made, target_is_directory=True)
    return config
