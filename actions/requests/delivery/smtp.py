"""Mail to a department. The Message-ID is the message's own, so a repeat is recognised."""

from __future__ import annotations

import asyncio
from email.message import EmailMessage
from email.utils import formatdate

import aiosmtplib

from actions.requests.delivery.messages import DeliveryFailed, OutgoingMessage
from actions.requests.settings import Smtp


class SmtpDeliverer:
    """Sends through the configured mail server."""

    repeatable = True

    def __init__(self, settings: Smtp, password: str) -> None:
        self._settings = settings
        self._password = password

    def deliver(self, message: OutgoingMessage) -> None:
        """Send the message as plain text; a 5xx answer is final, everything else is tried again."""
        try:
            asyncio.run(self._send(self._mail(message)))
        except aiosmtplib.SMTPRecipientsRefused as error:
            permanent = all(refused.code >= 500 for refused in error.recipients)
            raise DeliveryFailed("收件人被拒收", permanent=permanent) from error
        except aiosmtplib.SMTPResponseException as error:
            raise DeliveryFailed("邮件被拒收", permanent=error.code >= 500) from error
        except ValueError as error:
            raise DeliveryFailed("邮件地址不对", permanent=True) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise DeliveryFailed("邮件服务器连不上") from error

    async def _send(self, mail: EmailMessage) -> None:
        settings = self._settings
        await aiosmtplib.send(
            mail,
            hostname=settings.host,
            port=settings.port,
            start_tls=settings.starttls,
            username=settings.user or None,
            password=self._password or None,
            timeout=settings.timeout_seconds,
        )

    def _mail(self, message: OutgoingMessage) -> EmailMessage:
        domain = self._settings.sender.rpartition("@")[2]
        mail = EmailMessage()
        mail["From"] = self._settings.sender
        mail["To"] = message.address
        mail["Subject"] = message.subject
        mail["Date"] = formatdate(localtime=True)
        mail["Message-ID"] = f"<{message.id}@{domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(f"{message.text}\n\n{message.about.link}".strip())
        return mail
