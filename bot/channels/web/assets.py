"""Style sheet, scripts and icon: read once, named by content, compressed once."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "static"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True)
class Asset:
    """One static file."""

    media_type: str
    content: bytes
    compressed: bytes
    digest: str


@cache
def assets() -> dict[str, Asset]:
    """Return the static files by name."""
    return {file.name: _asset(file) for file in sorted(_FOLDER.iterdir()) if file.suffix in _TYPES}


def asset_url(name: str) -> str:
    """Return the address of a static file; it changes with the content, so it may be kept."""
    return f"/static/{name}?v={assets()[name].digest}"


def _asset(file: Path) -> Asset:
    content = file.read_bytes()
    return Asset(
        media_type=_TYPES[file.suffix],
        content=content,
        compressed=gzip.compress(content, mtime=0),
        digest=hashlib.sha256(content).hexdigest()[:10],
    )
