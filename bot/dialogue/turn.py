"""The turn: one message in, its replies out, whatever is typed and whatever is down."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from actions.coordination import SharedLock, SharedMemory, open_shared_memory
from actions.requests import RequestDesk
from actions.requests.switches import ANSWERS, of_channel
from actions.skills.form_errors import describe
from actions.skills.message_metadata import TRACE
from actions.skills.phrases import wants_person
from actions.skills.request_opening import PERSON
from actions.staff.handover_reading import Handover
from actions.staff.handovers import Handovers
from actions.staff.questions import Questions
from actions.staff.takeover_settings import TakeoverSettings
from actions.texts import texts
from bot.dialogue.admission import Admission, BusyError
from bot.dialogue.degraded import answer_alone, answer_busy, answer_unkept, tell_opened
from bot.dialogue.deliveries import Deliveries, SharedDeliveries
from bot.dialogue.exporting import export_texts
from bot.dialogue.for_people import ForPeople
from bot.dialogue.language import language_of
from bot.dialogue.listening import Listened, listen
from bot.dialogue.message import Incoming, Turn
from bot.dialogue.own_name import with_own_name
from bot.dialogue.person import pass_on
from bot.dialogue.rasa import Conversation, DialogueDownError, RasaClient
from bot.dialogue.readers import Readers
from bot.dialogue.replies import as_replies, expected_next, meta_of, plain_turn
from bot.dialogue.settings import DialogueSettings, action_server, dialogue_servers, web_port
from bot.dialogue.states import State, States
from bot.dialogue.trackers import Trackers
from bot.dialogue.withholding import SWITCHED_OFF
from knowledge.base import KnowledgeBase
from knowledge.database import DatabaseError
from knowledge.languages import CHINESE, speak
from knowledge.settings import Config
from knowledge.tracing import carrier, span
from nlu.understanding.topics.reading import Kind
from nlu.understanding.wording import clean

logger = logging.getLogger(__name__)

_NOBODY = "warm-up"
_NOT_ANSWERED = {"kind": Kind.POLICY.value, "abstained": True, "reason": SWITCHED_OFF}


class Dialogue:
    """Carries conversations; one per web process."""

    def __init__(
        self,
        knowledge: KnowledgeBase,
        desk: RequestDesk,
        states: States,
        rasa: RasaClient,
        trackers: Trackers,
        settings: DialogueSettings | None = None,
        takeover: TakeoverSettings | None = None,
        memory: SharedMemory | None = None,
    ) -> None:
        """Take the parts; use :meth:`open`."""
        settings = settings or DialogueSettings()
        self._trackers = trackers
        self._knowledge = knowledge
        self._desk = desk
        self._states = states
        self._rasa = rasa
        self._memory = memory
        self._admission = Admission(settings, SharedLock(memory) if memory else None)
        self._deliveries = SharedDeliveries(memory, desk.keyring.master) if memory else Deliveries()
        takeover = takeover or TakeoverSettings()
        now = desk.cases.now
        self.for_people = ForPeople(
            Questions(desk.store, now),
            Handovers(desk.store, desk.keyring, takeover, now, desk.calendar),
        )
        self._erasers: list[Callable[[str], None]] = []
        self._readers = Readers(settings.readers, settings.reading_seconds)

    @classmethod
    def open(
        cls, config: Config, knowledge: KnowledgeBase, desk: RequestDesk, *, port: int | None = None
    ) -> Dialogue:
        """Return the dialogue of this installation.

        Args:
            config: its ``dialogue`` section holds limits of time and number.
            knowledge: reads messages.
            desk: keeps drafts.
            port: of the web process; ``TONGXING_PORT`` by default. The servers lie beside it.
        """
        settings = config.section("dialogue", DialogueSettings)
        actions = action_server((port or web_port()) + 1)
        client = RasaClient(dialogue_servers(port), actions, timeout=settings.timeout_seconds)
        states, trackers = States.open(config.home), Trackers.open(config.home)
        memory = open_shared_memory()
        takeover = config.section("takeover", TakeoverSettings)
        return cls(knowledge, desk, states, client, trackers, settings, takeover, memory)

    async def turn(self, message: Incoming) -> Turn:
        """Return the replies to one message; never raises, whatever the text is.

        A message id that came before gives the turn it gave then. When too many write at once,
        the turn says so without delay, and nothing was done with the message.
        """
        try:
            return await self._turn(message)
        except BusyError as busy:
            logger.warning("a message was refused: %s", busy)
            return await self._busy(message)
        except Exception as error:
            logger.error("a turn failed: %s", describe(error))
            return await self._unkept(message)

    def language_of(self, identity: str) -> str:
        """Return what ``<channel>:<sender>`` was answered in last; Chinese before the first words.

        It reads a table: call it off the event loop.
        """
        try:
            state = self._states.load(self._desk.keyring.mac("dialogue", identity))
        except DatabaseError as error:
            logger.error("the language of a conversation was not found: %s", describe(error))
            return CHINESE
        return state.language or CHINESE

    def when_forgotten(self, erase: Callable[[str], None]) -> None:
        """Have a channel erase what it keeps itself, given the identity that is forgotten."""
        self._erasers.append(erase)

    def note_unhelpful(self, identity: str) -> None:
        """Keep the question whose answer a parent just called of no help."""
        asked = self.for_people.last_question(self._desk.keyring.mac("dialogue", identity))
        if asked:
            channel = identity.partition(":")[0]
            self.for_people.note_unhelpful(asked, self._knowledge.read(asked), channel)

    async def alive(self) -> bool:
        """Tell whether the full conversation is possible: both servers answer."""
        return await self._rasa.alive()

    async def warm_up(self) -> bool:
        """Load everything that loads at its first use; tell whether the full path works."""
        turn = await self.turn(Incoming(_NOBODY, "/start", channel="terminal"))
        return not turn.meta["degraded"]

    async def close(self) -> None:
        """Let go of connections, threads and file."""
        await self._rasa.close()
        if self._memory is not None:
            await self._memory.close()
        self._readers.close()
        self._states.close()
        self._trackers.close()

    async def _turn(self, message: Incoming) -> Turn:
        if not clean(message.payload or message.text):
            return plain_turn(texts().conversation.empty, self._knowledge.build)
        sender = self._sender(message)
        async with self._admission.hold(sender):
            known = await self._deliveries.known(sender, message.message_id)
            if known is not None:
                return known
            turn = await self._answer(message, sender)
            await self._deliveries.remember(sender, message.message_id, turn)
            return turn

    async def _answer(self, message: Incoming, sender: str) -> Turn:
        began = self._desk.cases.now()
        state, listened, handover = await self._readers.read(lambda: self._hear(message, sender))
        speak(listened.heard.language)
        if handover is not None and handover.status == "claimed":
            return await self._readers.off_loop(
                lambda: pass_on(listened, handover, self.for_people.handovers, self._knowledge)
            )
        turn = await self._of_assistant(message, sender, state, listened, began)
        await self._readers.off_loop(
            lambda: self.for_people.note(message, sender, listened, turn, handover)
        )
        named = partial(with_own_name, turn, message.identity, self._desk)
        return await self._readers.off_loop(named)

    async def _of_assistant(
        self, message: Incoming, sender: str, state: State, listened: Listened, began: datetime
    ) -> Turn:
        if off := await self._readers.off_loop(lambda: self._switched_off(message, listened)):
            return off
        try:
            with span("dialogue"):
                conversation = await self._rasa.send(
                    self._conversation(sender, state),
                    listened.for_rasa,
                    listened.heard.to_metadata() | {TRACE: carrier()},
                )
        except DialogueDownError as error:
            logger.warning("answering alone: %s", error)
            return await self._alone(listened, message, state, began)
        # An export is put into words here: the dialogue rightly says nothing of it.
        spoke = any(reply["text"] for reply in conversation.replies)
        if not (spoke or conversation.effects):
            logger.warning("answering alone: the dialogue said nothing")
            return await self._alone(listened, message, state, began)
        return await self._conclude(conversation, listened, message, sender, state)

    def _hear(self, message: Incoming, sender: str) -> tuple[State, Listened, Handover | None]:
        state = self._states.load(sender)
        with span("understanding"):
            listened = listen(message, state, self._knowledge, self._desk)
        return state, listened, self.for_people.handovers.held(message.identity)

    def _switched_off(self, message: Incoming, listened: Listened) -> Turn | None:
        """Tell that people turned this channel off; danger is answered all the same."""
        off = self._desk.switches.off(of_channel(message.channel))
        if off is None or listened.heard.reading.kind is Kind.CRISIS:
            return None
        return plain_turn(off.sentence, self._knowledge.build)

    async def _busy(self, message: Incoming) -> Turn:
        """Nobody waits for a reader here: words are looked at in a thread of their own."""
        typed = clean(message.payload or message.text)
        _speak_as_typed(message, typed)
        return await asyncio.to_thread(answer_busy, typed, self._knowledge)

    async def _unkept(self, message: Incoming) -> Turn:
        """Danger and questions are answered whatever cannot be read or written."""
        typed = clean(message.payload or message.text)
        _speak_as_typed(message, typed)
        try:
            turn = await self._readers.read(lambda: answer_unkept(typed, self._knowledge))
        except BusyError:
            return await self._busy(message)
        except Exception as error:
            logger.error("nothing could be answered: %s", describe(error))
            turn = None
        if turn is not None:
            return turn
        return plain_turn(texts().conversation.trouble, self._knowledge.build, degraded=True)

    async def _alone(
        self, listened: Listened, message: Incoming, state: State, began: datetime
    ) -> Turn:
        opened = await self._readers.off_loop(lambda: self._desk.newest_of(message.identity, began))
        if opened is not None:
            # A server died between the store and the word: the request stands.
            await self._readers.off_loop(lambda: self._desk.drafts.clear(message.identity))
            await self._remember(self._sender(message), state, replace(state, expects=None))
            return tell_opened(opened, listened, self._knowledge)
        turn = await self._readers.off_loop(
            lambda: answer_alone(
                listened, message.identity, state.expects, self._knowledge, self._desk
            )
        )
        if _asks_for_person(listened):
            sender = self._sender(message)
            told = await self._readers.off_loop(
                lambda: self.for_people.ask_for_person(message, sender, listened, turn.replies)
            )
            turn = Turn([*turn.replies, *as_replies(told)], turn.meta | {"person": bool(told)})
        return turn

    async def _conclude(
        self,
        conversation: Conversation,
        listened: Listened,
        message: Incoming,
        sender: str,
        state: State,
    ) -> Turn:
        replies = list(conversation.replies)
        answer = conversation.answer or {}
        if answer.get("kind") == Kind.POLICY and (off := self._desk.switches.off(ANSWERS)):
            # The question of a running form, which follows, stands as it is.
            replies[0] = {"text": off.sentence, "buttons": []}
            answer = _NOT_ANSWERED | {"text": off.sentence}
        if PERSON in conversation.effects:
            told = await self._readers.off_loop(
                lambda: self.for_people.ask_for_person(message, sender, listened, replies)
            )
            replies[1:1] = as_replies(told)
        if "export" in conversation.effects:
            check = listened.facts.check_code
            says = await self._readers.off_loop(lambda: export_texts(message, check, self._desk))
            replies += [{"text": text, "buttons": []} for text in says]
        if "forget" in conversation.effects:
            await self._deliveries.forget(sender)
            await self._readers.off_loop(lambda: self._forget(message.identity, sender, state))
        else:
            expects = expected_next(conversation, state)
            language = listened.heard.language
            now = replace(state, expects=expects, topic=conversation.topic, language=language)
            await self._remember(sender, state, now)
        meta = meta_of(conversation, answer, listened, replies)
        return Turn(replies, meta | {"person": PERSON in conversation.effects})

    def _forget(self, identity: str, sender: str, state: State) -> None:
        self._trackers.forget(self._conversation(sender, state))
        self._states.save(sender, State(epoch=state.epoch + 1))
        self.for_people.forget(identity, sender)
        for erase in self._erasers:
            erase(identity)

    async def _remember(self, sender: str, before: State, now: State) -> None:
        """Keep what changed; the reply is given even when that cannot be kept."""
        if now == before:
            return
        try:
            await self._readers.off_loop(lambda: self._states.save(sender, now))
        except DatabaseError as error:
            logger.error("the state of a conversation was not kept: %s", describe(error))

    def _sender(self, message: Incoming) -> str:
        return self._desk.keyring.mac("dialogue", message.identity)

    def _conversation(self, sender: str, state: State) -> str:
        """Return the name Rasa knows a conversation by; after forgetting it is another one."""
        return self._desk.keyring.mac("conversation", f"{sender}\0{state.epoch}")


def _speak_as_typed(message: Incoming, typed: str) -> None:
    """Speak the language of a message whose conversation cannot be looked up."""
    speak(language_of(typed, message, State()))


def _asks_for_person(listened: Listened) -> bool:
    """Tell a wish for a person where no skill can: while the dialogue is away."""
    return listened.heard.command == "human" or wants_person(listened.heard.reading.text)
