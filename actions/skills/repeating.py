"""The last reply once more: the same, in fewer words, or what it rests on."""

from __future__ import annotations

from dataclasses import replace

from actions.skills.follow_up import named_services
from actions.skills.lean import LONGEST
from actions.skills.reply import Reply, Say
from actions.skills.talk import Talk
from actions.texts import texts
from knowledge.answers import Answer, Citation
from knowledge.catalogue import Detail, Support
from nlu.understanding.topics.reading import Kind

_MORE_THAN_THE_REPORT = (Support.LAW, Support.REPORTED, Support.DOCUMENT)


def tell_again(talk: Talk) -> Reply:
    """Return what was said last, word for word."""
    said = talk.state.told
    if not said:
        return _nothing(talk, texts().conversation.repeat_nothing)
    answer = _about_topic(talk) or talk.room.bare_answer(talk.reading, Kind.SMALLTALK)
    reply = Reply(answer=replace(answer, text="\n".join(said)), expects=talk.expects)
    reply.says = [Say(text) for text in said]
    return reply


def tell_simpler(talk: Talk) -> Reply:
    """Return what the topic offers and where to go, and nothing else."""
    answer = _about_topic(talk)
    if answer is None:
        return _nothing(talk, texts().conversation.simpler_nothing)
    text = "\n".join(_short(talk, service) for service in answer.services)
    return Reply.of(text, answer=replace(answer, text=text))


def tell_source(talk: Talk) -> Reply:
    """Return what the last answer rests on."""
    answer = _about_topic(talk)
    if answer is None and _cited(talk):
        answer = talk.room.bare_answer(talk.reading, Kind.POLICY)
    if answer is None:
        answer = talk.room.answerer.answer(replace(talk.reading, kind=Kind.POLICY))
        return Reply.of(answer.text, answer=answer)
    words, rests_on = texts().conversation, _cited(talk) or answer.citations
    cited = dict.fromkeys(
        words.source.format(
            document=one.document, issuer=one.issuer, date=one.date, locator=one.locator
        )
        for one in rests_on
    )
    notes = dict.fromkeys(filter(None, (_note_of(talk, one) for one in rests_on)))
    text = "\n".join([words.source_first, *cited, *notes])
    talk.state.about = "source"
    return Reply.of(text, answer=replace(answer, text=text, citations=rests_on))


def asks_about_source(talk: Talk) -> bool:
    """Tell a question without a subject after it was told what the answer rests on: 哪年的."""
    reading = talk.reading
    if talk.state.about != "source" or reading.needs or named_services(talk.text):
        return False
    if len(talk.text) > LONGEST or reading.kind is Kind.PRIVACY:
        return False
    if Detail.DATE in reading.details:
        return True
    if reading.kind is Kind.SMALLTALK:
        return False
    return talk.share_of("ask_source") > talk.share_of("follow_up")


def _cited(talk: Talk) -> tuple[Citation, ...]:
    """Return what was told last rests on; law and notices say more than the report's sentence."""
    told = [Citation(**values) for values in talk.state.cited]
    return tuple(sorted(told, key=lambda one: one.support not in _MORE_THAN_THE_REPORT))


def _note_of(talk: Talk, one: Citation) -> str | None:
    """Return what is known of the document itself: who issued it, what of it is at hand."""
    sources = talk.room.catalogue.sources.values()
    return next((source.note for source in sources if source.document == one.document), None)


def _about_topic(talk: Talk) -> Answer | None:
    if not talk.topic:
        return None
    reading = replace(talk.reading, kind=Kind.POLICY, act="ask", details=(), quote=None)
    return talk.room.answerer.about(talk.topic, reading)


def _short(talk: Talk, service: str) -> str:
    entry = talk.room.catalogue.services[service]
    return texts().conversation.simpler.format(
        offers=entry.offers or entry.plain_name, department=talk.room.names_of((entry.lead,))
    )


def _nothing(talk: Talk, text: str) -> Reply:
    return Reply.of(text, answer=talk.room.bare_answer(talk.reading, Kind.SMALLTALK, text))
