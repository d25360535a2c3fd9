from __future__ import annotations

import pytest
from browser_product import Open
from looking import look_at

PAGES = {
    "home": "/",
    "area": "/area/learning",
    "area-without-content": "/area/shelter",
    "service": "/service/vaccination",
    "service-without-content": "/service/housing",
    "measure": "/measure/medical-coverage",
    "department": "/department/education",
    "search-empty": "/search",
    "search": "/search?q=娃儿打疫苗找哪个",
    "search-partly": "/search?q=办低保要带哪些材料",
    "search-danger": "/search?q=孩子被人打了",
    "search-outside": "/search?q=明天股票涨不涨",
    "chat": "/chat",
    "request": "/request?service=vaccination",
    "track": "/track",
    "check": "/check",
    "check-list": "/check/list?s=vaccination,kindergarten,resident-insurance",
    "check-list-empty": "/check/list?s=",
    "privacy": "/privacy",
    "accessibility": "/accessibility",
    "docs": "/docs",
    "thanks": "/thanks?page=service/vaccination",
    "not-found": "/nowhere",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_its_width_and_holds_to_wcag(name: str, size: str, open_page: Open) -> None:
    page = open_page(PAGES[name], size)
    look_at(page, f"{size}-{name}")


@pytest.mark.parametrize("name", ["home", "service", "chat", "request", "check"])
def test_a_page_runs_without_complaint_of_the_browser(name: str, open_page: Open) -> None:
    page = open_page("/privacy")
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(PAGES[name])
    page.wait_for_load_state("networkidle")
    assert complaints == []


def test_text_twice_as_large_still_fits_a_phone(open_page: Open) -> None:
    page = open_page("/")
    page.evaluate("document.documentElement.style.fontSize = '225%'")
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0


@pytest.mark.parametrize("name", ["home", "service", "check-list"])
def test_the_faq_pages_stay_calm_in_the_dark_and_with_forced_colours(
    name: str, open_page: Open
) -> None:
    page = open_page(PAGES[name], color_scheme="dark", forced_colors="active")
    assert page.locator("h1").is_visible()
