"""The request desk: everything other rooms need, behind one object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from actions.coordination import open_bell, redis_url
from actions.requests.deadlines import Clocks, WorkingDays, load_holidays
from actions.requests.deadlines.clocks import Now, china_now, stamp
from actions.requests.deadlines.sweep import sweep
from actions.requests.delivery.inboxes import ConsoleInbox, ParentInbox
from actions.requests.delivery.messages import Deliverer
from actions.requests.delivery.outbox import OUTBOX_BELL, Outbox
from actions.requests.delivery.transports import all_ways, local_ways
from actions.requests.earlier import EarlierRequests
from actions.requests.errors import SwitchedOffError
from actions.requests.lifecycle import load_lifecycle
from actions.requests.model import (
    Actor,
    NewRequest,
    PublicRequest,
    RequestFilter,
    Role,
    ServiceRequest,
)
from actions.requests.notifications import Notifier
from actions.requests.opening import Opening
from actions.requests.parents import ParentSide
from actions.requests.privacy.drafts import Drafts
from actions.requests.privacy.forgetting import purge
from actions.requests.privacy.identity import check_code
from actions.requests.privacy.keys import Keyring, load_master_key
from actions.requests.privacy.rotation import rotate
from actions.requests.repository import RequestRepository
from actions.requests.routing import Router
from actions.requests.routing.router import load_rules
from actions.requests.settings import RequestsSettings
from actions.requests.statistics import counts, statistics
from actions.requests.store import Store, Table, Where, open_store
from actions.requests.store.ringing import RingingStore
from actions.requests.switches import REQUESTS, Switches, of_channel
from actions.requests.transitions import Transitions
from knowledge.catalogue import Catalogue
from knowledge.errors import ConfigurationError
from knowledge.settings import Config


class RequestDesk(Transitions, ParentSide):
    """Opens, finds and changes service requests; safe for several threads and processes.

    Attributes:
        drafts: sealed form drafts per identity.
        outbox: messages on their way to parents and departments.
        inbox: messages waiting for parents of the web chat and the terminal.
        console: messages waiting for departments without mail or webhook.
        switches: what people turned off for a while.
        earlier: what came before, by telephone number or matter.
        calendar: the working days of this installation.
    """

    def __init__(
        self,
        store: Store,
        keyring: Keyring,
        settings: RequestsSettings,
        catalogue: Catalogue,
        *,
        now: Now = china_now,
        days: WorkingDays | None = None,
        site: str = "",
    ) -> None:
        """Take the parts; use :meth:`open`. ``site`` is what links to cases begin with."""
        self.store = store
        self.keyring = keyring
        self.settings = settings
        self.catalogue = catalogue
        self.calendar = days or WorkingDays()
        self.clocks = Clocks(settings, self.calendar)
        self.cases = RequestRepository(
            keyring, load_lifecycle(), Notifier(catalogue, settings), now
        )
        self.router = Router(catalogue, load_rules())
        self.drafts = Drafts(store, keyring, now)
        self.outbox = Outbox(store, keyring, settings, now, site)
        self.inbox = ParentInbox(store, keyring, now)
        self.console = ConsoleInbox(store, now)
        self.switches = Switches(store, now)
        self.earlier = EarlierRequests(store, self.cases)
        self._opening = Opening(self.cases, catalogue, self.router, self.clocks)

    @classmethod
    def open(cls, config: Config, catalogue: Catalogue) -> RequestDesk:
        """Open the desk on its store, creating what is missing.

        The store is ``<home>/requests/requests.db``, or the server that the environment names.

        Raises:
            ConfigurationError: the ``requests`` section or the encryption key is wrong.
            StoreError: the store cannot be opened or is damaged.
            KeyUnreadableError: the store was written with another key.
        """
        settings = config.section("requests", RequestsSettings)
        _check_departments(config, settings, catalogue)
        store = open_store(database_file(config.home), busy_seconds=settings.busy_seconds)
        if redis_url() is not None:
            store = RingingStore(store, partial(open_bell().ring, OUTBOX_BELL))
        keyring = Keyring.open(load_master_key(config.home), store)
        days = working_days(config, settings)
        site = str((config.values.get("web") or {}).get("public_url") or "")
        desk = cls(store, keyring, settings, catalogue, days=days, site=site)
        desk.earlier.index_telephones()
        return desk

    def submit(self, new: NewRequest, *, key: str | None = None, by: Actor) -> ServiceRequest:
        """Open a request; with the same ``key`` and content again, return the first one.

        When this returns, the request is on disk. The result carries ``check_code``, which the
        parent has to be told together with the number.

        Raises:
            ConsentMissingError: nobody agreed to the details being kept.
            InvalidFieldError: naming the field that cannot be stored.
            KeyReusedError: the key was used for a different request.
            SwitchedOffError: parents' requests are turned off; one about danger is always taken.
            StoreError: nothing was stored.
        """
        if by.role is Role.PARENT and not new.urgent:
            self._check_switches(new.channel)
        # The same key waits for itself: it arrives twice when a phone repeats what it sent.
        with self.store.writing(about=f"submission {key}" if key else None) as rows:
            case = self._opening.open(rows, new, key, by)
        return self._with_code(case)

    def _check_switches(self, channel: str) -> None:
        for name in (REQUESTS, of_channel(channel)):
            if off := self.switches.off(name):
                raise SwitchedOffError(off.sentence)

    def opened_with(self, key: str) -> ServiceRequest | None:
        """Return the request that was opened with a key of ours, with its check code, if one was.

        Whoever made the request may have died before it could say so.
        """
        with self.store.reading() as rows:
            mac = self.keyring.mac("key", key)
            row = rows.one(Table.REQUESTS, Where("key_mac", "=", mac))
            case = self.cases.load(rows, row["number"]) if row else None
        return self._with_code(case) if case else None

    def with_code(self, number: str) -> ServiceRequest:
        """Return a request with its check code, for whoever has proven to be its parent.

        Raises:
            RequestNotFoundError: there is no such request.
        """
        return self._with_code(self.find(number))

    def newest_of(self, identity: str, since: datetime) -> ServiceRequest | None:
        """Return the request ``identity`` opened last, with its check code, if not before."""
        newest = next(iter(self.requests_of(identity)), None)
        if newest is None or newest.opened_at < stamp(since):
            return None
        return self._with_code(newest)

    def _with_code(self, case: ServiceRequest) -> ServiceRequest:
        return replace(case, check_code=check_code(self.keyring, case.number))

    def department_for(self, new: NewRequest) -> str:
        """Return the department that would get ``new``; the consent question names it."""
        return self._opening.ranked(new)[0].department

    def find(self, number: str) -> ServiceRequest:
        """Return one request with its history; the number may be written loosely.

        Raises:
            RequestNotFoundError: there is none.
        """
        with self.store.reading() as rows:
            return self.cases.load(rows, number)

    def list(self, wanted: RequestFilter = RequestFilter()) -> list[ServiceRequest]:  # noqa: B008
        """Return matching requests, newest first, without their histories."""
        with self.store.reading() as rows:
            return self.cases.select(rows, wanted)

    def public_list(self, channel: str, most: int) -> Sequence[PublicRequest]:
        """Return the newest requests of a channel; nothing is decrypted."""
        with self.store.reading() as rows:
            return self.cases.public(rows, Where("channel", "=", channel), most=most)

    def public_one(self, channel: str, number: str) -> PublicRequest | None:
        """Return one request of a channel; nothing is decrypted."""
        with self.store.reading() as rows:
            mine = Where("channel", "=", channel), Where("number", "=", number)
            return next(iter(self.cases.public(rows, *mine, most=1)), None)

    def local_ways(self) -> dict[str, Deliverer]:
        """Return the deliverers that need no network: web and terminal inboxes, the console."""
        return local_ways(self.inbox, self.console)

    def ways(self) -> dict[str, Deliverer]:
        """Return every configured deliverer, for the process that works the outbox."""
        return all_ways(self.settings, self.local_ways(), self.console)

    def sweep(self) -> int:
        """Run the clocks: warn, press, mark overdue, file away; return how many changes."""
        # What a version before this one, still serving beside it, has written meanwhile.
        self.earlier.index_telephones()
        return sweep(self.store, self.cases, self.clocks, self.settings)

    def purge(self) -> dict[str, int]:
        """Remove what retention no longer allows to be kept; return how much of each kind."""
        return purge(self.store, self.cases, self.settings.retention)

    def rotate_key(self) -> int:
        """Rewrap everything with the newest master key; see ``privacy.rotation``."""
        return rotate(self.store, self.keyring.master)

    def counts(self) -> dict[str, int]:
        """Return the few numbers that are watched all the time."""
        return counts(self.store, self.cases.now())

    def statistics(self) -> dict[str, Any]:
        """Return counts without any person in them, the mis-routing rate among them."""
        return statistics(self.store, self.cases.now())


def database_file(home: Path) -> Path:
    """Return where the requests lie under the state folder."""
    return home / "requests" / "requests.db"


def working_days(config: Config, settings: RequestsSettings) -> WorkingDays:
    """Return the calendar of working days, with the years of ``requests.holidays`` if it is given.

    Raises:
        ConfigurationError: the file it names cannot be used.
    """
    if not settings.holidays:
        return WorkingDays()
    return WorkingDays(load_holidays(config.path.parent / settings.holidays))


def _check_departments(config: Config, settings: RequestsSettings, catalogue: Catalogue) -> None:
    for name in settings.departments:
        if name not in catalogue.departments:
            known = "、".join(catalogue.departments)
            where = f"{config.path.name}: requests.departments"
            raise ConfigurationError(f"{where}: 没有“{name}”这个部门:可用 {known}")
