"""From something a person sent to the dialogue's turn, and back into texts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any
from urllib.parse import urlencode

from actions.requests import RequestDesk
from actions.requests.privacy.identity import LINK_HOURS
from bot.channels.choices import chosen
from bot.channels.nearest_counties import nearest_counties
from bot.channels.wechat.attachments import ATTACH, Attachments
from bot.channels.wechat.chat_store import CHANNEL, ChatStore
from bot.channels.wechat.choices import Choice, with_choices
from bot.channels.wechat.messages import Delivery
from bot.channels.wechat.texts import texts
from bot.dialogue import Dialogue, Incoming, Turn
from knowledge.languages import joined
from nlu.understanding.topics.reading import Kind

Answer = Coroutine[Any, Any, list[str]]


class WeChatConversation:
    """Answers one delivery after another of the same person."""

    def __init__(
        self,
        desk: RequestDesk,
        dialogue: Dialogue,
        memory: ChatStore,
        pictures: Attachments,
        public_url: str,
    ) -> None:
        """Take the parts, and the site's address for links (empty: no links)."""
        self._desk = desk
        self._dialogue = dialogue
        self._memory = memory
        self._pictures = pictures
        self._site = public_url
        self._kinds: dict[str, Callable[[Delivery], Answer]] = {
            "text": self._text,
            "voice": self._voice,
            "image": self._image,
            "location": self._location,
            "event": self._event,
            "video": self._video,
            "shortvideo": self._video,
        }

    async def language_of(self, person: str) -> str:
        """Return what somebody is spoken to in."""
        return await asyncio.to_thread(self._dialogue.language_of, f"{CHANNEL}:{person}")

    async def answer(self, delivery: Delivery) -> list[str]:
        """Return the texts that answer a delivery, of any length; none when none is due."""
        said = await self._kinds.get(delivery.kind, self._unsupported)(delivery)
        if said and delivery.kind != "event":
            said += self._missed(delivery.person)
        return said

    async def _text(self, delivery: Delivery) -> list[str]:
        return await self._typed(delivery, delivery["Content"])

    async def _typed(self, delivery: Delivery, typed: str) -> list[str]:
        person = delivery.person
        payload = chosen(typed, self._memory.choices(person), self._memory.asks_for(person))
        if payload and payload.startswith(ATTACH):
            return await self._pictures.attach_waiting(person, payload.removeprefix(ATTACH))
        return await self._converse(delivery, typed, payload)

    async def _voice(self, delivery: Delivery) -> list[str]:
        heard = delivery["Recognition"]
        if not heard:
            return [texts().voice]
        # What was heard comes first: a slip of the recognition is seen before its answer is.
        first, *rest = await self._typed(delivery, heard)
        return [f"{texts().heard.format(text=heard)}\n\n{first}", *rest]

    async def _image(self, delivery: Delivery) -> list[str]:
        said, choices = await self._pictures.take(delivery.person, delivery["MediaId"])
        return [self._offer(delivery.person, said, choices)]

    async def _location(self, delivery: Delivery) -> list[str]:
        try:
            latitude, longitude = float(delivery["Location_X"]), float(delivery["Location_Y"])
        except ValueError:
            return [texts().place.far]
        names = nearest_counties(latitude, longitude)
        said = texts().place.nearest if names else texts().place.far
        return [self._offer(delivery.person, said, [Choice(name, name) for name in names])]

    async def _video(self, delivery: Delivery) -> list[str]:
        return [texts().video]

    async def _unsupported(self, delivery: Delivery) -> list[str]:
        return [texts().unsupported]

    async def _event(self, delivery: Delivery) -> list[str]:
        match delivery["Event"].lower():
            case "subscribe":
                return await self._converse(delivery, "", "/start")
            case "unsubscribe":
                self._memory.leave(delivery.person)
            case "click":
                return await self._converse(delivery, "", delivery["EventKey"])
        return []

    async def _converse(self, delivery: Delivery, text: str, payload: str | None) -> list[str]:
        person = delivery.person
        in_form = bool(self._memory.asks_for(person))
        turn = await self._dialogue.turn(
            Incoming(person, text, channel=CHANNEL, message_id=f"wx-{delivery.id}", payload=payload)
        )
        said = self._said(person, turn)
        request = turn.meta["request"]
        if request and request["opened"]:
            said += await self._pictures.attach_waiting(person, request["number"])
        elif in_form and not self._memory.asks_for(person):
            # The form was given up, and with it what was sent for it.
            self._memory.drop_pictures(person)
        return said

    def _said(self, person: str, turn: Turn) -> list[str]:
        """Return the replies as one text, with all choices and links under it."""
        text = "\n\n".join(reply["text"] for reply in turn.replies if reply["text"])
        text = "\n".join([text, *self._links(turn)])
        choices = {
            button["payload"]: Choice(button["title"], button["payload"])
            for reply in turn.replies
            for button in reply["buttons"]
        }
        asks_for = turn.meta["asks_for"]
        if turn.meta["kind"] == Kind.CRISIS:
            # Danger interrupts a form without ending it.
            asks_for = asks_for or self._memory.asks_for(person)
        self._memory.note_turn(person, asks_for, list(choices))
        return [with_choices(text, list(choices.values()), asks_for)]

    def _offer(self, person: str, text: str, choices: Sequence[Choice]) -> str:
        """Return a text of the channel's own with its choices; what is asked for stays."""
        asks_for = self._memory.asks_for(person)
        if choices:
            self._memory.note_turn(person, asks_for, [choice.payload for choice in choices])
        return with_choices(text, choices, asks_for)

    def _links(self, turn: Turn) -> list[str]:
        if not self._site:
            return []
        meta, words = turn.meta, texts()
        if meta["request"]:
            url = self.track_url(meta["request"]["number"])
            return [words.track_page.format(url=url, hours=LINK_HOURS)]
        if meta["kind"] == Kind.POLICY and meta["services"]:
            url = f"{self._site}/service/{meta['services'][0]}"
            return [words.service_page.format(url=url)]
        return []

    def track_url(self, number: str) -> str:
        """Return the address of a request's page, empty without a site; its proof ends in a day."""
        if not self._site:
            return ""
        carried = urlencode({"number": number, "proof": self._desk.link_proof(number)})
        return f"{self._site}/track?{carried}"

    def _missed(self, person: str) -> list[str]:
        numbers = self._memory.take_missed(person)
        return [texts().missed.format(numbers=joined(numbers))] if numbers else []
