"""One question answered on a page, and the same for programs."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from bot.channels.web.faq.suggesting import LONGEST_QUERY
from bot.channels.web.formatting import page_lines
from bot.channels.web.site import Site, site_of
from bot.dialogue.withholding import withheld
from knowledge.answers import Answer
from knowledge.languages import ENGLISH, speak
from nlu.understanding.topics.reading import Kind, Reading, Subject

router = APIRouter()
SiteOf = Annotated[Site, Depends(site_of)]

LONGEST_QUESTION = 500
_LONGEST_ACCEPTED = 10_000
_LIKELY = 0.05
_SHOWN = 4


@router.get("/search", include_in_schema=False)
def search(site: SiteOf, q: str = "") -> Response:
    """Show the answer to a question and what else may be meant."""
    asked = q.strip()
    understood = site.knowledge.understand(asked[:LONGEST_QUESTION]) if asked else None
    if understood is not None and understood.english:
        # Who asks in English reads the whole page in it.
        speak(ENGLISH)
    words = site.words.tree["search"]
    found: dict[str, Any] = {"answer": None, "services": [], "measures": [], "guesses": []}
    problem = ""
    if len(asked) > LONGEST_QUESTION:
        problem = words["too_long"]
    elif not asked and "q" in q:
        problem = words["empty"]
    if understood is not None:
        answer = withheld(site.knowledge.answer_to(understood), site.desk.switches)
        found = _found(site, understood.reading, answer)
        _count(site, "search", found["answer"])
    return site.renderer.page(
        "search.html", question=asked[:LONGEST_QUESTION], problem=problem, **found
    )


@router.get("/api/ask", summary="One answer by retrieval alone", tags=["questions"])
def ask(
    site: SiteOf,
    q: Annotated[
        str,
        Query(
            description="The question, in everyday words",
            examples=["娃儿打疫苗找哪个"],
            max_length=_LONGEST_ACCEPTED,
        ),
    ],
) -> dict[str, Any]:
    """Return the answer object: kind, services, departments, text, citations."""
    answer = withheld(site.knowledge.ask(q), site.desk.switches)
    _count(site, "api", answer)
    return answer.to_json()


@router.get("/api/suggest", summary="Suggestions while somebody types", tags=["questions"])
def suggest(
    site: SiteOf,
    q: Annotated[str, Query(description="What was typed so far", max_length=_LONGEST_ACCEPTED)],
) -> dict[str, list[dict[str, str]]]:
    """Return at most eight things to choose from, each with its address."""
    found = site.suggester.suggest(q[:LONGEST_QUERY])
    return {"suggestions": [{"text": item.text, "url": item.url} for item in found]}


def _found(site: Site, reading: Reading, answer: Answer) -> dict[str, Any]:
    # Somebody in danger is shown the helplines and nothing to read beside them.
    danger = answer.kind is Kind.CRISIS
    likely = [topic for topic in reading.topics if topic.share >= _LIKELY and not danger]
    services = [*answer.services, *(t.id for t in likely if t.subject is Subject.SERVICE)]
    measures = [*answer.measures, *(t.id for t in likely if t.subject is Subject.MEASURE)]
    catalogue = site.catalogue
    # Nothing understood may be initials: dym.
    unheard = answer.abstained and not answer.services and not danger
    return {
        "guesses": site.suggester.suggest(answer.question) if unheard else [],
        "answer": answer,
        "lines": page_lines(answer, site.words.tree["search"]),
        "danger": danger,
        "services": [catalogue.services[i] for i in dict.fromkeys(services)][:_SHOWN],
        "measures": [catalogue.measures[i] for i in dict.fromkeys(measures)][:_SHOWN],
    }


def _count(site: Site, door: str, answer: Answer) -> None:
    site.metrics.answers.labels(door, answer.kind.value, str(answer.abstained).lower()).inc()
