"""Measure one system in a process of its own: ``python -m benchmarks.retrieval.run NAME``."""

from __future__ import annotations

import json
import logging
import sys
import time

from benchmarks.collection import fresh_folder, open_collection
from benchmarks.measuring import latency, peak_memory, size_on_disk, timed
from benchmarks.retrieval.material import Material
from benchmarks.retrieval.systems import systems
from nlu.embedding.embedder import default_model_folder

_WARM_UP = 5


def main(name: str) -> None:
    logging.disable(logging.WARNING)
    collection = open_collection()
    folder = fresh_folder("index")
    material = Material(
        collection.passages,
        collection.vectors,
        collection.embedder,
        default_model_folder(collection.config),
        folder,
    )
    texts = [question.text for question in collection.questions]
    collection.embedder.queries(texts[:1])
    system, build_seconds = timed(lambda: systems()[name](material))
    for text in texts[:_WARM_UP]:
        system.search(text)
    rankings, durations, processor = [], [], []
    for text in texts:
        started, used = time.perf_counter(), time.process_time()
        rankings.append(system.search(text))
        durations.append(time.perf_counter() - started)
        processor.append(time.process_time() - used)
    memory = peak_memory()
    system.save(folder)
    taken = latency(durations)
    print(
        json.dumps(
            {
                "rankings": rankings,
                "build_seconds": build_seconds,
                "p50": taken.p50,
                "p95": taken.p95,
                "processor": latency(processor).p50,
                "memory": memory,
                "disk": size_on_disk(folder),
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1])
