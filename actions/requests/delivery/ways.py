"""Which ways out this process has, from configuration and environment."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping

from actions.requests.delivery.inboxes import ConsoleInbox, ParentInbox
from actions.requests.delivery.outbox import Deliverer
from actions.requests.delivery.smtp import SmtpDeliverer
from actions.requests.delivery.webhook import WebhookDeliverer
from actions.requests.settings import RequestsSettings

log = logging.getLogger(__name__)
SMTP_PASSWORD = "TONGXING_SMTP_PASSWORD"  # the variable's name, not a password
WEBHOOK_SECRET = "TONGXING_WEBHOOK_SECRET"


def local_ways(parents: ParentInbox, console: ConsoleInbox) -> dict[str, Deliverer]:
    """Return the ways that need no network: any process may serve them at once."""
    return {"web": parents, "terminal": parents, "console": console}


def all_ways(
    settings: RequestsSettings,
    local: Mapping[str, Deliverer],
    console: Deliverer,
) -> dict[str, Deliverer]:
    """Return every configured way; a webhook without its secret falls back to the console."""
    smtp = SmtpDeliverer(settings.smtp, os.environ.get(SMTP_PASSWORD, ""))
    secret = os.environ.get(WEBHOOK_SECRET, "")
    timeout = settings.outbox.webhook_timeout_seconds
    if secret:
        return {**local, "smtp": smtp, "webhook": WebhookDeliverer(secret, timeout)}
    if any(mailbox.channel == "webhook" for mailbox in settings.departments.values()):
        log.warning("%s is not set: webhook messages go to the console inbox", WEBHOOK_SECRET)
    return {**local, "smtp": smtp, "webhook": console}
