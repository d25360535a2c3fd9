"""A searchable collection of passages: built once into a folder, opened many times."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge.ingestion.documents import Passage
from knowledge.retrieval.dense import DenseLeg
from knowledge.retrieval.errors import IndexUnusableError
from knowledge.retrieval.lexical import LexicalLeg
from knowledge.retrieval.ranking import Ranking, load_ranking
from knowledge.retrieval.records import Record, Records, compared_text, numbered
from knowledge.retrieval.scoring import Candidates, Legs, find_candidates, sounds, weigh
from knowledge.retrieval.settings import RetrievalSettings
from nlu.embedding import Embedder, Vectors
from nlu.embedding.embedder import QUERY_CHARACTERS
from nlu.language import characters_and_bigrams, normalise

FORMAT = 1
_DESCRIPTION = "index.json"
_DOCUMENT_OF = "document_of.npy"
_DENSE = "dense.faiss"
_PASSAGES, _DOCUMENTS, _SOUNDS = "passages", "documents", "sounds"


@dataclass(frozen=True)
class Hit:
    """One passage that was found; ``document`` is the id the document came with."""

    id: str
    document: str
    score: float
    text: str
    title: str
    issuer: str
    date: dt.date | None
    url: str
    locator: str


class PassageIndex:
    """Hybrid search: words, whole documents, sounds and meaning, weighed by ``ranking.yml``."""

    def __init__(
        self,
        legs: Legs,
        records: Records,
        embedder: Embedder,
        settings: RetrievalSettings | None = None,
        ranking: Ranking | None = None,
    ) -> None:
        """Put an index together from its parts; ``open`` and ``build`` are the usual ways."""
        self._legs = legs
        self._records = records
        self._embedder = embedder
        self._settings = settings or RetrievalSettings()
        self._ranking = ranking or load_ranking()

    @classmethod
    def build(
        cls,
        passages: Sequence[Passage],
        embedder: Embedder,
        folder: Path,
        *,
        wordings: Mapping[str, str] | None = None,
        vectors: Vectors | None = None,
        settings: RetrievalSettings | None = None,
    ) -> PassageIndex:
        """Write an index of ``passages`` to the empty or missing ``folder`` and open it.

        Args:
            passages: what can be found, in a stable order.
            embedder: makes the vectors, unless ``vectors`` are given.
            folder: where to write.
            wordings: what people call a passage, by its id: compared, never shown.
            vectors: one unit vector per passage.
            settings: the ``retrieval`` section of the configuration.

        Raises:
            IndexUnusableError: there are no passages.
        """
        if not passages:
            raise IndexUnusableError("there are no passages to index; ingest a document first")
        settings = settings or RetrievalSettings()
        folder.mkdir(parents=True, exist_ok=True)
        compared = compared_texts(passages, wordings or {})
        records = list(numbered(passages, compared))
        if vectors is None:
            vectors = embedder.passages(compared)
        Records.write(folder, records, _documents(records))
        _write_legs(records, vectors, folder, settings)
        description = {"format": FORMAT, "model": embedder.fingerprint, "passages": len(records)}
        (folder / _DESCRIPTION).write_text(json.dumps(description), encoding="utf-8")
        return cls.open(folder, embedder, settings=settings)

    @classmethod
    def open(
        cls, folder: Path, embedder: Embedder, *, settings: RetrievalSettings | None = None
    ) -> PassageIndex:
        """Open what ``build`` wrote.

        Raises:
            IndexUnusableError: it is damaged, of another format, or made with another model.
        """
        try:
            _check(folder, embedder)
            legs = Legs(
                passages=LexicalLeg.load(folder / _PASSAGES),
                documents=LexicalLeg.load(folder / _DOCUMENTS),
                sounds=LexicalLeg.load(folder / _SOUNDS),
                dense=DenseLeg.load(folder / _DENSE),
                document_of=np.load(folder / _DOCUMENT_OF),
            )
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            reason = str(error).splitlines()[0]
            raise IndexUnusableError(
                f"the index in {folder.name} cannot be read ({reason}); run `tongxing build`"
            ) from error
        return cls(legs, Records(folder), embedder, settings)

    @property
    def size(self) -> int:
        """How many passages can be found."""
        return self._records.count

    def search(self, text: str, k: int = 10, *, vector: Vectors | None = None) -> list[Hit]:
        """Return at most ``k`` passages, best first.

        The best passage of each document comes first; only where there are fewer documents than
        ``k`` do their further passages fill up the list. Text without any visible character finds
        nothing.

        Args:
            text: a question in any script and width; what exceeds 500 characters is cut.
            k: how many passages are wanted.
            vector: the question's unit vector, if the caller has it already.
        """
        question = prepare(text)
        if not question or k < 1:
            return []
        if vector is None:
            vector = self._embedder.queries([question])[0]
        return self._ranked(question, vector, k)

    def search_batch(self, texts: Sequence[str], k: int = 10) -> list[list[Hit]]:
        """Return what ``search`` returns for each text; the model runs on all of them at once."""
        questions = [prepare(text) for text in texts]
        asked = [question for question in questions if question]
        vectors = iter(self._embedder.queries(asked) if asked and k > 0 else ())
        return [
            self._ranked(question, next(vectors), k) if question and k > 0 else []
            for question in questions
        ]

    def candidates(self, text: str, vector: Vectors, count: int) -> Candidates:
        """Return the best ``count`` passages of the first pass with the signals that rank them."""
        return find_candidates(
            prepare(text), vector, self._legs, self._records, self._ranking, count
        )

    def close(self) -> None:
        """Let the files go."""
        self._records.close()

    def _ranked(self, question: str, vector: Vectors, k: int) -> list[Hit]:
        count = max(self._settings.candidates, 3 * k)
        found = self.candidates(question, vector, count)
        scores = weigh(found, self._ranking)
        order = np.argsort(-scores, kind="stable")
        chosen = _spread(
            [(found.records[i], float(scores[i])) for i in order],
            k,
            self._settings.passages_per_document,
        )
        return [_hit(record, score) for record, score in chosen]


def prepare(text: str) -> str:
    """Return a question in the form that is compared: normal form, lower case, cut to 500."""
    return normalise(text[: 2 * QUERY_CHARACTERS]).lower()[:QUERY_CHARACTERS]


def compared_texts(passages: Iterable[Passage], wordings: Mapping[str, str]) -> list[str]:
    """Return what is compared of each passage, by terms and by the model alike."""
    return [compared_text(passage, wordings.get(passage.id, "")) for passage in passages]


def _documents(records: Iterable[Record]) -> list[str]:
    """Join the passages of each document; the title comes once."""
    texts: dict[int, list[str]] = defaultdict(list)
    for record in records:
        parts = texts[record.document]
        parts.append(record.compared if not parts else normalise(record.passage.text).lower())
    return ["\n".join(parts) for parts in texts.values()]


def _write_legs(
    records: Sequence[Record], vectors: Vectors, folder: Path, settings: RetrievalSettings
) -> None:
    weights = load_ranking().bm25

    def lexical(name: str, items: Iterable[list[str]]) -> None:
        LexicalLeg.build(items, k1=weights.k1, b=weights.b).save(folder / name)

    lexical(_PASSAGES, (characters_and_bigrams(record.compared) for record in records))
    lexical(_DOCUMENTS, (characters_and_bigrams(text) for text in _documents(records)))
    lexical(_SOUNDS, (sounds(record.compared) for record in records))
    DenseLeg.build(vectors, exact_up_to=settings.exact_up_to).save(folder / _DENSE)
    np.save(folder / _DOCUMENT_OF, np.array([r.document for r in records], dtype=np.int32))


def described_size(folder: Path) -> int:
    """Return how many passages a built index holds, without opening it.

    Raises:
        IndexUnusableError: it is damaged.
    """
    try:
        return int(json.loads((folder / _DESCRIPTION).read_text(encoding="utf-8"))["passages"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexUnusableError(
            f"the index in {folder.name} cannot be read; run `tongxing build`"
        ) from error


def _check(folder: Path, embedder: Embedder) -> None:
    description = json.loads((folder / _DESCRIPTION).read_text(encoding="utf-8"))
    if description["format"] != FORMAT:
        raise ValueError("it was made by another version")
    if description["model"] != embedder.fingerprint:
        raise ValueError("it was made with another model")


def _spread(
    ranked: Sequence[tuple[Record, float]], k: int, per_document: int
) -> list[tuple[Record, float]]:
    """Take ``k`` of ``ranked``, first no more than ``per_document`` of each document."""
    taken: dict[int, int] = defaultdict(int)
    first: list[tuple[Record, float]] = []
    rest: list[tuple[Record, float]] = []
    for record, score in ranked:
        taken[record.document] += 1
        (first if taken[record.document] <= per_document else rest).append((record, score))
    chosen = (first + rest)[:k]
    return sorted(chosen, key=lambda pair: -pair[1])


def _hit(record: Record, score: float) -> Hit:
    passage = record.passage
    return Hit(
        id=passage.id,
        document=passage.document_id,
        score=round(score, 4),
        text=passage.text,
        title=passage.title,
        issuer=passage.issuer,
        date=passage.date,
        url=passage.url,
        locator=passage.locator,
    )
