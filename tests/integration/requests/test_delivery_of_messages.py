from __future__ import annotations

import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import default
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from request_samples import Clock, new_request

from actions.requests import Actor, DeliveryFailed, OutgoingMessage, RequestDesk

MakeDesk = Callable[..., RequestDesk]


class MailServer:
    """Keeps what it is sent; answers with ``answer`` until that is the usual 250."""

    def __init__(self) -> None:
        self.mails: list[Message] = []
        self.answer = "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            self.mails.append(message_from_bytes(envelope.content, policy=default))
        return self.answer


@pytest.fixture
def mail_server() -> Iterator[tuple[MailServer, int]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = MailServer()
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    yield server, port
    controller.stop()


class Receiver(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.posts: list[tuple[dict[str, str], bytes]] = []
        self.paths: list[str] = []
        self.answer = 200
        self.body = b""
        self.headers: dict[str, str] = {}


class Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posts.append((dict(self.headers), body))
        self.server.paths.append(self.path)
        self.send_response(self.server.answer)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_: object) -> None:
        """Keep the test output clean."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


class Chat:
    """A chat that cannot tell a repeat from a new message, like Telegram."""

    def __init__(self, *, fails: int = 0, permanent: bool = False) -> None:
        self.got: list[OutgoingMessage] = []
        self.fails = fails
        self.permanent = permanent

    def deliver(self, message: OutgoingMessage) -> None:
        if self.fails:
            self.fails -= 1
            raise DeliveryFailed("no network", permanent=self.permanent)
        self.got.append(message)


class Crash(BaseException):
    """Stands for a SIGKILL between sending and writing down that it was sent."""


def test_a_department_gets_mail_without_anything_personal(
    make_desk: MakeDesk, mail_server: tuple[MailServer, int], parent: Actor
) -> None:
    server, port = mail_server
    mailbox = {"channel": "smtp", "address": "desk@education.example"}
    desk = make_desk(departments={"education": mailbox}, smtp={"port": port})
    number = desk.submit(new_request(), by=parent).number
    assert desk.outbox.deliver_due(desk.ways()) == 1
    (mail,) = server.mails
    text = mail.get_payload(decode=True)
    assert isinstance(text, bytes)
    assert mail["To"] == "desk@education.example"
    assert number in mail["Subject"]
    assert "南明区" in text.decode()
    for secret in ("王小明", "13800138000", "学位"):
        assert secret not in text.decode().replace("含政府购买学位", "")
    assert desk.outbox.deliver_due(desk.ways()) == 0


def test_mail_is_tried_again_after_a_while_and_keeps_its_id(
    make_desk: MakeDesk, mail_server: tuple[MailServer, int], parent: Actor, clock: Clock
) -> None:
    server, port = mail_server
    mailbox = {"channel": "smtp", "address": "desk@education.example"}
    desk = make_desk(departments={"education": mailbox}, smtp={"port": port})
    desk.submit(new_request(), by=parent)
    server.answer = "451 try later"
    assert desk.outbox.deliver_due(desk.ways()) == 0
    assert desk.outbox.deliver_due(desk.ways()) == 0
    server.answer = "250 OK"
    clock.move(seconds=5)
    assert desk.outbox.deliver_due(desk.ways()) == 1
    assert server.mails[0]["Message-ID"].endswith("@localhost>")


def test_mail_that_is_refused_for_good_becomes_a_visible_dead_letter(
    make_desk: MakeDesk, mail_server: tuple[MailServer, int], parent: Actor
) -> None:
    server, port = mail_server
    mailbox = {"channel": "smtp", "address": "gone@education.example"}
    desk = make_desk(departments={"education": mailbox}, smtp={"port": port})
    desk.submit(new_request(), by=parent)
    server.answer = "550 no such mailbox"
    desk.outbox.deliver_due(desk.ways())
    (letter,) = desk.outbox.dead_letters()
    assert (letter["status"], letter["attempts"]) == ("dead", 1)
    server.answer = "250 OK"
    assert desk.outbox.retry(letter["id"])
    assert desk.outbox.deliver_due(desk.ways()) == 1


def test_no_mail_server_is_no_reason_to_lose_a_message(
    make_desk: MakeDesk, parent: Actor, clock: Clock
) -> None:
    mailbox = {"channel": "smtp", "address": "desk@education.example"}
    desk = make_desk(departments={"education": mailbox}, smtp={"port": 1})
    desk.submit(new_request(), by=parent)
    for wait in desk.settings.outbox.waits_seconds:
        desk.outbox.deliver_due(desk.ways())
        assert desk.outbox.waiting() == {"pending": 1}
        clock.move(seconds=wait)
    desk.outbox.deliver_due(desk.ways())
    assert desk.outbox.waiting() == {"dead": 1}


def test_a_server_that_stands_still_over_a_long_weekend_loses_nothing(
    make_desk: MakeDesk, mail_server: tuple[MailServer, int], parent: Actor, clock: Clock
) -> None:
    server, port = mail_server
    mailbox = {"channel": "smtp", "address": "desk@education.example"}
    desk = make_desk(departments={"education": mailbox}, smtp={"port": port})
    desk.submit(new_request(), by=parent)
    server.answer = "451 try on Monday"
    for _ in range(3 * 24):
        desk.outbox.deliver_due(desk.ways())
        clock.move(hours=1)
    server.answer = "250 OK"
    for _ in range(5):
        desk.outbox.deliver_due(desk.ways())
        clock.move(hours=1)
    assert len(server.mails) == 1


def test_a_mail_says_when_it_was_written(
    make_desk: MakeDesk, mail_server: tuple[MailServer, int], parent: Actor
) -> None:
    server, port = mail_server
    mailbox = {"channel": "smtp", "address": "desk@education.example"}
    desk = make_desk(departments={"education": mailbox}, smtp={"port": port})
    desk.submit(new_request(), by=parent)
    desk.outbox.deliver_due(desk.ways())
    assert parsedate_to_datetime(server.mails[0]["Date"]).tzinfo is not None


def test_a_blank_address_is_refused_when_the_settings_are_read(make_desk: MakeDesk) -> None:
    with pytest.raises(ValueError, match="needs an address"):
        make_desk(departments={"education": {"channel": "smtp", "address": " "}})


@pytest.mark.parametrize("address", ["\n", "desk", "a b@c", "desk@x\nBcc: a@b.example"])
def test_an_address_that_is_none_ends_one_message_and_not_the_round(
    make_desk: MakeDesk, mail_server: tuple[MailServer, int], parent: Actor, address: str
) -> None:
    server, port = mail_server
    good = {"channel": "smtp", "address": "desk@health.example"}
    wrong = {"channel": "smtp", "address": f"x{address}"}
    desk = make_desk(departments={"education": wrong, "health": good}, smtp={"port": port})
    desk.submit(new_request(), by=parent)
    desk.submit(new_request(services=("vaccination",), need="打疫苗"), by=parent)
    desk.outbox.deliver_due(desk.ways())
    assert "desk@health.example" in [mail["To"] for mail in server.mails]


@pytest.mark.parametrize("header", ["1800", "DATE"])
def test_a_receiver_that_asks_to_be_left_alone_is_left_alone(
    make_desk: MakeDesk,
    receiver: Receiver,
    parent: Actor,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    header: str,
) -> None:
    monkeypatch.setenv("TONGXING_WEBHOOK_SECRET", "secret")
    mailbox = {"channel": "webhook", "address": f"http://127.0.0.1:{receiver.server_port}/"}
    desk = make_desk(departments={"education": mailbox})
    desk.submit(new_request(), by=parent)
    in_half_an_hour = format_datetime(datetime.now(UTC) + timedelta(minutes=30))
    receiver.answer = 503
    receiver.headers = {"Retry-After": in_half_an_hour if header == "DATE" else header}
    desk.outbox.deliver_due(desk.ways())
    receiver.answer, receiver.headers = 200, {}
    clock.move(minutes=25)
    assert desk.outbox.deliver_due(desk.ways()) == 0
    clock.move(minutes=6)
    assert desk.outbox.deliver_due(desk.ways()) == 1


def test_a_webhook_is_signed_and_carries_its_idempotency_key(
    make_desk: MakeDesk, receiver: Receiver, parent: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TONGXING_WEBHOOK_SECRET", "shared")
    address = f"http://127.0.0.1:{receiver.server_port}/hook"
    desk = make_desk(departments={"education": {"channel": "webhook", "address": address}})
    number = desk.submit(new_request(), by=parent).number
    assert desk.outbox.deliver_due(desk.ways()) == 1
    ((headers, body),) = receiver.posts
    signed = headers["X-Tongxing-Timestamp"].encode() + b"." + body
    digest = hmac.new(b"shared", signed, hashlib.sha256).hexdigest()
    assert headers["X-Tongxing-Signature"] == f"sha256={digest}"
    content = json.loads(body)
    assert (content["number"], content["id"]) == (number, headers["Idempotency-Key"])


def test_a_countys_own_office_is_told_with_place_matter_deadline_and_a_link(
    make_desk: MakeDesk, receiver: Receiver, parent: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TONGXING_WEBHOOK_SECRET", "shared")
    base = f"http://127.0.0.1:{receiver.server_port}"
    county = {"channel": "webhook", "address": f"{base}/nanming"}
    contact = {"channel": "webhook", "address": f"{base}/province", "counties": {"南明区": county}}
    plain = make_desk(departments={"education": contact})
    desk = RequestDesk(
        *(plain.store, plain.keyring, plain.settings, plain.catalogue),
        now=plain.cases.now,
        site="https://tongxing.example",
    )
    case = desk.submit(new_request(), by=parent)
    desk.submit(new_request(county="花溪区", reply_address="sender-2"), by=parent)
    assert desk.outbox.deliver_due(desk.ways()) == 2
    assert sorted(receiver.paths) == ["/nanming", "/province"]
    content = json.loads(receiver.posts[receiver.paths.index("/nanming")][1])
    assert content["county"] == "南明区"
    assert content["services"] == ["compulsory-school"]
    assert content["due_at"] == case.due_at
    assert content["link"] == f"https://tongxing.example/desk/requests/{case.number}"
    assert "王小明" not in str(content)


@pytest.mark.parametrize(("answer", "state"), [(503, "pending"), (429, "pending"), (404, "dead")])
def test_the_answer_of_a_webhook_decides_whether_it_is_tried_again(
    make_desk: MakeDesk,
    receiver: Receiver,
    parent: Actor,
    monkeypatch: pytest.MonkeyPatch,
    answer: int,
    state: str,
) -> None:
    monkeypatch.setenv("TONGXING_WEBHOOK_SECRET", "shared")
    address = f"http://127.0.0.1:{receiver.server_port}/hook"
    desk = make_desk(departments={"education": {"channel": "webhook", "address": address}})
    desk.submit(new_request(), by=parent)
    receiver.answer = answer
    desk.outbox.deliver_due(desk.ways())
    assert desk.outbox.waiting() == {state: 1}


def test_without_the_webhook_secret_messages_wait_in_the_console_inbox(
    make_desk: MakeDesk, parent: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TONGXING_WEBHOOK_SECRET", raising=False)
    mailbox = {"channel": "webhook", "address": "http://127.0.0.1:1/"}
    desk = make_desk(departments={"education": mailbox})
    desk.submit(new_request(), by=parent)
    assert desk.outbox.deliver_due(desk.ways()) == 1
    assert len(desk.console.unread("education")) == 1


def test_a_chat_message_waits_for_the_process_that_has_the_chat(
    desk: RequestDesk, parent: Actor, staff: Actor
) -> None:
    number = desk.submit(new_request(channel="telegram", reply_address="4711"), by=parent).number
    desk.act(number, "acknowledge", by=staff)
    desk.outbox.deliver_due(desk.local_ways())
    chat = Chat()
    assert desk.outbox.deliver_due({"telegram": chat}) == 1
    assert chat.got[0].address == "4711"
    assert "已经签收" in chat.got[0].text


def test_messages_to_one_parent_keep_their_order_when_one_fails(
    desk: RequestDesk, parent: Actor, staff: Actor, clock: Clock
) -> None:
    number = desk.submit(new_request(channel="telegram", reply_address="4711"), by=parent).number
    desk.act(number, "acknowledge", by=staff)
    desk.act(number, "start", by=staff)
    chat = Chat(fails=1)
    assert desk.outbox.deliver_due({"telegram": chat}) == 0
    clock.move(seconds=5)
    assert desk.outbox.deliver_due({"telegram": chat}) == 2
    assert ["签收" in chat.got[0].text, "正在办理" in chat.got[1].text] == [True, True]


def test_a_crash_after_sending_does_not_write_to_the_parent_twice(
    desk: RequestDesk, parent: Actor, staff: Actor, clock: Clock
) -> None:
    number = desk.submit(new_request(channel="telegram", reply_address="4711"), by=parent).number
    desk.act(number, "acknowledge", by=staff)

    class DiesAfterSending(Chat):
        def deliver(self, message: OutgoingMessage) -> None:
            super().deliver(message)
            raise Crash

    dying = DiesAfterSending()
    with pytest.raises(Crash):
        desk.outbox.deliver_due({"telegram": dying})
    clock.move(minutes=10)
    healthy = Chat()
    assert desk.outbox.deliver_due({"telegram": healthy}) == 0
    assert (len(dying.got), len(healthy.got)) == (1, 0)
    (letter,) = desk.outbox.dead_letters()
    assert (letter["status"], letter["error"]) == ("unsure", "interrupted")


def test_a_crash_does_not_lose_or_double_what_goes_into_an_inbox(
    desk: RequestDesk, parent: Actor, staff: Actor, clock: Clock
) -> None:
    number = desk.submit(new_request(), by=parent).number
    desk.act(number, "acknowledge", by=staff)
    inbox = desk.inbox

    class DiesAfterStoring:
        repeatable = True

        def deliver(self, message: OutgoingMessage) -> None:
            inbox.deliver(message)
            raise Crash

    with pytest.raises(Crash):
        desk.outbox.deliver_due({"web": DiesAfterStoring()})
    clock.move(minutes=10)
    desk.outbox.deliver_due(desk.local_ways())
    assert len(desk.inbox.take("web:sender-1")) == 1
    last = desk.inbox.take("web:sender-1")[-1].id
    assert desk.inbox.take("web:sender-1", last) == []


def test_a_parent_who_cannot_be_written_to_is_telephoned(desk: RequestDesk, staff: Actor) -> None:
    request = new_request(channel="hotline", reply_address=None)
    number = desk.submit(request, by=Actor.staff("热线")).number
    desk.act(number, "transfer", department="health", by=staff, reason="归卫健")
    desk.outbox.deliver_due(desk.local_ways())
    (task,) = desk.console.unread("hotline")
    assert task["subject"] == f"请致电告知家长 {number}"


WECOM = {"departments": {"education": {"channel": "wecom"}}}


def robot(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGXING_WECOM_KEYS", "education=robot-key, health=")
    monkeypatch.setenv("TONGXING_WECOM_API", f"http://127.0.0.1:{receiver.server_port}")


def test_a_department_is_told_by_the_robot_of_its_wecom_group(
    make_desk: MakeDesk, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    robot(receiver, monkeypatch)
    receiver.body = b'{"errcode": 0, "errmsg": "ok"}'
    desk = make_desk(**WECOM)
    number = desk.submit(new_request(), by=Actor.parent()).number
    assert desk.outbox.deliver_due({"wecom": desk.ways()["wecom"]}) == 1
    [(_, body)] = receiver.posts
    said = json.loads(body)
    assert said["msgtype"] == "text"
    assert number in said["text"]["content"]
    assert len(said["text"]["content"].encode()) <= 2048


@pytest.mark.parametrize(
    ("status", "body", "state"),
    [
        (200, b'{"errcode": 45009}', "pending"),
        (500, b"", "pending"),
        (200, b"<html>", "pending"),
        (200, b"[]", "pending"),
        (200, b'{"errcode": 93000}', "dead"),
    ],
)
def test_the_code_of_a_robot_decides_whether_it_is_tried_again(
    make_desk: MakeDesk,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    body: bytes,
    state: str,
) -> None:
    robot(receiver, monkeypatch)
    receiver.answer, receiver.body = status, body
    desk = make_desk(**WECOM)
    desk.submit(new_request(), by=Actor.parent())
    desk.outbox.deliver_due({"wecom": desk.ways()["wecom"]})
    assert desk.outbox.waiting()[state] == 1


def test_without_keys_robots_messages_wait_in_the_console_inbox(
    make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TONGXING_WECOM_KEYS", raising=False)
    desk = make_desk(**WECOM)
    desk.submit(new_request(), by=Actor.parent())
    assert desk.outbox.deliver_due({"wecom": desk.ways()["wecom"]}) == 1
