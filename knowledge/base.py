"""The knowledge base as the rest of the product sees it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from knowledge.additions import Additions, with_additions
from knowledge.answers import Answer, Answerer
from knowledge.answers.notices import NoticeIndex, Notices
from knowledge.answers.quotes import asked_of_documents, best_quote
from knowledge.catalogue import Catalogue, load_catalogue
from knowledge.languages import ENGLISH, speaking, spoken
from knowledge.live_index import LiveIndex
from knowledge.model_versions import versions
from knowledge.retrieval import Hit, current_build, entry_passages, refresh
from knowledge.settings import Config, KnowledgeSettings
from nlu.embedding import Embedder, default_model_folder, exported_model_folder
from nlu.embedding.embedder import DEFAULT_MODEL
from nlu.embedding.onnx_encoder import is_export_of
from nlu.understanding.consent import ConsentReader, consent_examples
from nlu.understanding.details import DetailReader, detail_examples
from nlu.understanding.facts import Facts
from nlu.understanding.law import LawFinder, law_examples
from nlu.understanding.topics.asking import asking_examples
from nlu.understanding.topics.elsewhere import ElsewhereReader, elsewhere_examples
from nlu.understanding.topics.examples import Example, training_examples
from nlu.understanding.topics.model import build_topic_model, load_topic_model, model_version
from nlu.understanding.topics.reader import Reader
from nlu.understanding.topics.reading import Reading
from nlu.understanding.topics.wanting import WantReader, wanting_examples
from nlu.understanding.understanding import Understander, Understanding

_QUOTE_CANDIDATES = 12


class KnowledgeBase:
    """Reads messages and answers them. Open it once per process: it holds the model."""

    def __init__(
        self,
        config: Config,
        catalogue: Catalogue,
        embedder: Embedder,
        added: tuple[Example, ...] | None = None,
    ) -> None:
        """Take the parts; use :meth:`open` outside tests.

        Args:
            config: of this installation.
            catalogue: the entries.
            embedder: the model.
            added: examples beside the catalogue's, to try them; otherwise those people added,
                which may change while this is open.
        """
        self._config = config
        self.catalogue = catalogue
        self.embedder = embedder
        self._entries = entry_passages(catalogue)
        self._notices = Notices(NoticeIndex(config))
        self._additions = Additions(config)
        self._added = added
        self._opened: tuple[tuple[Example, ...], Understander] | None = None
        self._documents = LiveIndex(config, embedder, len(self._entries))

    @classmethod
    def open(cls, config: Config) -> KnowledgeBase:
        """Return the knowledge base of this installation; the model loads at first use.

        Raises:
            ContentError: an entry is wrong.
            NotSetUpError: the embedding model has not been made.
        """
        return cls(config, load_catalogue(), Embedder.from_config(config))

    @property
    def build(self) -> str:
        """The id of what is known now: entries, examples and ingested documents."""
        return knowledge_build(self._config, self.catalogue)

    @property
    def answerer(self) -> Answerer:
        """The part that composes answers, stamped with the build that serves now."""
        return Answerer(self.catalogue, self.build, self._notices)

    def ask(self, text: str, place: str | None = None) -> Answer:
        """Return the answer to one message; ``place`` is where the parent is known to live."""
        return self.answer_to(self.understand(text), place)

    def ask_batch(self, texts: Sequence[str]) -> list[Answer]:
        """Return the answers to many messages, read together."""
        return [self.answer_to(said) for said in self.understand_batch(texts)]

    def understand(
        self,
        text: str,
        expecting: str | None = None,
        *,
        facts: Facts | None = None,
        tapped: bool = False,
    ) -> Understanding:
        """Return what one message says, see :meth:`Understander.understand`."""
        said = self.understander.understand(text, expecting, facts=facts, tapped=tapped)
        return replace(said, reading=self._with_quote(said.reading))

    def understand_batch(self, texts: Sequence[str]) -> list[Understanding]:
        """Return what each of many messages says, embedded together."""
        understood = self.understander.understand_batch(texts)
        return [replace(said, reading=self._with_quote(said.reading)) for said in understood]

    def read(self, text: str) -> Reading:
        """Return what one message is about; the only step that needs the model."""
        return self.understand(text).reading

    def read_about(self, service: str, said: Reading) -> Reading:
        """Return what a message says of a service already known: 没批咋办 of an allowance."""
        entry = self.catalogue.services[service]
        reading = self.understander.about(entry.id, entry.plain_name, said)
        asked = set(reading.details)
        fits = (f for f in reading.law if not asked or asked & set(self.catalogue.facts[f].answers))
        return replace(reading, law=tuple(fits))

    def read_batch(self, texts: Sequence[str]) -> list[Reading]:
        """Return what each of many messages is about, embedded together."""
        return [said.reading for said in self.understand_batch(texts)]

    def answer(self, reading: Reading, place: str | None = None) -> Answer:
        """Return the answer to a reading; ``place`` is where the parent is known to live."""
        return self.answerer.answer(reading, place)

    def answer_to(self, said: Understanding, place: str | None = None) -> Answer:
        """Return the answer to one message that stands alone.

        A message in English is answered in English; ``question`` is what was written, without
        personal data.
        """
        with speaking(ENGLISH if said.english else spoken()):
            return replace(self.answer(said.reading, place), question=said.text)

    def search(self, text: str, count: int = 10) -> list[Hit]:
        """Return the best passages of entries and ingested documents."""
        return self._documents.search(text, count)

    def _with_quote(self, reading: Reading) -> Reading:
        """Look into the ingested documents, but only where the entries' answer does not stand."""
        if not self._documents.holds_documents():
            return reading
        names = {name: examples.aliases for name, examples in self.catalogue.examples.items()}
        asked = asked_of_documents(reading, self.answer(reading), names)
        if asked is None:
            return reading
        own = {entry.id for entry in self._entries}
        hits = self._documents.search(reading.text, _QUOTE_CANDIDATES, reading.vector)
        others = (h for h in hits if h.id not in own and self._notices.leaves(h.document, reading))
        return replace(reading, quote=best_quote(asked, others))

    def with_added(self, added: tuple[Example, ...]) -> KnowledgeBase:
        """Return the same knowledge with other added examples, whose model has been trained."""
        return KnowledgeBase(self._config, self.catalogue, self.embedder, added)

    @property
    def understander(self) -> Understander:
        """The one door, with the examples that people added."""
        added = self._additions.current() if self._added is None else self._added
        opened = self._opened
        if opened is None or opened[0] != added:
            opened = self._opened = (added, self._open_understander(added))
        return opened[1]

    def _open_understander(self, added: tuple[Example, ...]) -> Understander:
        found = model_versions(self._config, self.catalogue, self.embedder, added)
        topics, asking, details, law, wanting, consent, where = (
            load_topic_model(self._config.home / "knowledge" / name, version)
            for name, version in found.items()
        )
        elsewhere = ElsewhereReader(where, self.embedder)
        reader = Reader(self.catalogue, self.embedder, topics, asking, elsewhere)
        finder = LawFinder(self.catalogue, law)
        hears_consent = ConsentReader(consent, self.embedder)
        wants, asked = WantReader(wanting), DetailReader(details)
        return Understander(reader, asked, finder, wants, hears_consent)


def knowledge_build(config: Config, catalogue: Catalogue) -> str:
    """Return the id stamped on answers and requests: it changes when anything known changes."""
    added = Additions(config).digest
    parts = f"{catalogue.version}:{current_build(config) or ''}{added}"
    return hashlib.sha256(parts.encode()).hexdigest()[:12]


def learned(
    config: Config, catalogue: Catalogue, added: Sequence[Example] | None = None
) -> list[tuple[Path, Sequence[Example]]]:
    """Return where each model of understanding is kept, and what it learns from.

    In this order: the topics (``added`` or what people added among their examples), what asks or
    tells, the details asked for, the facts of the law, what wants somebody to act, what consents,
    which matters lie in another province.
    """
    added = Additions(config).current() if added is None else added
    home = config.home / "knowledge"
    return [
        (home / "topics", with_additions(training_examples(catalogue), added)),
        (home / "asking", asking_examples(catalogue)),
        (home / "details", detail_examples()),
        (home / "law", law_examples(catalogue)),
        (home / "wanting", wanting_examples(catalogue)),
        (home / "consent", consent_examples()),
        (home / "elsewhere", elsewhere_examples()),
    ]


def model_versions(
    config: Config, catalogue: Catalogue, embedder: Embedder, added: tuple[Example, ...]
) -> dict[str, str]:
    """Return the version of each model of :func:`learned`, in its order, by the folder's name."""

    def made() -> dict[str, str]:
        return {
            folder.name: model_version(examples, embedder)
            for folder, examples in learned(config, catalogue, added)
        }

    return versions(config, (catalogue.version, embedder.fingerprint, repr(added)), made)


def build_knowledge(config: Config, progress: Callable[[str], None]) -> bool:
    """Make embedding model, topic model and search index where missing or out of date.

    Returns:
        Whether anything was made.
    """
    made = False
    folder = default_model_folder(config)
    if not (folder / "modules.json").exists():
        from nlu.embedding.convert import convert, packaged_weights

        progress("making the embedding model from packaged weights")
        convert(packaged_weights(), folder)
        made = True
    embedder = _served_embedder(config, progress)
    trained = [
        build_topic_model(folder, examples, embedder, progress)
        for folder, examples in learned(config, load_catalogue())
    ]
    model_versions(config, load_catalogue(), embedder, Additions(config).current())
    progress("bringing the search index up to date")
    indexed = refresh(config, embedder=embedder)
    return made or any(trained) or indexed


def _served_embedder(config: Config, progress: Callable[[str], None]) -> Embedder:
    """Return the embedder, exported for serving first, so that all vectors come from one path."""
    embedder = Embedder.from_config(config)
    default = config.section("knowledge", KnowledgeSettings).model == DEFAULT_MODEL
    if default and not is_export_of(embedder.source, exported_model_folder(config)):
        from nlu.embedding.onnx_export import export_onnx

        progress("exporting the embedding model for serving")
        export_onnx(embedder, exported_model_folder(config))
    return Embedder.from_config(config)
