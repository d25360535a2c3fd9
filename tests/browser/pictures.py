"""Makes the pictures of README and guides: ``python tests/browser/pictures.py``."""

from __future__ import annotations

import tempfile
from pathlib import Path

import desk_pictures
from browser_product import CHROMIUM_ARGUMENTS, SIZES, Product, chromium
from picture_files import FOLDER, save
from playwright.sync_api import sync_playwright


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
            desk_pictures.take(product, browser)
            browser.close()
        finally:
            product.stop()


if __name__ == "__main__":
    main()
