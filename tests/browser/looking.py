"""What every page has to bear: a look at its width, its headings, and axe-core's rules."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from browser_product import SCREENSHOTS
from playwright.sync_api import Page

_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def look_at(page: Page, name: str) -> None:
    """Keep a screenshot under ``var/screenshots`` and refuse what people would stumble over."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1], f"{name} has to be scrolled sideways"
    assert page.locator("h1").count() == 1, f"{name} has not exactly one main heading"
    found = violations(page)
    assert not found, "\n".join([name, *found])


def violations(page: Page) -> list[str]:
    """Return what axe-core finds against WCAG 2.2 AA, one line per rule and place."""
    page.evaluate(AXE_SCRIPT)
    found: dict[str, Any] = page.evaluate("rules => axe.run(document, rules)", _RULES)
    return [
        f"{rule['id']}: {rule['help']} at {node['target']} {node.get('failureSummary', '')}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
