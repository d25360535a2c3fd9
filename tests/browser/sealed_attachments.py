"""What the product keeps of the files parents attached, opened with its own key."""

from __future__ import annotations

from dataclasses import replace

from browser_product import Product

from actions.requests import Actor, RequestDesk
from knowledge.catalogue import load_catalogue
from knowledge.settings import load_config


def attachments_of(product: Product, number: str) -> list[tuple[str, bytes]]:
    """Return name and content of every file of a request."""
    config = replace(load_config(product.config_file), home=product.home)
    desk = RequestDesk.open(config, load_catalogue())
    return desk.attachments(number, by=Actor.staff("检查"), reason="测试")
