"""How the made-up notices answer: ``python -m benchmarks.notices.answering [folder]``.

Every question is asked as a parent of the notice's county would. An answered one is right when the
words told stand in the citation of that notice, *shown* when they are among the lines shown as not
sure; of a question the notice does not answer nothing should be told.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.notices.material import FOLDER, Question, ingested, load_notices, questions_of
from knowledge.answers import Answer
from knowledge.base import KnowledgeBase


def main() -> None:
    notices = load_notices(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
    questions = questions_of(notices)
    with tempfile.TemporaryDirectory() as home:
        base = KnowledgeBase.open(ingested(notices, Path(home)))
        understood = base.understand_batch([question.text for question in questions])
        found = Counter(
            outcome(question, base.answer_to(said, question.place))
            for question, said in zip(questions, understood, strict=True)
        )
    for kind, name in ((True, "answered"), (False, "near")):
        counts = {what: count for (answered, what), count in found.items() if answered is kind}
        told = ", ".join(f"{what} {count}" for what, count in sorted(counts.items()))
        print(f"{name}: {sum(counts.values())} questions: {told}")


def outcome(question: Question, answer: Answer) -> tuple[bool, str]:
    """Return whether the notice answers a question, and what came of it."""
    answered = bool(question.holds)
    cited = [c for c in answer.citations if c.support == "document"]
    told = any(citation.quote for citation in cited)
    if not cited:
        return answered, "nothing"
    if not answered:
        return answered, "told" if told else "shown"
    own = any(citation.document == question.notice for citation in cited)
    right = own and all(word in answer.text for word in question.holds)
    return answered, f"{'told' if told else 'shown'} {'right' if right else 'other'}"


if __name__ == "__main__":
    main()
