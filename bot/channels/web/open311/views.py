"""Services and requests as GeoReport v2 names their parts. Nothing personal leaves here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.requests import Channel, NewRequest, PublicRequest, fields, hear, new_request
from actions.requests.lifecycle import load_lifecycle
from bot.channels.web.requesting.form import age_of
from knowledge.base import KnowledgeBase
from knowledge.catalogue import Catalogue, Service

_LONGEST_DESCRIPTION = 4000
"""What the standard lets a description hold."""
_BESIDE = "清单以外"
NOT_SUPPORTED = ("jurisdiction_id", "lat", "long", "address_id", "email", "device_id", "media_url")
"""What the standard names and this endpoint leaves unread; said in discovery."""
_ATTRIBUTES = {
    "consent": "家长同意保存称呼、电话和诉求内容，转给对口部门（yes）",
    "child_age": "孩子几岁，0到17",
}
_FIELDS = {
    "api_key": "Key of the client (or in X-API-Key)",
    "service_code": "One of GET /services",
    "description": "What is needed, 4000 characters at most",
    "address_string": "Address in Guizhou with its county, or the county alone",
    "last_name": "Family name of the parent",
    "first_name": "Given name or form of address",
    "phone": "Mobile, or landline with its area code",
    "attribute[consent]": "yes: the parent agreed that these details are kept and passed on",
    "attribute[child_age]": "Age of the child, 0 to 17",
}
_OPTIONAL = ("first_name", "api_key")


def _further() -> dict[str, str]:
    """Return the labels of the further fields, by the names of their attributes."""
    return {f"attribute[{field.name}]": field.label for field in fields.FURTHER}


def _required() -> list[str]:
    optional = (*_OPTIONAL, *(f"attribute[{name}]" for name in fields.skippable()))
    return [name for name in _FIELDS | _further() if name not in optional]


POSTED_FORM: dict[str, Any] = {
    "required": True,
    "content": {
        "application/x-www-form-urlencoded": {
            "schema": {
                "type": "object",
                "required": _required(),
                "properties": {
                    name: {"type": "string", "description": text}
                    for name, text in (_FIELDS | _further()).items()
                },
            }
        }
    },
}
"""The body of a new request, for the OpenAPI description."""


def service_view(service: Service, catalogue: Catalogue) -> dict[str, Any]:
    """Return one service."""
    return {
        "service_code": service.id,
        "service_name": service.plain_name,
        "description": service.offers or service.name,
        "metadata": True,
        "type": "realtime",
        "keywords": service.name,
        "group": catalogue.areas[service.area].name if service.area else _BESIDE,
    }


def definition_view(service: Service) -> dict[str, Any]:
    """Return what a request for a service may carry."""
    attributes = _ATTRIBUTES | {field.name: field.label for field in fields.FURTHER}
    return {
        "service_code": service.id,
        "attributes": [
            {
                "variable": True,
                "code": code,
                "datatype": "string",
                "required": f"attribute[{code}]" in _required(),
                "datatype_description": text,
                "order": order,
                "description": text,
            }
            for order, (code, text) in enumerate(attributes.items(), 1)
        ],
    }


def request_view(one: PublicRequest, catalogue: Catalogue) -> dict[str, Any]:
    """Return one request as the standard names its parts."""
    service = catalogue.services.get(one.services[0]) if one.services else None
    return {
        "service_request_id": one.number,
        "status": "open" if load_lifecycle().is_open(one.status) else "closed",
        "status_notes": one.status.value,
        "service_name": service.plain_name if service else "",
        "service_code": service.id if service else "",
        "agency_responsible": catalogue.departments[one.department].name,
        "requested_datetime": one.opened_at,
        "updated_datetime": one.updated_at,
        "expected_datetime": one.due_at,
        "address": one.county,
    }


def posted_request(form: Mapping[str, str], knowledge: KnowledgeBase) -> NewRequest:
    """Return the request of a posted form, to be checked by the desk."""
    agreed = form.get("attribute[consent]", "").lower() in ("yes", "true", "1")
    name = form.get("last_name", "") + form.get("first_name", "")
    need = form.get("description", "")[:_LONGEST_DESCRIPTION]
    return new_request(
        need=need,
        county=form.get("address_string", ""),
        contact_name=name,
        contact_phone=form.get("phone", ""),
        channel=Channel.OPEN311,
        agreed=agreed,
        heard=hear(need, knowledge),
        services=(form["service_code"],) if form.get("service_code") else (),
        child_age=age_of(form.get("attribute[child_age]", "")),
        build=knowledge.build,
        further={n: v for n in fields.further() if (v := form.get(f"attribute[{n}]"))},
    )
