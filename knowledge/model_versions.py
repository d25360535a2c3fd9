"""Which models of understanding belong to what they learn from, told without preparing it all.

A model's version is the digest of its examples in normal form. To normalise some ten thousand
sentences takes a second and a half, a third of a first answer; so the versions are kept beside the
models, under a digest of everything they follow from: content, additions, the model's fingerprint
and the code and data that make examples of them. If any of these changes, they are made anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from knowledge.settings import PROJECT_ROOT, Config
from knowledge.whole_files import written_aside

_FILE = Path("knowledge") / "versions.json"
_MAKERS = ("nlu/understanding", "nlu/language", "knowledge/catalogue", "knowledge/additions.py")
_KINDS = (".py", ".yml", ".txt")


def kept_versions(config: Config, follows_from: Sequence[str]) -> dict[str, str] | None:
    """Return the version of each model by its name; ``None`` where they have to be made.

    Args:
        config: tells where the state lies.
        follows_from: digests of what the examples are made of, code apart.
    """
    try:
        kept = json.loads((config.home / _FILE).read_text(encoding="utf-8"))
        versions: dict[str, str] = kept["versions"]
        return versions if kept["of"] == _digest(follows_from) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def versions(
    config: Config, follows_from: Sequence[str], made: Callable[[], dict[str, str]]
) -> dict[str, str]:
    """Return the kept versions, or make and keep them; a folder that is full changes nothing."""
    kept = kept_versions(config, follows_from)
    if kept is not None:
        return kept
    fresh = made()
    with contextlib.suppress(OSError):
        _write(config.home / _FILE, {"of": _digest(follows_from), "versions": fresh})
    return fresh


def _write(file: Path, content: dict[str, object]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with written_aside(file) as part:
        part.write(json.dumps(content).encode())


def _digest(follows_from: Sequence[str]) -> str:
    return hashlib.sha256("\n".join([_makers(), *follows_from]).encode()).hexdigest()


@cache
def _makers() -> str:
    """Return the digest of the code and data that make examples of content."""
    digest = hashlib.sha256()
    for name in _MAKERS:
        place = PROJECT_ROOT / name
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        for file in files:
            if file.suffix in _KINDS:
                digest.update(str(file.relative_to(PROJECT_ROOT)).encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()
