"""A service request without chat: form, check by the parent, consent, number."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response

from actions.requests import (
    Actor,
    ConsentMissingError,
    InvalidFieldError,
    KeyReusedError,
    ServiceRequest,
    StoreError,
    hear,
)
from actions.requests.texts import spoken_time
from bot.channels.web.requesting.form import RequestForm, age_of, counties, new_key
from bot.channels.web.routes.track import attachment_limits
from bot.channels.web.site import Site, site_of

router = APIRouter(include_in_schema=False)
SiteOf = Annotated[Site, Depends(site_of)]

_HOTLINE = "hotline"
_WRONG = 422
_CONFLICT = 409
_UNAVAILABLE = 503


@router.get("/request")
def empty_form(site: SiteOf, service: str = "", urgent: str = "") -> Response:
    """Show the form; the page it was opened from may have chosen service and urgency."""
    known = service if service in site.catalogue.services else ""
    form = RequestForm(service=known, urgent="yes" if urgent == "yes" else "", key=new_key())
    return _form_page(site, form, {})


@router.post("/request")
def filled_form(site: SiteOf, form: Annotated[RequestForm, Form()]) -> Response:
    """Take the form one step further: back to editing, on to the summary, or into the store."""
    if not form.has_key():
        form = form.model_copy(update={"key": new_key(), "step": "review"})
    problems = form.problems(site.words, site.catalogue.services)
    if problems or form.step == "edit":
        return _form_page(site, form, {} if form.step == "edit" else problems)
    if form.step != "submit":
        return _review_page(site, form)
    if form.consent != "yes":
        return _review_page(site, form, "consent", _WRONG)
    return _submit(site, form)


def _submit(site: Site, form: RequestForm) -> Response:
    new = form.new_request(hear(form.need, site.knowledge), site.knowledge.build)
    try:
        case = site.desk.submit(new, key=form.key, by=Actor.parent())
    except KeyReusedError:
        return _review_page(site, form, "reused", _CONFLICT)
    except (ConsentMissingError, InvalidFieldError):
        return _review_page(site, form, "consent", _WRONG)
    except StoreError:
        return _review_page(site, form, "store_trouble", _UNAVAILABLE)
    return _done_page(site, case)


def _form_page(site: Site, form: RequestForm, problems: dict[str, str]) -> Response:
    return site.renderer.page(
        "request.html",
        status=_WRONG if problems else 200,
        form=form,
        problems=problems,
        counties=counties(),
        here="request",
    )


def _review_page(
    site: Site, form: RequestForm, problem: str | None = None, status: int = 200
) -> Response:
    heard = hear(form.need, site.knowledge)
    new = form.new_request(heard, site.knowledge.build)
    return site.renderer.page(
        "request_review.html",
        status=status,
        form=form,
        age=age_of(form.child_age),
        department=site.catalogue.departments[site.desk.department_for(new)].name,
        problem=_problem(site, problem),
        urgent=new.urgent,
        danger=site.knowledge.answerer.helplines(heard.dangers) if heard.danger else "",
        here="request",
    )


def _done_page(site: Site, case: ServiceRequest) -> Response:
    words = site.words
    department = words_for = site.catalogue.departments[case.department].name
    name = "done_triage" if case.department == _HOTLINE else "done_routed"
    told = words.say(
        f"request.{name}",
        county=case.county,
        department=department,
        due=spoken_time(case.due_at),
    )
    return site.renderer.page(
        "request_done.html",
        case=case,
        told=told,
        department=words_for,
        here="request",
        **attachment_limits(site),
    )


def _problem(site: Site, name: str | None) -> str:
    if name is None:
        return ""
    words: dict[str, Any] = site.words.tree["request"]
    return str(words["errors"].get(name) or words[name])
