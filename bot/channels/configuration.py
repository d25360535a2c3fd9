"""The whole of ``config.yml``, checked once before anything starts."""

from __future__ import annotations

from collections.abc import Mapping

from actions.requests.model import RequestType
from actions.requests.settings import RequestsSettings
from actions.skills.settings import DecisionSettings
from actions.staff.takeover_settings import TakeoverSettings
from bot.channels.registry import messengers
from bot.channels.web.settings import WebSettings
from bot.channels.web.staff.sign_on import SignOnSettings
from bot.dialogue.settings import DialogueSettings
from knowledge.errors import ConfigurationError
from knowledge.ingestion.settings import IngestionSettings
from knowledge.languages import languages
from knowledge.retrieval.settings import RetrievalSettings
from knowledge.settings import Config, KnowledgeSettings, Section, nearest

RASA_KEYS = ("recipe", "assistant_id", "language", "pipeline", "policies")
"""What Rasa reads from the same file."""

SECTIONS: Mapping[str, type[Section]] = {
    "knowledge": KnowledgeSettings,
    "ingestion": IngestionSettings,
    "retrieval": RetrievalSettings,
    "requests": RequestsSettings,
    "sign_on": SignOnSettings,
    "takeover": TakeoverSettings,
    "decisions": DecisionSettings,
    "dialogue": DialogueSettings,
    "web": WebSettings,
    **{name: one.settings for name, one in messengers().items()},
}


def check_configuration(config: Config) -> None:
    """Check every section of ``config.yml``.

    Raises:
        ConfigurationError: naming the first unknown key or impossible value, its place and the
            nearest right one.
    """
    known = (*RASA_KEYS, *SECTIONS)
    for name in config.values:
        if name not in known:
            raise ConfigurationError(f"{config.path.name}: {name}: {_unknown(str(name), known)}")
    for name, kind in SECTIONS.items():
        config.section(name, kind)
    _check_language(config)
    _check_request_types(config)


def _check_language(config: Config) -> None:
    language = config.section("web", WebSettings).language
    if language not in languages():
        known = ", ".join(languages())
        raise ConfigurationError(
            f"{config.path.name}: web.language: no texts for {language!r}; use {known}"
        )


def _check_request_types(config: Config) -> None:
    types = [kind.value for kind in RequestType]
    for name in config.section("requests", RequestsSettings).limits:
        if name not in types:
            told = _unknown(name, types)
            raise ConfigurationError(f"{config.path.name}: requests.limits.{name}: {told}")


def _unknown(name: str, known: tuple[str, ...] | list[str]) -> str:
    return f"is not known{nearest(name, known)}"
