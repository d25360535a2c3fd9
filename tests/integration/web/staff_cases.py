"""Cases that stand in every way to every role, and what the table of rights does not give."""

from __future__ import annotations

from requests_of_tests import asked

from actions.requests import Actor, Channel, ServiceRequest
from actions.staff import Relation, StaffRole, load_rights
from actions.staff.rights import OF_ACCOUNTS
from bot.channels.web.site import Site
from knowledge.catalogue import HOTLINE

PASSWORD = "password of the tests"
ROLES = list(OF_ACCOUNTS)
PLACES = {StaffRole.DEPARTMENT: "health"}
REFUSED = [
    (role, action, stands)
    for action in load_rights().on_cases
    for role in ROLES
    for stands in Relation
    if not load_rights().may(role, action, stands)
    # The hotline desk assists nobody.
    and (stands is not Relation.ASSISTED or role is StaffRole.DEPARTMENT)
]


def case_at(site: Site, department: str, assisting: str = "") -> ServiceRequest:
    new = asked(channel=Channel.HOTLINE, reply_address=None)
    case = site.desk.submit(new, by=Actor.system())
    system = Actor.supervisor("测试")
    if case.department != department:
        if department == HOTLINE:
            case = site.desk.act(case.number, "send_back", by=system, code="other")
        else:
            case = site.desk.act(
                case.number, "transfer", by=system, department=department, reason="测试"
            )
    if assisting:
        case = site.desk.act(case.number, "add_assisting", by=system, department=assisting)
    return case


def case_for(site: Site, role: StaffRole, stands: Relation) -> ServiceRequest:
    mine = PLACES.get(role, HOTLINE)
    if stands is Relation.OWN:
        return case_at(site, mine)
    if stands is Relation.FOREIGN:
        return case_at(site, "civil-affairs")
    return case_at(site, "civil-affairs", mine)
