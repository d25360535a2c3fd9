from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from browser_product import (
    CHROMIUM_ARGUMENTS,
    EMBEDDING_ORIGIN,
    SIZES,
    NotBuiltError,
    Open,
    Product,
    chromium,
)
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from knowledge.errors import TongxingError

_PATIENCE_MS = 30_000


@pytest.fixture(scope="package")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    if chromium() is None:
        pytest.skip("Chromium is not installed: apt-get install chromium (or set CHROMIUM)")
    try:
        running = Product(tmp_path_factory.mktemp("product"), embed_origins=(EMBEDDING_ORIGIN,))
        running.start()
    except (TongxingError, NotBuiltError) as error:
        pytest.skip(f"the product is not set up: {error}")
    yield running
    running.stop()


@pytest.fixture(scope="package")
def whole_product(product: Product) -> Product:
    if not product.whole:
        pytest.skip("the dialogue is not trained: run `make setup`")
    return product


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """Ended with the folder's tests: it keeps an event loop running that others trip over."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def browser(playwright: Playwright, product: Product) -> Iterator[Browser]:
    started = playwright.chromium.launch(
        executable_path=chromium(), args=list(CHROMIUM_ARGUMENTS), headless=True
    )
    yield started
    started.close()


@pytest.fixture(params=list(SIZES))
def size(request: pytest.FixtureRequest) -> str:
    """Both widths, one after the other."""
    return str(request.param)


@pytest.fixture
def open_page(browser: Browser, product: Product) -> Iterator[Open]:
    """Opens pages in fresh browsers (no cookies, no storage), and closes them afterwards."""
    contexts = []

    def open_one(path: str, size: str = "phone", **options: Any) -> Page:
        context = browser.new_context(
            **{"viewport": SIZES[size], "locale": "zh-CN", "base_url": product.url} | options
        )
        context.set_default_timeout(_PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()
