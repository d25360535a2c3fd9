"""``/desk/board``, ``/desk/deliveries``, ``/desk/audit``: how it goes, and who did what."""

from __future__ import annotations

import csv
import io

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from actions.requests import RequestError
from actions.requests.switches import SWITCHES
from actions.staff import Session
from bot.channels.web.site import Site
from bot.channels.web.staff.asking import Acting, Asking, Field, SiteOf, allowed
from bot.channels.web.staff.board import as_csv, draw_board, plain
from bot.channels.web.staff.pages import WRONG, desk_page
from bot.channels.web.staff.queue import may_see

router = APIRouter(prefix="/desk", include_in_schema=False)

_EXPORTED = 100_000
_DELIVERIES_SHOWN = 300
_SEE_OTHER = 303


@router.get("/board")
def board(site: SiteOf, session: Asking, since: str = "", until: str = "") -> Response:
    """Show counts and times of a period."""
    allowed(session, "board")
    drawn = draw_board(site, since, until)
    return desk_page(site, session, "desk_board.html", board=drawn, since=since, until=until)


@router.get("/board.csv")
def board_csv(site: SiteOf, session: Asking, since: str = "", until: str = "") -> Response:
    """Give out the same as a table."""
    allowed(session, "board")
    names = site.words.tree["desk"]["board"]
    return _file(as_csv(draw_board(site, since, until), names), "board.csv")


@router.get("/deliveries")
def deliveries(site: SiteOf, session: Asking) -> Response:
    """Show what became of the messages to departments about cases this person may see."""
    allowed(session, "deliveries")
    found = site.desk.outbox.sent_to_departments(
        lambda case: may_see(session, case), _DELIVERIES_SHOWN
    )
    return desk_page(site, session, "desk_deliveries.html", rows=found)


@router.get("/switches")
def switches(site: SiteOf, session: Asking) -> Response:
    """Show what can be turned off, and what is."""
    allowed(session, "switch")
    return _switches(site, session)


@router.post("/switches/{name}/off")
def turn_off(
    site: SiteOf, session: Acting, name: str, reason: Field = "", sentence: Field = ""
) -> Response:
    """Turn something off; why is kept, and parents are told the sentence."""
    allowed(session, "switch")
    try:
        site.desk.switches.turn_off(name, by=session.label, reason=reason, sentence=sentence)
    except RequestError as error:
        return _switches(site, session, problem=str(error))
    site.staff.audit.note(session, "switch_off", detail=f"{name}：{reason.strip()}")
    return RedirectResponse("/desk/switches", _SEE_OTHER)


@router.post("/switches/{name}/on")
def turn_on(site: SiteOf, session: Acting, name: str) -> Response:
    """Turn something on again."""
    allowed(session, "switch")
    if site.desk.switches.turn_on(name):
        site.staff.audit.note(session, "switch_on", detail=name)
    return RedirectResponse("/desk/switches", _SEE_OTHER)


@router.get("/audit")
def audit(
    site: SiteOf, session: Asking, by: str = "", action: str = "", number: str = ""
) -> Response:
    """Show the newest of the trail, and whether it is whole."""
    allowed(session, "audit")
    rows = site.staff.audit.rows(by.strip(), action.strip(), number.strip())
    return desk_page(
        site,
        session,
        "desk_audit.html",
        rows=rows,
        gap=site.staff.audit.first_gap(),
        wanted={"by": by, "action": action, "number": number},
    )


@router.get("/audit.csv")
def audit_csv(
    site: SiteOf, session: Asking, by: str = "", action: str = "", number: str = ""
) -> Response:
    """Give out the trail as a table; that is written into it as well."""
    allowed(session, "audit")
    site.staff.audit.note(session, "export_audit")
    text = io.StringIO()
    writer = csv.writer(text)
    for row in site.staff.audit.rows(by.strip(), action.strip(), number.strip(), _EXPORTED):
        writer.writerow([plain(str(value)) for value in row.values()])
    return _file("\ufeff" + text.getvalue(), "audit.csv")


def _switches(site: Site, session: Session, problem: str = "") -> Response:
    return desk_page(
        site,
        session,
        "desk_switches.html",
        status=WRONG if problem else 200,
        names=SWITCHES,
        off=site.desk.switches.all_off(),
        problem=problem,
    )


def _file(text: str, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)
