"""The two formats of GeoReport v2, and its errors."""

from __future__ import annotations

from typing import Any, Literal
from xml.etree.ElementTree import Element, tostring

from fastapi.responses import JSONResponse, Response

Format = Literal["json", "xml"]


class RefusedError(Exception):
    """A call that cannot be served; it becomes the standard's list of errors."""

    def __init__(self, status: int, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.description = description


def answer(value: Any, form: Format, root: str, item: str, status: int = 200) -> Response:
    """Return a value as JSON, or as XML under ``root`` with one ``item`` per list entry."""
    if form == "json":
        return JSONResponse(value, status)
    content = tostring(_element(root, value, item), encoding="utf-8", xml_declaration=True)
    return Response(content, status, media_type="text/xml; charset=utf-8")


def refusal(refused: RefusedError, form: Format) -> Response:
    """Return the list of errors."""
    errors = [{"code": str(refused.status), "description": refused.description}]
    return answer(errors, form, "errors", "error", refused.status)


def _element(name: str, value: Any, item: str) -> Element:
    made = Element(name)
    if isinstance(value, list):
        made.extend(_element(item, one, "value") for one in value)
    elif isinstance(value, dict):
        for key, one in value.items():
            made.append(_element(key, one, key.removesuffix("s")))
    elif isinstance(value, bool):
        made.text = str(value).lower()
    elif value is not None:
        made.text = str(value)
    return made
