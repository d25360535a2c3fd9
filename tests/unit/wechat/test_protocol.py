"""Signatures, encryption and XML, with the vectors that WeChat publishes with its sample code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wechat.encryption import Encryption
from bot.channels.wechat.errors import UnreadableMessageError
from bot.channels.wechat.messages import read_delivery, read_xml, reply_xml
from bot.channels.wechat.signing import is_signed, signature

TOKEN, STAMP, NONCE = "spamtest", "1409735669", "1320562132"
AES_KEY, APP_ID = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wx2c2769f8efd9abc2"
SIGNED = "5d197aaffba7e9b25a30732f161a50dee96bd5fa"
PACKET = (
    "hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PG"
    "HQHFVAFmOD2LdJF9FrXpbUAh0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T332jisa+h6"
    "tEDYsVticbSnyU8dKOIbgU6ux5VTjg3yt+WGzjlpKn6NPhRjpA912xMezR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp"
    "3yZbGpy0VxpAe+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v6h0EIBYYI1BD1DlD+C0CR8e6OewpusjZ4uBl9FyJvnhv"
    "Ql+q5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669WuMyVWQLCzpu9GhglF2PE="
)


def encryption() -> Encryption:
    return Encryption(AES_KEY, APP_ID)


def test_the_published_signature_is_the_one_computed() -> None:
    assert signature(TOKEN, STAMP, NONCE, PACKET) == SIGNED


def test_a_signature_over_anything_else_is_refused() -> None:
    assert not is_signed(SIGNED, TOKEN, STAMP, NONCE, PACKET[:-1])
    assert not is_signed("", TOKEN, STAMP, NONCE)
    assert not is_signed("签名", TOKEN, STAMP, NONCE)


def test_the_published_packet_is_opened() -> None:
    values = read_xml(encryption().open(PACKET))
    assert values["Content"] == "abcdteT"
    assert read_delivery(values).id == "6054768590064713728"


@given(st.text(max_size=2000))
def test_what_is_sealed_is_opened_again(text: str) -> None:
    assert encryption().open(encryption().seal(text)) == text


@pytest.mark.parametrize(
    "packet",
    ["", "???", PACKET[:-8], PACKET[8:], Encryption(AES_KEY, "wx-other").seal("你好")],
    ids=["empty", "no packet", "cut at its end", "cut at its beginning", "another account's"],
)
def test_a_packet_that_is_not_ours_is_refused(packet: str) -> None:
    with pytest.raises(UnreadableMessageError):
        encryption().open(packet)


@given(st.binary(max_size=300))
def test_no_packet_does_more_than_be_refused(noise: bytes) -> None:
    with pytest.raises(UnreadableMessageError):
        encryption().open(noise.decode("latin-1"))


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<xml>",
        "text",
        '<!DOCTYPE xml [<!ENTITY a "b">]><xml><Content>&a;</Content></xml>',
        '<!DOCTYPE xml SYSTEM "file:///etc/hostname"><xml/>',
    ],
)
def test_anything_but_plain_xml_is_refused(body: str) -> None:
    with pytest.raises(UnreadableMessageError):
        read_xml(body)


def test_a_delivery_without_its_sender_is_refused() -> None:
    with pytest.raises(UnreadableMessageError):
        read_delivery({"ToUserName": "gh", "MsgType": "text"})


@given(st.text(max_size=500))
def test_a_reply_carries_every_text_unharmed(text: str) -> None:
    delivery = read_delivery({"FromUserName": "p", "ToUserName": "gh", "MsgType": "text"})
    shown = "".join(char for char in text if char in "\t\n" or ord(char) >= 32)
    shown = "".join(char for char in shown if not 0xFFFE <= ord(char) <= 0xFFFF)
    shown = "".join(char for char in shown if not 0xD800 <= ord(char) <= 0xDFFF)
    replied = read_xml(reply_xml(delivery, text))
    assert (replied["ToUserName"], replied["Content"]) == ("p", shown)
