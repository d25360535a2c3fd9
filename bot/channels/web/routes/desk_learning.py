"""``/desk/questions``: what was not answered, and what is done so that it will be."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from actions.staff import Session
from actions.staff.proposals import ProposalError
from bot.channels.web.site import Site
from bot.channels.web.staff.asking import Acting, Asking, Field, SiteOf, allowed
from bot.channels.web.staff.pages import WRONG, desk_page

router = APIRouter(prefix="/desk/questions", include_in_schema=False)

_SEE_OTHER = 303
_SHOWN = 50


@router.get("")
def questions(site: SiteOf, session: Asking) -> Response:
    """Show the groups of questions, the largest first, and the proposals."""
    allowed(session, "improve")
    return _page(site, session)


@router.post("/propose")
def propose(
    site: SiteOf,
    session: Acting,
    kind: Field = "",
    service: Field = "",
    text: Field = "",
    cluster: Field = "0",
) -> Response:
    """Propose an example, another name or a document."""
    allowed(session, "improve")
    group = int(cluster) if cluster.isdecimal() else 0

    def work() -> None:
        site.proposals.propose(kind, service, text, by=session.label, cluster=group)

    return _done(site, session, "propose", f"{kind} {service}", work)


@router.post("/{cluster}/settle")
def settle(site: SiteOf, session: Acting, cluster: int) -> Response:
    """Take a group off the list."""
    allowed(session, "improve")
    return _done(
        site,
        session,
        "settle",
        str(cluster),
        lambda: site.dialogue.for_people.questions.settle(cluster),
    )


@router.post("/proposals/{proposal}/{decision}")
def decide(site: SiteOf, session: Acting, proposal: int, decision: str) -> Response:
    """Approve somebody else's proposal, refuse it, or take back what is live."""
    allowed(session, "approve")
    proposals, by = site.proposals, session.label
    works: dict[str, Callable[[], None]] = {
        "approve": lambda: proposals.decide(proposal, by=by, approve=True),
        "refuse": lambda: proposals.decide(proposal, by=by, approve=False),
        "revoke": lambda: proposals.revoke(proposal, by=by),
    }
    if decision not in works:
        return _page(site, session)
    return _done(site, session, decision, str(proposal), works[decision])


def _done(
    site: Site, session: Session, action: str, detail: str, work: Callable[[], None]
) -> Response:
    try:
        work()
    except ProposalError as error:
        return _page(site, session, str(error))
    site.staff.audit.note(session, action, detail=detail)
    return RedirectResponse("/desk/questions", _SEE_OTHER)


def _page(site: Site, session: Session, problem: str = "") -> Response:
    return desk_page(
        site,
        session,
        "desk_questions.html",
        status=WRONG if problem else 200,
        clusters=site.dialogue.for_people.questions.clusters()[:_SHOWN],
        proposals=site.proposals.newest(),
        problem=problem,
    )
