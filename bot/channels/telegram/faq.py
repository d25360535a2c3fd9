"""Frequent questions by area and service, turned like pages in one message."""

from __future__ import annotations

from actions.texts import texts as conversation_texts
from bot.channels.telegram.keyboards import Tap
from bot.channels.telegram.texts import texts
from bot.channels.telegram.voice import Voice
from knowledge.catalogue import Catalogue

AREAS = "faq"
AREA = "area"


async def show_areas(
    voice: Voice, catalogue: Catalogue, chat: int, instead_of: int | None = None
) -> None:
    """Show the six areas."""
    title = conversation_texts().conversation.area
    taps = [
        Tap(title.format(area=area.name, hint=area.hint), f"{AREA} {area.id}", "own")
        for area in catalogue.told.areas.values()
    ]
    await voice.say(chat, texts().faq, taps, instead_of=instead_of)


async def show_area(
    voice: Voice, catalogue: Catalogue, chat: int, area: str, instead_of: int | None = None
) -> None:
    """Show the services of one area; the answer to one takes the place of the list."""
    catalogue = catalogue.told
    entry = catalogue.areas.get(area)
    if entry is None:
        await show_areas(voice, catalogue, chat, instead_of)
        return
    taps = [
        Tap(service.plain_name, f"/service {service.id}", "turns")
        for service in catalogue.services_of(area)
    ]
    text = texts().faq_area.format(area=entry.name, hint=entry.hint)
    await voice.say(chat, text, [*taps, _back(AREAS)], instead_of=instead_of)


def back_to_area(catalogue: Catalogue, payload: str) -> list[Tap]:
    """Return the button from an answer back to the list it came from."""
    service = catalogue.services.get(payload.partition(" ")[2])
    return [_back(f"{AREA} {service.area}")] if service and service.area else []


def _back(page: str) -> Tap:
    return Tap(texts().buttons.back, page, "own")
