"""An installation with staff and cases of its own, served on loopback."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from actions.requests import Actor, Channel, RequestDesk, hear, new_request
from actions.staff import StaffRole, StaffRoom
from benchmarks.web.serving import LOG, environment, free_port, serve, wait
from knowledge.catalogue import HOTLINE, load_catalogue
from knowledge.settings import load_config

PASSWORD = "password of the benchmark"
COUNTIES = ("南明区", "云岩区", "花溪区", "乌当区", "习水县", "从江县")
NEEDS = {
    "compulsory-school": "娃要转学，学校说没有位子",
    "vaccination": "娃的疫苗本掉了，不晓得还差几针",
    "subsistence-allowance": "屋头困难，想给娃申请低保",
}


@dataclass(frozen=True)
class Installation:
    """One that runs.

    Attributes:
        url: of the web process.
        desk: the same requests, from here.
        room: the same staff.
        log: what the server says of its own.
    """

    url: str
    desk: RequestDesk
    room: StaffRoom
    log: Path


@contextlib.contextmanager
def installation(cases: int) -> Iterator[Installation]:
    """Serve an installation with so many cases in its store."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        surroundings = environment(home)
        config = replace(load_config(), home=home)
        desk = RequestDesk.open(config, load_catalogue())
        room = StaffRoom.open(home, desk.keyring)
        for place in range(cases):
            store_case(desk, place)
        port = free_port()
        server = serve(("bot.channels.web.app:create_app", "--factory"), port, surroundings)
        try:
            url = f"http://127.0.0.1:{port}"
            wait(f"{url}/readyz", b'"model":true')
            yield Installation(url, desk, room, home / LOG)
        finally:
            server.terminate()
            server.wait(20)
            room.close()
            desk.store.close()


def store_case(desk: RequestDesk, place: int) -> str:
    """Store one case of somebody with a telephone number of their own; return its number."""
    services = list(NEEDS)
    service = services[place % len(services)]
    new = new_request(
        need=NEEDS[service],
        county=COUNTIES[place % len(COUNTIES)],
        contact_name="王女士",
        contact_phone=phone_of(place),
        channel=Channel.HOTLINE,
        agreed=True,
        heard=hear("", None),
        build=None,
        services=(service,),
    )
    return desk.submit(new, by=Actor.system()).number


def phone_of(place: int) -> str:
    """Return the telephone number of one family."""
    return f"139{place:08d}"


def add_staff(room: StaffRoom, count: int) -> list[str]:
    """Add accounts: agents, and every fourth one a supervisor; return their names."""
    names = [f"staff{place}" for place in range(count)]
    for place, name in enumerate(names):
        role = StaffRole.SUPERVISOR if place % 4 == 0 else StaffRole.AGENT
        room.accounts.add(name, name, role, HOTLINE, PASSWORD)
    return names
