"""The parts of a Word file and its elements by local name, whatever dialect it is written in.

Strict and transitional files, templates and files with macros differ in namespaces and content
types only; dangling relations do not matter, because only the parts that hold text are opened.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

_PARSER = {"resolve_entities": False, "no_network": True, "recover": True, "huge_tree": True}
_MAIN = "word/document.xml"


@dataclass(frozen=True)
class WordParts:
    """The parts that hold text; those a file lacks are ``None``."""

    document: etree._Element
    styles: etree._Element | None
    numbering: etree._Element | None
    footnotes: etree._Element | None
    endnotes: etree._Element | None


def open_parts(data: bytes) -> WordParts:
    """Return the parts of a Word file.

    Raises:
        ValueError, KeyError, zipfile.BadZipFile: it is damaged, or no Word file.
    """
    with zipfile.ZipFile(BytesIO(data)) as archive:
        names = set(archive.namelist())
        main = _main_part(archive, names)
        folder = main.rpartition("/")[0]

        def part(name: str) -> etree._Element | None:
            path = f"{folder}/{name}.xml" if folder else f"{name}.xml"
            return _parsed(archive.read(path)) if path in names else None

        document = _parsed(archive.read(main))
        if document is None or local(document) != "document":
            raise ValueError("no Word document")
        return WordParts(
            document, part("styles"), part("numbering"), part("footnotes"), part("endnotes")
        )


def local(element: etree._Element) -> str:
    """Return the name of an element without its namespace; comments have none."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the children of a name."""
    return (each for each in element if local(each) == name)


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """Return the first child at the end of a path of names."""
    for name in path:
        if element is None:
            return None
        element = next(children(element, name), None)
    return element


def attribute(element: etree._Element, name: str) -> str:
    """Return an attribute by its local name; empty where there is none."""
    return next((str(v) for k, v in element.attrib.items() if etree.QName(k).localname == name), "")


def value_of(element: etree._Element | None, *path: str) -> str:
    """Return the ``val`` of the element at the end of a path."""
    found = child(element, *path)
    return attribute(found, "val") if found is not None else ""


def _main_part(archive: zipfile.ZipFile, names: set[str]) -> str:
    if _MAIN in names:
        return _MAIN
    types = _parsed(archive.read("[Content_Types].xml"))
    for override in types if types is not None else ():
        kind = attribute(override, "ContentType")
        if "wordprocessingml" in kind and kind.endswith(".main+xml"):
            return attribute(override, "PartName").lstrip("/")
    raise KeyError(_MAIN)


def _parsed(data: bytes) -> etree._Element | None:
    return etree.fromstring(data, etree.XMLParser(**_PARSER))
