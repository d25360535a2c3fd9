"""The OpenAPI description of this installation, as a table of calls that a page can show."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_ANY = "any"


@dataclass(frozen=True)
class Part:
    """One thing a call takes or returns."""

    name: str
    place: str
    kind: str
    required: bool
    description: str


@dataclass(frozen=True)
class Call:
    """One method of one path."""

    method: str
    path: str
    summary: str
    description: str
    takes: tuple[Part, ...]
    returns: tuple[Part, ...]
    statuses: tuple[str, ...]


def calls_of(description: Mapping[str, Any]) -> dict[str, list[Call]]:
    """Return the calls by tag, in the order of the description; webhooks last."""
    groups: dict[str, list[Call]] = {}
    for paths in (description["paths"], description.get("webhooks", {})):
        for path, methods in paths.items():
            for method, operation in methods.items():
                call = _Described(description).call(method, path, operation)
                groups.setdefault(operation.get("tags", ["other"])[0], []).append(call)
    return groups


@dataclass(frozen=True)
class _Described:
    """Follows the references inside one description."""

    whole: Mapping[str, Any]

    def call(self, method: str, path: str, operation: Mapping[str, Any]) -> Call:
        return Call(
            method=method.upper(),
            path=path,
            summary=operation.get("summary", ""),
            description=operation.get("description", ""),
            takes=(*self._parameters(operation), *self._body(operation)),
            returns=tuple(self._returned(operation)),
            statuses=tuple(operation["responses"]),
        )

    def _parameters(self, operation: Mapping[str, Any]) -> Iterator[Part]:
        for one in operation.get("parameters", ()):
            schema = one["schema"]
            yield Part(
                name=one["name"],
                place=one["in"],
                kind=self._kind(schema),
                required=one.get("required", False),
                description=one.get("description") or schema.get("description", ""),
            )

    def _body(self, operation: Mapping[str, Any]) -> Iterator[Part]:
        for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
            yield from self._properties(content["schema"], media_type)

    def _returned(self, operation: Mapping[str, Any]) -> Iterator[Part]:
        for status, reply in operation["responses"].items():
            for content in reply.get("content", {}).values():
                if status.startswith("2"):
                    yield from self._properties(content.get("schema", {}), status)

    def _properties(self, schema: Mapping[str, Any], place: str) -> Iterator[Part]:
        found = self._followed(schema)
        for name, one in found.get("properties", {}).items():
            yield Part(
                name=name,
                place=place,
                kind=self._kind(one),
                required=name in found.get("required", ()),
                description=one.get("description", ""),
            )

    def _followed(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        found: Any = schema
        while "$ref" in found:
            node: Any = self.whole
            for step in found["$ref"].removeprefix("#/").split("/"):
                node = node[step]
            found = node
        return dict(found)

    def _kind(self, schema: Mapping[str, Any]) -> str:
        if "$ref" in schema:
            return str(schema["$ref"]).rpartition("/")[2]
        if "anyOf" in schema:
            return " | ".join(self._kind(one) for one in schema["anyOf"])
        if "enum" in schema:
            return " | ".join(json.dumps(one) for one in schema["enum"])
        if schema.get("type") == "array":
            return f"[{self._kind(schema['items'])}]"
        return str(schema.get("type", _ANY))
