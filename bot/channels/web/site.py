"""Everything the pages work with, opened once per process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from fastapi import Request

from actions.coordination import SharedMemory, open_shared_memory
from actions.requests import RequestDesk
from actions.staff import StaffRoom
from actions.staff.proposals import Proposals
from bot.channels.web.clients import Clients
from bot.channels.web.faq.suggesting import Suggester
from bot.channels.web.helpfulness import Helpfulness
from bot.channels.web.observability.metrics import Metrics
from bot.channels.web.page_texts import Words, load_words
from bot.channels.web.rendering import Renderer
from bot.channels.web.settings import WebSettings
from bot.channels.web.staff.sign_on import SignOn, SignOnSettings
from bot.dialogue import Dialogue
from knowledge.base import KnowledgeBase
from knowledge.catalogue import Catalogue
from knowledge.languages import spoken
from knowledge.settings import Config


@dataclass(frozen=True)
class Site:
    """The parts behind the pages; ``app.state.site`` holds the one of this process."""

    config: Config
    settings: WebSettings
    knowledge: KnowledgeBase
    desk: RequestDesk
    dialogue: Dialogue
    staff: StaffRoom
    helpfulness: Helpfulness
    metrics: Metrics
    renderer: Renderer
    memory: SharedMemory | None

    @classmethod
    def open(cls, config: Config, *, port: int | None = None) -> Site:
        """Open everything; the model itself loads later, in the background.

        Args:
            config: of this installation.
            port: of the web process; the dialogue's servers lie beside it.

        Raises:
            TongxingError: the content, the configuration or the store cannot be used.
        """
        settings = config.section("web", WebSettings)
        knowledge = KnowledgeBase.open(config)
        desk = RequestDesk.open(config, knowledge.catalogue)
        return cls(
            config=config,
            settings=settings,
            knowledge=knowledge,
            desk=desk,
            dialogue=Dialogue.open(config, knowledge, desk, port=port),
            staff=StaffRoom.open(config.home, desk.keyring),
            helpfulness=Helpfulness.open(config.home),
            metrics=Metrics(desk.counts),
            renderer=Renderer(settings, knowledge.catalogue, lambda: knowledge.build),
            memory=open_shared_memory(),
        )

    @property
    def words(self) -> Words:
        """The words of the pages, in the language that is spoken."""
        return load_words(spoken())

    @property
    def catalogue(self) -> Catalogue:
        """The entries the pages show, in the language that is spoken."""
        return self.knowledge.catalogue.told

    @cached_property
    def clients(self) -> Clients:
        """The programs that have keys."""
        return Clients(self.settings.clients)

    @cached_property
    def sign_on(self) -> SignOn:
        """Single sign-on, where a provider is configured."""
        settings = self.config.section("sign_on", SignOnSettings)
        return SignOn(settings, self.staff.accounts)

    @cached_property
    def proposals(self) -> Proposals:
        """What people propose so that more is understood."""
        return Proposals(self.desk.store, self.desk.cases.now, self.knowledge.catalogue)

    @property
    def suggester(self) -> Suggester:
        """Suggestions while somebody types, in the language that is spoken."""
        language = spoken()
        if language not in self._suggesters:
            self._suggesters[language] = Suggester(self.catalogue)
        return self._suggesters[language]

    @cached_property
    def _suggesters(self) -> dict[str, Suggester]:
        return {}

    async def close(self) -> None:
        """Let go of connections and files."""
        await self.dialogue.close()
        self.helpfulness.close()
        self.staff.close()
        if self.memory is not None:
            await self.memory.close()


def site_of(request: Request) -> Site:
    """Return the site of a request (a FastAPI dependency)."""
    site: Site = request.app.state.site
    return site
