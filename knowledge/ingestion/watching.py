"""A folder that is watched: what is put into it is ingested, what is changed takes its own place.

The folder is looked at again and again instead of waiting for the system to tell: that works on
network drives too. What was taken is remembered beside the store, so a new start reads nothing
twice. A file that is removed stays served: whoever tidies a folder withdraws no notice.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from knowledge.ingestion.documents import DocumentMetadata, IngestReport
from knowledge.ingestion.errors import StoreError, UnreadableFileError
from knowledge.ingestion.files import find_files
from knowledge.ingestion.recognition import official_place
from knowledge.settings import Config

Take = Callable[[Path, DocumentMetadata, str], IngestReport]
"""Ingests one file; its last argument is the id of the document whose place it takes, or empty."""

_STATE = "watched"


@dataclass(frozen=True)
class _Seen:
    """A file as it was when it was looked at; ``document`` is what was made of it, if one."""

    size: int
    changed: int
    document: str = ""

    def is_as(self, other: _Seen | None) -> bool:
        return other is not None and (self.size, self.changed) == (other.size, other.changed)


class WatchedFolder:
    """Takes what is new or changed in one folder, each time it is told to look."""

    def __init__(self, folder: Path, config: Config, take: Take) -> None:
        """Take the folder, the installation that remembers it, and what ingests a file.

        Raises:
            UnreadableFileError: there is no such folder.
        """
        if not folder.is_dir():
            raise UnreadableFileError(str(folder), "no_folder")
        self._folder = folder.resolve()
        self._take = take
        name = hashlib.sha256(str(self._folder).encode()).hexdigest()[:12]
        self._file = config.home / "knowledge" / f"{_STATE}-{name}.json"
        self._taken = self._remembered()
        self._before: dict[str, _Seen] = {}

    def look(self) -> Iterator[IngestReport]:
        """Yield a report of every file that is new or changed and no longer being written.

        A file is taken when it looks as it did the last time: one that is still being copied
        grows. One that cannot be taken is told once, and tried again when it changes.

        Raises:
            StoreError: the store cannot be used; nothing is lost, the next look tries again.
        """
        now = dict(self._present())
        settled = [name for name, seen in now.items() if seen.is_as(self._before.get(name))]
        self._before = now
        for name in settled:
            if not now[name].is_as(self._taken.get(name)):
                yield self._ingest(name, now[name])

    def _ingest(self, name: str, seen: _Seen) -> IngestReport:
        path, known = self._folder / name, self._taken.get(name)
        metadata = DocumentMetadata(place=_place_of(name))
        try:
            report = self._take(path, metadata, known.document if known else "")
        except StoreError as error:
            if error.code != "unknown_document":  # otherwise somebody has removed what it replaced
                raise
            report = self._take(path, metadata, "")
        lines = (*report.added, *report.replaced, *report.unchanged)
        document = lines[0].id if len(lines) == 1 else ""
        self._taken[name] = _Seen(seen.size, seen.changed, document)
        self._remember()
        return report

    def _present(self) -> Iterator[tuple[str, _Seen]]:
        for found in find_files([self._folder]):
            if isinstance(found, UnreadableFileError):
                continue
            try:
                status = found.stat()
            except OSError:  # gone since
                continue
            name = found.relative_to(self._folder).as_posix()
            yield name, _Seen(status.st_size, status.st_mtime_ns)

    def _remembered(self) -> dict[str, _Seen]:
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
            return {name: _Seen(**seen) for name, seen in kept.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}  # what is read again is found unchanged

    def _remember(self) -> None:
        kept = {name: asdict(seen) for name, seen in self._taken.items()}
        self._file.parent.mkdir(parents=True, exist_ok=True)
        draft = self._file.with_suffix(".new")
        draft.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        draft.replace(self._file)


def _place_of(name: str) -> str:
    """Return the place that a folder around a file is named after; the nearest one counts."""
    for folder in reversed(Path(name).parts[:-1]):
        if place := official_place(folder):
            return place
    return ""
