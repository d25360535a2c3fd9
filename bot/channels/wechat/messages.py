"""WeChat's XML: what a person sent, and what is replied."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from bot.channels.wechat.errors import UnreadableMessageError


@dataclass(frozen=True)
class Delivery:
    """One message or event as WeChat delivers it.

    Attributes:
        person: the person's id in this account (OpenID).
        account: the account's own id, the sender of the reply.
        kind: ``text``, ``voice``, ``image``, ``event`` …, in small letters.
        id: the same when the same thing is delivered again.
        values: every element by its name.
    """

    person: str = field(repr=False)
    account: str
    kind: str
    id: str
    values: Mapping[str, str] = field(repr=False)

    def __getitem__(self, name: str) -> str:
        """Return one element's text; empty when it is missing."""
        return self.values.get(name, "").strip()


def read_xml(body: str) -> Mapping[str, str]:
    """Return the elements of a delivery by name; entities and document types are refused.

    Raises:
        UnreadableMessageError: it is no XML, or more than plain XML.
    """
    try:
        root: Element = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise UnreadableMessageError(f"not WeChat's XML ({type(error).__name__})") from error
    return {child.tag: child.text or "" for child in root}


def read_delivery(values: Mapping[str, str]) -> Delivery:
    """Return the delivery that these elements are.

    Raises:
        UnreadableMessageError: sender, receiver or kind is missing.
    """
    person, account, kind = (
        values.get(name, "").strip() for name in ("FromUserName", "ToUserName", "MsgType")
    )
    if not (person and account and kind):
        raise UnreadableMessageError("sender, receiver or kind is missing")
    # Events have no id: the documentation names sender and time instead.
    named = values.get("MsgId", "").strip()
    event = f"{person}-{values.get('CreateTime', '')}-{values.get('Event', '')}"
    return Delivery(person, account, kind.lower(), named or event, values)


def reply_xml(delivery: Delivery, text: str) -> str:
    """Return the passive reply to a delivery."""
    return _xml(
        {
            "ToUserName": delivery.person,
            "FromUserName": delivery.account,
            "CreateTime": int(time.time()),
            "MsgType": "text",
            "Content": text,
        }
    )


def envelope_xml(packet: str, signature: str, stamp: str, nonce: str) -> str:
    """Return an encrypted reply in its envelope."""
    return _xml({"Encrypt": packet, "MsgSignature": signature, "TimeStamp": stamp, "Nonce": nonce})


def _xml(values: Mapping[str, Any]) -> str:
    root = Element("xml")
    for name, value in values.items():
        SubElement(root, name).text = _printable(str(value))
    return tostring(root, encoding="unicode")


def _printable(text: str) -> str:
    """Leave out what XML cannot carry."""
    return "".join(char for char in text if char in "\t\n" or ord(char) >= ord(" "))
