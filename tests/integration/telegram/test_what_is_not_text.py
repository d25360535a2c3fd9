from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from installation import Installation, open_request
from parent import Parent, settled, until
from PIL import Image
from pypdf import PdfWriter

from actions.requests import Actor

STAFF = Actor.staff("测试员", "education")


def photo(side: int = 64) -> bytes:
    """A picture that tells where it was taken."""
    picture = Image.new("RGB", (side, side), "green")
    exif = Image.Exif()
    exif[0x010F] = "SECRET-CAMERA"
    exif[0x8825] = {1: "N", 2: (26.0, 34.0, 5.0)}
    saved = io.BytesIO()
    picture.save(saved, "JPEG", exif=exif)
    return saved.getvalue()


def paper() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": "SECRET-AUTHOR"})
    saved = io.BytesIO()
    writer.write(saved)
    return saved.getvalue()


def as_photo(parent: Parent, name: str, content: bytes) -> dict[str, Any]:
    parent.bot.files[name] = content
    size = {"file_unique_id": name, "width": 64, "height": 64, "file_size": len(content)}
    small = {"file_id": f"{name}-small", **size}
    return {"photo": [small, {"file_id": name, **size}]}


def as_document(
    parent: Parent, name: str, content: bytes, mime: str | None, size: int | None = None
) -> dict[str, Any]:
    parent.bot.files[name] = content
    document = {"file_id": name, "file_unique_id": name, "file_size": size or len(content)}
    return {"document": document | ({"mime_type": mime} if mime else {})}


def kept(installation: Installation, number: str) -> list[tuple[str, bytes]]:
    return installation.desk.attachments(number, by=STAFF, reason="测试")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ({"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}}, "听不了语音"),
        ({"audio": {"file_id": "a", "file_unique_id": "a", "duration": 3}}, "听不了语音"),
        (
            {
                "video": {
                    "file_id": "v",
                    "file_unique_id": "v",
                    "width": 1,
                    "height": 1,
                    "duration": 1,
                }
            },
            "看不了视频",
        ),
        (
            {"video_note": {"file_id": "v", "file_unique_id": "v", "length": 1, "duration": 1}},
            "看不了视频",
        ),
        (
            {
                "sticker": {
                    "file_id": "s",
                    "file_unique_id": "s",
                    "type": "regular",
                    "width": 1,
                    "height": 1,
                    "is_animated": False,
                    "is_video": False,
                }
            },
            "直接打字",
        ),
        ({"dice": {"emoji": "🎲", "value": 3}}, "看不了"),
        (
            {
                "poll": {
                    "id": "1",
                    "question": "?",
                    "options": [],
                    "total_voter_count": 0,
                    "is_closed": False,
                    "is_anonymous": True,
                    "type": "regular",
                    "allows_multiple_answers": False,
                }
            },
            "看不了",
        ),
    ],
    ids=["voice", "audio", "video", "video note", "sticker", "dice", "poll"],
)
async def test_what_cannot_be_read_is_answered(
    talk: Parent, content: dict[str, Any], says: str
) -> None:
    talk.sends(**content)
    [answer] = await talk.hears()
    assert says in answer.text


async def test_a_photo_goes_to_the_only_open_request_without_what_it_tells(
    talk: Parent, installation: Installation
) -> None:
    number = open_request(installation, talk.id)
    talk.sends(**as_photo(talk, "p1", photo()))
    [answer] = await talk.hears()
    assert number in answer.text
    [(name, content)] = kept(installation, number)
    assert name == "photo.jpg"
    assert Image.open(io.BytesIO(content)).getexif() == {}
    assert b"SECRET-CAMERA" not in content


async def test_a_paper_goes_to_the_request_that_is_chosen(
    talk: Parent, installation: Installation
) -> None:
    numbers = [open_request(installation, talk.id, need) for need in ("读书报名", "打疫苗")]
    talk.sends(**as_document(talk, "d1", paper(), "application/pdf"))
    [which] = await talk.hears()
    assert set(which.buttons) == set(numbers)
    talk.taps(numbers[0], on=which)
    [done] = await talk.hears()
    assert numbers[0] in done.text
    [(name, content)] = kept(installation, numbers[0])
    assert name == "document.pdf"
    assert b"SECRET-AUTHOR" not in content
    assert kept(installation, numbers[1]) == []


async def test_somebody_elses_request_gets_no_file(
    talk: Parent, installation: Installation
) -> None:
    number = open_request(installation, installation.parent().id)
    talk.sends(**as_photo(talk, "p1", photo()))
    [waiting] = await talk.hears()
    talk.taps_data(f"!file {number}", waiting)
    await settled(talk.bot)
    assert kept(installation, number) == []


async def test_a_photo_without_a_request_offers_to_open_one(talk: Parent) -> None:
    talk.sends(**as_photo(talk, "p1", photo()))
    [answer] = await talk.hears()
    assert list(answer.buttons) == ["提交诉求"]
    assert "getFile" not in talk.bot.methods()


@pytest.mark.parametrize(
    ("content", "mime", "size", "says"),
    [
        (b"PK\x03\x04 word", "application/msword", None, "只收照片和PDF"),
        (b"MZ not a picture", "image/jpeg", None, "只收照片和PDF"),
        (b"%PDF-1.7 broken", "application/pdf", None, "打不开"),
        (photo()[:200], None, None, "打不开"),
        (photo(), "image/jpeg", 20_000_001, "最多20 MB"),
    ],
    ids=["word", "program called photo", "broken pdf", "broken photo", "too large"],
)
async def test_a_file_that_cannot_be_kept_is_refused_with_the_reason(
    talk: Parent,
    installation: Installation,
    content: bytes,
    mime: str | None,
    size: int | None,
    says: str,
) -> None:
    number = open_request(installation, talk.id)
    talk.sends(**as_document(talk, "d", content, mime, size))
    [answer] = await talk.hears()
    assert says in answer.text
    assert kept(installation, number) == []


async def test_a_file_telegram_cannot_hand_over_is_asked_for_again(
    talk: Parent, installation: Installation
) -> None:
    number = open_request(installation, talk.id)
    talk.bot.fail("getFile", status=500, times=9)
    talk.sends(**as_photo(talk, "p1", photo()))
    [answer] = await talk.hears()
    assert "再发一次" in answer.text
    assert kept(installation, number) == []


async def test_what_is_written_under_a_photo_is_answered_too(talk: Parent) -> None:
    talk.sends(**as_photo(talk, "p1", photo()), caption="娃儿打疫苗在哪点")
    [_, answer] = await talk.hears(2)
    assert "国家免疫规划" in answer.text


async def test_a_location_offers_the_nearest_counties(talk: Parent) -> None:
    talk.sends(location={"latitude": 26.57, "longitude": 106.71})
    [answer] = await talk.hears()
    assert next(iter(answer.buttons)) == "南明区"
    assert len(answer.buttons) == 3


async def test_a_location_far_from_the_province_is_said_to_be_so(talk: Parent) -> None:
    talk.sends(location={"latitude": 39.9, "longitude": 116.4})
    [answer] = await talk.hears()
    assert "贵州" in answer.text
    assert not answer.buttons


async def test_a_contact_nobody_asked_for_is_not_kept(
    talk: Parent, installation: Installation
) -> None:
    talk.sends(contact={"phone_number": "+8613800138000", "first_name": "家长"})
    [answer] = await talk.hears()
    assert "没有保存" in answer.text
    assert installation.desk.drafts.load(f"telegram:{talk.id}") == {}


async def test_the_last_message_may_be_edited(talk: Parent) -> None:
    await talk.asks("娃儿看病")
    talk.edits(1, "娃儿打疫苗在哪点")
    [answer] = await talk.hears()
    assert "国家免疫规划" in answer.text


async def test_an_older_message_that_is_edited_has_to_be_sent_again(talk: Parent) -> None:
    await talk.asks("娃儿看病")
    await talk.asks("娃儿读书")
    talk.edits(1, "娃儿打疫苗")
    [answer] = await talk.hears()
    assert "再发一条" in answer.text


async def test_a_location_that_moves_is_answered_once(talk: Parent) -> None:
    place = {"latitude": 26.57, "longitude": 106.71, "live_period": 600}
    talk.sends(location=place)
    await talk.hears()
    moved = talk.message(message_id=1, location=place, edit_date=1_764_000_100)
    talk.bot.enqueue(edited_message=moved)
    await talk.hears_nothing_more()


async def test_a_channel_is_left(talk: Parent) -> None:
    channel = {"id": -1009, "type": "channel", "title": "频道"}
    post = {"message_id": 1, "date": 1_764_000_000, "chat": channel, "text": "大家好"}
    talk.bot.enqueue(channel_post=post)
    await until(lambda: talk.bot.left == [-1009])
    assert talk.bot.in_chat(-1009) == []


GROUP = {"id": -5005, "type": "group", "title": "家长群"}


@pytest.fixture
def in_group(talk: Parent) -> Callable[..., int]:
    def say(text: str, **more: Any) -> int:
        return talk.says(text, **{"chat": GROUP, **more})

    return say


async def test_a_group_is_answered_when_the_bot_is_named(
    talk: Parent, in_group: Callable[..., int]
) -> None:
    in_group("大家吃饭没有")
    in_group("@tongxing_test_bot 娃儿打疫苗在哪点")
    await until(lambda: talk.bot.in_chat(-5005))
    await settled(talk.bot)
    [answer] = talk.bot.in_chat(-5005)
    assert "国家免疫规划" in answer.text
    assert answer.buttons["私聊我"].startswith("https://t.me/tongxing_test_bot")


@pytest.mark.parametrize(
    "said",
    ["/request", "/export", "@tongxing_test_bot 我要投诉 13800138000", "@tongxing_test_bot 查进度"],
)
async def test_personal_matters_are_sent_from_a_group_to_the_private_chat(
    talk: Parent, in_group: Callable[..., int], said: str
) -> None:
    in_group(said)
    await until(lambda: talk.bot.in_chat(-5005))
    [answer] = talk.bot.in_chat(-5005)
    assert "私聊" in answer.text
    assert "13800138000" not in answer.text


async def test_a_paper_shown_to_the_bot_in_a_group_is_sent_to_the_private_chat(
    talk: Parent, installation: Installation
) -> None:
    number = open_request(installation, talk.id)
    paper = as_photo(talk, "p1", photo())
    talk.sends(chat=GROUP, caption="@tongxing_test_bot 给娃儿报名", **paper)
    await until(lambda: talk.bot.in_chat(-5005))
    assert "私聊" in talk.bot.in_chat(-5005)[0].text
    assert kept(installation, number) == []


async def test_a_group_that_takes_the_bot_in_is_told_what_it_is_for(talk: Parent) -> None:
    bot = {"id": talk.bot.id, "is_bot": True, "first_name": "童行"}
    change = {
        "chat": GROUP,
        "from": talk.person,
        "date": 1_764_000_000,
        "old_chat_member": {"user": bot, "status": "left"},
        "new_chat_member": {"user": bot, "status": "member"},
    }
    talk.bot.enqueue(my_chat_member=change)
    await until(lambda: talk.bot.in_chat(-5005))
    assert "@tongxing_test_bot" in talk.bot.in_chat(-5005)[0].text


async def test_a_group_that_moves_is_noted_and_not_answered(
    talk: Parent, installation: Installation
) -> None:
    talk.sends(chat=GROUP, migrate_to_chat_id=-100777)
    await settled(talk.bot)
    assert talk.bot.in_chat(-5005) == []


STRANGE = [
    "",
    " ",
    "👶🏽👨‍👩‍👧",
    "\u202e倒过来",
    "\x00\x07\u200b",
    "娃" * 4096,
    "👶" * 2048,
    "http://example.com/?a=1&b=<2>",
    "SELECT * FROM people; --",
    "{number} {0} %s",
    "/",
    "//",
    "/STATUS",
    "／帮助",
    "<a href='x'>",
    "&lt;&amp;",
    "12345",
    "[点](tg://user?id=1)",
]


async def test_whatever_is_typed_is_answered_and_nothing_fails(
    talk: Parent, caplog: pytest.LogCaptureFixture
) -> None:
    for text in STRANGE:
        before = len(talk.bot.in_chat(talk.id))
        talk.says(text)
        await settled(talk.bot)
        assert len(talk.bot.in_chat(talk.id)) > before, text
    failed = [r.getMessage() for r in caplog.records if "failed" in r.getMessage()]
    assert failed == []


TOPIC = {"message_thread_id": 77, "is_topic_message": True}


@pytest.mark.parametrize("said", ["/start@other_bot", "/roll@other_bot", "/roll", "/ban x"])
async def test_commands_for_other_bots_are_left_to_them(
    talk: Parent, in_group: Callable[..., int], said: str
) -> None:
    in_group(said)
    await settled(talk.bot)
    assert talk.bot.in_chat(-5005) == []


async def test_a_command_for_another_bot_is_not_answered_in_private_either(talk: Parent) -> None:
    talk.says("/start@other_bot")
    await talk.hears_nothing_more()


@pytest.mark.parametrize("said", ["@tongxing_test_bot 娃儿打疫苗在哪点", "/request"])
async def test_an_answer_stays_in_the_topic_of_its_question(
    talk: Parent, in_group: Callable[..., int], said: str
) -> None:
    in_group(said, chat=GROUP | {"type": "supergroup", "is_forum": True}, **TOPIC)
    await until(lambda: talk.bot.in_chat(-5005))
    [sent] = [params for name, params, _ in talk.bot.calls if name == "sendMessage"]
    assert sent["message_thread_id"] == 77


async def test_a_question_deleted_before_its_answer_is_answered(
    talk: Parent, in_group: Callable[..., int]
) -> None:
    talk.bot.deleted.add(999)
    in_group("@tongxing_test_bot 娃儿打疫苗在哪点", message_id=999)
    await until(lambda: talk.bot.in_chat(-5005))
    assert "国家免疫规划" in talk.bot.in_chat(-5005)[0].text
