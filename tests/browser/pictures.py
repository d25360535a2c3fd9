"""Makes the README's pictures from the running product: ``python tests/browser/pictures.py``."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from browser_product import CHROMIUM_ARGUMENTS, SIZES, Product, chromium
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from knowledge.settings import PROJECT_ROOT

FOLDER = PROJECT_ROOT / "docs" / "pictures"
COLOURS = 128


def save(page: Page, name: str) -> None:
    """Keep what the screen shows, in few colours: the picture is for reading, not for printing."""
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    shot.quantize(COLOURS).save(FOLDER / f"{name}.png", optimize=True)


def main() -> None:
    """Start the product, take the pictures, stop it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        product = Product(Path(home))
        product.start()
        try:
            browser = playwright.chromium.launch(
                executable_path=chromium(), args=list(CHROMIUM_ARGUMENTS)
            )
            desktop = browser.new_page(viewport=SIZES["desktop"], base_url=product.url)
            desktop.goto("/")
            save(desktop, "faq")
            desktop.goto("/service/vaccination")
            save(desktop, "service")
            phone = browser.new_page(viewport=SIZES["phone"], base_url=product.url)
            phone.goto("/chat")
            phone.get_by_label("说说您想问的事").fill("娃儿在贵阳打疫苗找哪个")
            phone.get_by_role("button", name="发送").click()
            phone.locator(".bubble.assistant").nth(1).wait_for()
            save(phone, "chat")
            browser.close()
        finally:
            product.stop()


if __name__ == "__main__":
    main()
