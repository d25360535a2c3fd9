"""What search engines read: schema.org descriptions, as data blocks that no browser runs."""

from __future__ import annotations

from typing import Any

from bot.channels.web.page_texts import Words
from knowledge.catalogue import Catalogue, Service
from knowledge.languages import CHINESE, spoken

_CONTEXT = "https://schema.org"
_AREA = {"@type": "AdministrativeArea", "name": "贵州省"}


def service_data(
    service: Service, catalogue: Catalogue, words: Words, public_url: str
) -> list[dict[str, Any]]:
    """Return the ``GovernmentService`` and the ``FAQPage`` of a service that has content."""
    if service.offers is None:
        return []
    department = catalogue.departments[service.lead]
    described: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "GovernmentService",
        "name": service.name,
        "alternateName": service.plain_name,
        "description": service.offers,
        "serviceType": catalogue.areas[service.area].name if service.area else service.plain_name,
        "areaServed": _AREA,
        "audience": {"@type": "Audience", "audienceType": service.for_whom},
        "provider": {"@type": "GovernmentOrganization", "name": department.name},
    }
    if public_url:
        described["url"] = f"{public_url}/service/{service.id}"
    asked = {"what": service.offers, "for_whom": service.for_whom, "who": service.who}
    return [
        described,
        faq_page(
            [
                (words.say(f"entry.faq_{name}", name=service.plain_name), answer)
                for name, answer in asked.items()
                if answer
            ]
            + legal_questions(catalogue, service)
        ),
    ]


def legal_questions(catalogue: Catalogue, service: Service) -> list[tuple[str, str]]:
    """Return questions on a service that the law answers, each with what it says.

    They are asked in Chinese only.
    """
    facts = catalogue.facts_of(service.id) if spoken() == CHINESE else []
    return [(fact.examples[0], fact.says) for fact in facts]


def faq_page(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """Return a ``FAQPage`` of questions and answers."""
    return {
        "@context": _CONTEXT,
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": question,
                "acceptedAnswer": {"@type": "Answer", "text": answer},
            }
            for question, answer in pairs
        ],
    }
