"""For those who write in English: one English line beside the Chinese answer, at every door."""

from __future__ import annotations

from knowledge.answers.answer import Answer
from knowledge.answers.texts import texts
from knowledge.catalogue import Catalogue
from nlu.understanding.topics.reading import Kind


def english_line(answer: Answer, catalogue: Catalogue) -> str:
    """Return what an answer is about and whom to ask, in one English line."""
    if answer.kind is not Kind.POLICY or not answer.services:
        return texts().english_plain
    services = [catalogue.services[service] for service in answer.services]
    leads = dict.fromkeys(service.lead for service in services)
    return texts().english.format(
        services="; ".join(service.english for service in services),
        departments=" / ".join(catalogue.departments[lead].english for lead in leads),
    )
