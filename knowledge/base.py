"""The knowledge base as the rest of the product sees it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

from knowledge.answers import Answer, Answerer
from knowledge.catalogue import Catalogue, load_catalogue
from knowledge.embedding import Embedder, default_model_folder
from knowledge.settings import Config
from knowledge.topics.examples import training_examples
from knowledge.topics.model import build_topic_model, open_topic_model
from knowledge.topics.reader import Reader
from knowledge.topics.reading import Reading


class KnowledgeBase:
    """Reads messages and answers them. Open it once per process: it holds the model."""

    def __init__(self, config: Config, catalogue: Catalogue, embedder: Embedder) -> None:
        """Take the parts; use :meth:`open` outside tests."""
        self._config = config
        self.catalogue = catalogue
        self.embedder = embedder
        self.build = catalogue.version

    @classmethod
    def open(cls, config: Config) -> KnowledgeBase:
        """Return the knowledge base of this installation; the model loads at first use.

        Raises:
            ContentError: an entry is wrong.
            NotSetUpError: the embedding model has not been made.
        """
        return cls(config, load_catalogue(), Embedder.from_config(config))

    def ask(self, text: str) -> Answer:
        """Return the answer to one message."""
        return self.answer(self.read(text))

    def ask_batch(self, texts: Sequence[str]) -> list[Answer]:
        """Return the answers to many messages, read together."""
        return [self.answer(reading) for reading in self.read_batch(texts)]

    def read_batch(self, texts: Sequence[str]) -> list[Reading]:
        """Return what each of many messages says, embedded together."""
        return self._reader.read_batch(list(texts))

    def read(self, text: str) -> Reading:
        """Return what one message says; the only step that needs the model."""
        return self._reader.read(text)

    def answer(self, reading: Reading) -> Answer:
        """Return the answer to a reading."""
        return self.answerer.answer(reading)

    @cached_property
    def answerer(self) -> Answerer:
        """The part that composes answers."""
        return Answerer(self.catalogue, self.build)

    @cached_property
    def _reader(self) -> Reader:
        model = open_topic_model(
            topic_folder(self._config), training_examples(self.catalogue), self.embedder
        )
        return Reader(self.catalogue, self.embedder, model)


def topic_folder(config: Config) -> Path:
    """Return where the topic model is kept."""
    return config.home / "knowledge" / "topics"


def build_knowledge(config: Config, progress: Callable[[str], None]) -> bool:
    """Make the embedding model and the topic model where they are missing or out of date.

    Returns:
        Whether anything was made.
    """
    made = False
    folder = default_model_folder(config)
    if not (folder / "modules.json").exists():
        from knowledge.embedding.convert import convert, packaged_weights

        progress("making the embedding model from packaged weights")
        convert(packaged_weights(), folder)
        made = True
    examples = training_examples(load_catalogue())
    built = build_topic_model(
        topic_folder(config), examples, Embedder.from_config(config), progress
    )
    return made or built
