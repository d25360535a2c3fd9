"""Which ways out this process has, from configuration and environment."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping

from actions.requests.delivery.inboxes import ConsoleInbox, ParentInbox
from actions.requests.delivery.messages import Deliverer
from actions.requests.delivery.smtp import SmtpDeliverer
from actions.requests.delivery.webhook import WebhookDeliverer
from actions.requests.delivery.wecom import OFFICIAL_API, WeComDeliverer, keys_by_department
from actions.requests.settings import RequestsSettings

log = logging.getLogger(__name__)
SMTP_PASSWORD = "TONGXING_SMTP_PASSWORD"  # the variable's name, not a password
WEBHOOK_SECRET = "TONGXING_WEBHOOK_SECRET"
WECOM_KEYS = "TONGXING_WECOM_KEYS"
WECOM_API = "TONGXING_WECOM_API"


def local_ways(parents: ParentInbox, console: ConsoleInbox) -> dict[str, Deliverer]:
    """Return the ways that need no network: any process may serve them at once."""
    return {"web": parents, "terminal": parents, "console": console}


def all_ways(
    settings: RequestsSettings,
    local: Mapping[str, Deliverer],
    console: Deliverer,
) -> dict[str, Deliverer]:
    """Return every configured way; one without its secret falls back to the console."""
    smtp = SmtpDeliverer(settings.smtp, os.environ.get(SMTP_PASSWORD, ""))
    wecom = _wecom(settings) or console
    return {**local, "smtp": smtp, "webhook": _webhook(settings) or console, "wecom": wecom}


def _webhook(settings: RequestsSettings) -> Deliverer | None:
    secret = os.environ.get(WEBHOOK_SECRET, "")
    if secret:
        return WebhookDeliverer(secret, settings.outbox.webhook_timeout_seconds)
    _warn_if_used(settings, "webhook", WEBHOOK_SECRET)
    return None


def _wecom(settings: RequestsSettings) -> Deliverer | None:
    keys = keys_by_department(os.environ.get(WECOM_KEYS, ""))
    if keys:
        api = os.environ.get(WECOM_API, "") or OFFICIAL_API
        return WeComDeliverer(keys, api, settings.outbox.webhook_timeout_seconds)
    _warn_if_used(settings, "wecom", WECOM_KEYS)
    return None


def _warn_if_used(settings: RequestsSettings, channel: str, variable: str) -> None:
    if any(mailbox.channel == channel for mailbox in settings.mailboxes()):
        log.warning("%s is not set: %s messages go to the console inbox", variable, channel)
