"""A service request without chat: form, check by the parent, consent, number.

Every step ends in a redirect to the page that comes next, so that neither the way back nor a
reload sends anything again. Between the steps what was typed lies sealed under the form's key, as
a draft of the chat does; the draft goes when the request is opened, or after two days.
"""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from actions.requests import (
    Actor,
    CheckFailedError,
    ConsentMissingError,
    InvalidFieldError,
    KeyReusedError,
    ServiceRequest,
    StoreError,
    TooManyChecksError,
    hear,
)
from actions.requests.texts import spoken_time
from bot.channels.web.requesting.form import RequestForm, age_of, counties, new_key
from bot.channels.web.routes.track import attachment_limits
from bot.channels.web.site import Site, site_of
from knowledge.catalogue import HOTLINE

router = APIRouter(include_in_schema=False)
SiteOf = Annotated[Site, Depends(site_of)]

_SEE_OTHER = 303
_WRONG = 422
_CONFLICT = 409
_GONE = 410
_UNAVAILABLE = 503
_STATUS = {"reused": _CONFLICT, "store_trouble": _UNAVAILABLE}


@router.get("/request")
def form_page(
    site: SiteOf, service: str = "", urgent: str = "", form: str = "", edit: str = ""
) -> Response:
    """Show the form: empty, or as it was filled in.

    Args:
        site: of this process.
        service: the page the form was opened from may have chosen it,
        urgent: and the urgency.
        form: the key under which a filled-in form was kept.
        edit: the parent came back by choice, and is not told what is wrong.
    """
    if form:
        kept = _kept(site, form)
        if kept is None:
            return _gone_page(site)
        return _form_page(site, kept, {} if edit else _problems(site, kept))
    known = service if service in site.catalogue.services else ""
    empty = RequestForm(service=known, urgent="yes" if urgent == "yes" else "", key=new_key())
    return _form_page(site, empty, {})


@router.get("/request/check")
def check_page(site: SiteOf, form: str = "", problem: str = "") -> Response:
    """Show what was filled in, to be checked and agreed to."""
    kept = _kept(site, form)
    return _gone_page(site) if kept is None else _review_page(site, kept, problem)


@router.get("/request/done")
def done_page(request: Request, site: SiteOf, number: str = "", proof: str = "") -> Response:
    """Tell the number and the check code of a request to whoever has just opened it."""
    caller = request.client.host if request.client else ""
    try:
        found = site.desk.status_for_parent(number, proof, caller)
    except (CheckFailedError, TooManyChecksError):
        return _gone_page(site)
    return _done_page(site, site.desk.with_code(found.number)) if found.proven else _gone_page(site)


@router.post("/request")
def filled_form(site: SiteOf, form: Annotated[RequestForm, Form()]) -> Response:
    """Take the form one step further: back to editing, on to the summary, or into the store."""
    if not form.has_key():
        form = form.model_copy(update={"key": new_key(), "step": "review"})
    if form.step == "edit":
        return _go_on(site, form, "/request", edit="yes")
    if _problems(site, form):
        return _go_on(site, form, "/request")
    if form.step != "submit":
        return _go_on(site, form, "/request/check")
    if form.consent != "yes":
        return _go_on(site, form, "/request/check", problem="consent")
    return _submit(site, form)


def _submit(site: Site, form: RequestForm) -> Response:
    new = form.new_request(hear(form.need, site.knowledge), site.knowledge.build)
    try:
        case = site.desk.submit(new, key=form.key, by=Actor.parent())
    except KeyReusedError:
        return _go_on(site, form, "/request/check", problem="reused")
    except (ConsentMissingError, InvalidFieldError):
        return _go_on(site, form, "/request/check", problem="consent")
    except StoreError:
        return _review_page(site, form, "store_trouble")
    site.desk.drafts.clear(form.draft)
    proof = site.desk.link_proof(case.number)
    return RedirectResponse(
        f"/request/done?{urlencode({'number': case.number, 'proof': proof})}", _SEE_OTHER
    )


def _go_on(site: Site, form: RequestForm, path: str, **said: str) -> Response:
    """Keep the form and go to the page that shows it; show it at once where it cannot be kept."""
    if form.may_be_kept():
        try:
            site.desk.drafts.save(form.draft, form.typed())
        except StoreError:
            pass
        else:
            return RedirectResponse(f"{path}?{urlencode({'form': form.key} | said)}", _SEE_OTHER)
    if path == "/request":
        return _form_page(site, form, {} if said else _problems(site, form))
    return _review_page(site, form, said.get("problem", ""))


def _kept(site: Site, key: str) -> RequestForm | None:
    form = RequestForm(key=key)
    typed = site.desk.drafts.load(form.draft) if form.has_key() else {}
    return RequestForm.model_validate(typed) if typed else None


def _problems(site: Site, form: RequestForm) -> dict[str, str]:
    return form.problems(site.words, site.catalogue.services)


def _gone_page(site: Site) -> Response:
    words = site.words.tree["request"]["gone"]
    return site.renderer.page(
        "message.html",
        status=_GONE,
        title=words["title"],
        text=words["text"],
        back="/track",
        back_text=words["back"],
    )


def _form_page(site: Site, form: RequestForm, problems: dict[str, str]) -> Response:
    return site.renderer.page(
        "request.html",
        status=_WRONG if problems else 200,
        form=form,
        problems=problems,
        counties=counties(),
        here="request",
    )


def _review_page(site: Site, form: RequestForm, problem: str = "") -> Response:
    heard = hear(form.need, site.knowledge)
    new = form.new_request(heard, site.knowledge.build)
    told = _problem(site, problem)
    # Its number is not told: whoever knows a telephone number could ask for anybody's.
    before = site.desk.earlier.same_need(form.contact_phone, form.need)
    return site.renderer.page(
        "request_review.html",
        status=_STATUS.get(problem, _WRONG) if told else 200,
        form=form,
        age=age_of(form.child_age),
        department=site.catalogue.departments[site.desk.department_for(new)].name,
        problem=told,
        urgent=new.urgent,
        before=spoken_time(before.opened_at) if before else "",
        danger=site.knowledge.answerer.helplines(heard.dangers) if heard.danger else "",
        here="request",
    )


def _done_page(site: Site, case: ServiceRequest) -> Response:
    department = site.catalogue.departments[case.department].name
    name = "done_triage" if case.department == HOTLINE else "done_routed"
    told = site.words.say(
        f"request.{name}",
        county=case.county,
        department=department,
        due=spoken_time(case.due_at),
    )
    return site.renderer.page(
        "request_done.html",
        case=case,
        told=told,
        here="request",
        **attachment_limits(site),
    )


def _problem(site: Site, name: str) -> str:
    words: dict[str, Any] = site.words.tree["request"]
    told = {"consent": words["errors"]["consent"]} | {one: words[one] for one in _STATUS}
    return str(told.get(name, ""))
