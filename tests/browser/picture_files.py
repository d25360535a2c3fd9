"""Where the pictures of the documents lie, and how they are kept small."""

from __future__ import annotations

import io

from PIL import Image
from playwright.sync_api import Page

from knowledge.settings import PROJECT_ROOT

FOLDER = PROJECT_ROOT / "docs" / "pictures"
COLOURS = 128


def save(page: Page, name: str) -> None:
    """Keep what the screen shows, in few colours: the picture is for reading, not for printing."""
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    shot.quantize(COLOURS).save(FOLDER / f"{name}.png", optimize=True)
