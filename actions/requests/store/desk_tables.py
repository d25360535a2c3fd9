"""The tables of the desk: people in conversations, what is off, and what was not answered."""

from __future__ import annotations

DESK_TABLES = (
    """
    CREATE TABLE handovers (
        id TEXT PRIMARY KEY,
        identity TEXT NOT NULL,
        channel TEXT NOT NULL,
        data_key TEXT NOT NULL,
        address TEXT NOT NULL,
        gist TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('waiting', 'missed', 'claimed', 'ended')),
        urgent INTEGER NOT NULL CHECK (urgent IN (0, 1)),
        asked_at TEXT NOT NULL,
        told_at TEXT,
        account TEXT,
        label TEXT,
        claimed_at TEXT,
        answered_at TEXT,
        ended_at TEXT
    ) STRICT
    """,
    "CREATE INDEX handovers_by_identity ON handovers (identity, status)",
    "CREATE INDEX handovers_by_status ON handovers (status, asked_at)",
    """
    CREATE TABLE handover_words (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        handover TEXT NOT NULL,
        at TEXT NOT NULL,
        who TEXT NOT NULL CHECK (who IN ('parent', 'assistant', 'staff')),
        by TEXT NOT NULL,
        body TEXT NOT NULL,
        delivery TEXT NOT NULL
            CHECK (delivery IN ('kept', 'pending', 'sending', 'sent', 'failed', 'unsure')),
        attempts INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    "CREATE INDEX handover_words_by_handover ON handover_words (handover, id)",
    "CREATE INDEX handover_words_by_delivery ON handover_words (delivery)",
    """
    CREATE TABLE watchers (
        session TEXT PRIMARY KEY,
        label TEXT NOT NULL,
        place TEXT NOT NULL,
        takes_over INTEGER NOT NULL CHECK (takes_over IN (0, 1)),
        seen_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE switches (
        name TEXT PRIMARY KEY,
        off_at TEXT NOT NULL,
        by TEXT NOT NULL,
        reason TEXT NOT NULL,
        sentence TEXT NOT NULL
    ) STRICT
    """,
)

LEARNING_TABLES = (
    """
    CREATE TABLE questions (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL,
        text TEXT NOT NULL,
        why TEXT NOT NULL,
        channel TEXT NOT NULL,
        guess TEXT NOT NULL,
        vector TEXT NOT NULL,
        cluster INTEGER NOT NULL DEFAULT 0,
        settled INTEGER NOT NULL DEFAULT 0 CHECK (settled IN (0, 1))
    ) STRICT
    """,
    "CREATE INDEX questions_by_state ON questions (settled, id)",
    """
    CREATE TABLE proposals (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL CHECK (kind IN ('example', 'alias', 'document')),
        label TEXT NOT NULL,
        text TEXT NOT NULL CHECK (text <> ''),
        cluster INTEGER NOT NULL,
        status TEXT NOT NULL CHECK (
            status IN ('proposed', 'approved', 'live', 'failed', 'refused', 'revoked', 'wished')
        ),
        proposed_by TEXT NOT NULL,
        proposed_at TEXT NOT NULL,
        decided_by TEXT,
        decided_at TEXT,
        figures TEXT CHECK (figures IS NULL OR json_valid(figures)),
        revoked_by TEXT,
        revoked_at TEXT
    ) STRICT
    """,
    "CREATE INDEX proposals_by_status ON proposals (status, id)",
)
