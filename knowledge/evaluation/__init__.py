"""Labelled questions and the quality report."""

from knowledge.evaluation.cases import (
    DEVELOPMENT_FILE,
    UNSEEN_FILE,
    Case,
    CaseError,
    Half,
    read_cases,
)
from knowledge.evaluation.report import (
    Outcome,
    Rate,
    Report,
    judge,
    scope_thresholds,
    summarise,
)

__all__ = [
    "DEVELOPMENT_FILE",
    "UNSEEN_FILE",
    "Case",
    "CaseError",
    "Half",
    "Outcome",
    "Rate",
    "Report",
    "judge",
    "read_cases",
    "scope_thresholds",
    "summarise",
]
