"""A conversation as it looked on the phone: HTML, and a picture of it through Chromium."""

from __future__ import annotations

import html
import io
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from bot_api import Message
from parent import Parent
from PIL import Image

FOLDER = Path(__file__).parent
_COLOURS = 64
_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--hide-scrollbars")


@dataclass
class Transcript:
    """What both sides said, written down while it is said; each phone is one screen."""

    parent: Parent
    phones: list[list[str]] = field(default_factory=lambda: [[]])

    def next_phone(self) -> None:
        self.phones.append([])

    async def types(self, text: str, replies: int = 1) -> list[Message]:
        self.parent.says(text)
        return await self._said(f'<p class="mine">{html.escape(text)}</p>', replies)

    async def taps(self, title: str, replies: int = 1) -> list[Message]:
        self.parent.taps(title)
        self._mark(title)
        return await self._said("", replies)

    async def shares(self, shown: str, replies: int = 1, **content: object) -> list[Message]:
        self.parent.sends(**content)
        return await self._said(f'<p class="mine">{html.escape(shown)}</p>', replies)

    async def hears(self, replies: int = 1) -> list[Message]:
        return await self._said("", replies)

    def page(self) -> str:
        screens = "".join(
            f"<section><header>童行</header>{''.join(bubbles)}</section>" for bubbles in self.phones
        )
        return (FOLDER / "transcript.html").read_text(encoding="utf-8").replace("…", screens, 1)

    async def _said(self, mine: str, replies: int) -> list[Message]:
        if mine:
            self.phones[-1].append(mine)
        heard = await self.parent.hears(replies)
        self.phones[-1] += [_bubble(message) for message in heard]
        return heard

    def _mark(self, title: str) -> None:
        """Show which button was tapped, on the newest message that has it."""
        wanted = f"<span>{html.escape(title)}"
        for phone in reversed(self.phones):
            for place in range(len(phone) - 1, -1, -1):
                if wanted in phone[place]:
                    tapped = wanted.replace("<span>", '<span class="tapped">')
                    phone[place] = phone[place].replace(wanted, tapped, 1)
                    return


def _bubble(message: Message) -> str:
    # A block has room around it already: no empty lines beside it.
    text = message.html.replace("\n<blockquote", "<blockquote")
    text = text.replace("</blockquote>\n", "</blockquote>")
    rows = (message.markup or {}).get("inline_keyboard", [])
    keys = "".join(f"<div>{_keys([button['text'] for button in row])}</div>" for row in rows)
    return f'<div class="theirs"><div>{text}</div><nav>{keys}</nav></div>'


def _keys(titles: list[str]) -> str:
    return "".join(f"<span>{html.escape(title)}</span>" for title in titles)


async def draw(page: str, file: Path) -> None:
    """Draw a page into a PNG of few colours."""
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
            args=list(_ARGUMENTS),
        )
        tab = await browser.new_page(
            viewport={"width": 1200, "height": 400}, device_scale_factor=1.5
        )
        await tab.set_content(page)
        shot = await tab.locator("main").screenshot()
        await browser.close()
    picture = Image.open(io.BytesIO(shot)).convert("RGB").quantize(_COLOURS)
    file.parent.mkdir(parents=True, exist_ok=True)
    picture.save(file, optimize=True)
