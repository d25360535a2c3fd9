"""The tables of the requests, as migrations (see ``knowledge.database.migrations``)."""

from __future__ import annotations

from actions.requests.store.desk_tables import DESK_TABLES, LEARNING_TABLES
from knowledge.database import Engine, Migration, Only

_TABLES: tuple[str | Only, ...] = (
    """
    CREATE TABLE requests (
        number TEXT PRIMARY KEY,
        key_mac TEXT UNIQUE,
        fingerprint TEXT NOT NULL,
        type TEXT NOT NULL CHECK (type IN ('咨询', '求助', '投诉', '举报', '意见建议')),
        services TEXT NOT NULL CHECK (json_valid(services)),
        department TEXT NOT NULL CHECK (department <> ''),
        assisting TEXT NOT NULL CHECK (json_valid(assisting)),
        routing TEXT NOT NULL CHECK (json_valid(routing)),
        first_department TEXT NOT NULL,
        misrouted INTEGER NOT NULL DEFAULT 0 CHECK (misrouted IN (0, 1)),
        status TEXT NOT NULL CHECK (status <> ''),
        open INTEGER NOT NULL CHECK (open IN (0, 1)),
        urgent INTEGER NOT NULL CHECK (urgent IN (0, 1)),
        child_age INTEGER CHECK (child_age BETWEEN 0 AND 17),
        county TEXT NOT NULL CHECK (county <> ''),
        channel TEXT NOT NULL,
        consent_version TEXT NOT NULL CHECK (consent_version <> ''),
        consent_at TEXT NOT NULL,
        opened_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        acknowledge_due TEXT NOT NULL,
        due_at TEXT NOT NULL,
        warned_for TEXT,
        overdue_for TEXT,
        pressed_for TEXT,
        acknowledged_at TEXT,
        resolved_at TEXT,
        closed_at TEXT,
        calendar_note TEXT,
        extension_days INTEGER CHECK (extension_days > 0),
        extension_by TEXT,
        extensions INTEGER NOT NULL DEFAULT 0,
        satisfaction INTEGER CHECK (satisfaction BETWEEN 1 AND 5),
        build TEXT
    ) STRICT
    """,
    "CREATE INDEX requests_by_department ON requests (department, open, opened_at)",
    "CREATE INDEX requests_by_clock ON requests (open, due_at)",
    """
    CREATE TABLE people (
        number TEXT PRIMARY KEY REFERENCES requests (number),
        identity TEXT,
        data_key TEXT,
        contact_name TEXT,
        contact_phone TEXT,
        need TEXT,
        gist TEXT,
        reply_address TEXT,
        forgotten_at TEXT,
        CHECK ((data_key IS NULL) = (forgotten_at IS NOT NULL))
    ) STRICT
    """,
    "CREATE INDEX people_by_identity ON people (identity)",
    """
    CREATE TABLE history (
        id INTEGER PRIMARY KEY,
        number TEXT NOT NULL REFERENCES requests (number),
        seq INTEGER NOT NULL CHECK (seq >= 1),
        at TEXT NOT NULL,
        by TEXT NOT NULL CHECK (by <> ''),
        role TEXT NOT NULL CHECK (role IN ('parent', 'staff', 'supervisor', 'system')),
        action TEXT NOT NULL,
        code TEXT,
        reason TEXT NOT NULL,
        from_state TEXT,
        to_state TEXT NOT NULL,
        department TEXT NOT NULL,
        UNIQUE (number, seq)
    ) STRICT
    """,
    Only(
        Engine.SQLITE,
        """
    CREATE TRIGGER history_is_not_edited BEFORE UPDATE ON history
    BEGIN SELECT RAISE(ABORT, 'history is append-only'); END
    """,
    ),
    Only(
        Engine.SQLITE,
        """
    CREATE TRIGGER history_is_not_deleted BEFORE DELETE ON history
    BEGIN SELECT RAISE(ABORT, 'history is append-only'); END
    """,
    ),
    # REPLACE deletes without firing the trigger above on connections without recursive triggers;
    # and a gap or a repeated number would hide a change.
    Only(
        Engine.SQLITE,
        """
    CREATE TRIGGER history_only_grows BEFORE INSERT ON history
    WHEN NEW.seq <> 1 + (SELECT coalesce(max(seq), 0) FROM history WHERE number = NEW.number)
        OR EXISTS (SELECT 1 FROM history WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'history is append-only'); END
    """,
    ),
    Only(
        Engine.SQLITE,
        """
    CREATE TRIGGER requests_are_not_deleted BEFORE DELETE ON requests
    BEGIN SELECT RAISE(ABORT, 'requests are never deleted'); END
    """,
    ),
    """
    CREATE TABLE attachments (
        id TEXT PRIMARY KEY,
        number TEXT NOT NULL REFERENCES requests (number),
        media_type TEXT NOT NULL,
        size INTEGER NOT NULL CHECK (size > 0),
        name TEXT NOT NULL,
        content TEXT NOT NULL,
        at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX attachments_by_number ON attachments (number)",
    """
    CREATE TABLE outbox (
        id TEXT PRIMARY KEY,
        number TEXT NOT NULL REFERENCES requests (number),
        seq INTEGER NOT NULL,
        audience TEXT NOT NULL CHECK (audience IN ('parent', 'call-back', 'department', 'duty')),
        channel TEXT NOT NULL,
        target TEXT NOT NULL,
        subject TEXT NOT NULL,
        body TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('pending', 'sending', 'sent', 'dead', 'unsure')),
        attempts INTEGER NOT NULL DEFAULT 0,
        queued_at TEXT NOT NULL,
        next_at TEXT NOT NULL,
        lease_until TEXT,
        error TEXT,
        settled_at TEXT,
        UNIQUE (number, seq, audience, target)
    ) STRICT
    """,
    "CREATE INDEX outbox_by_time ON outbox (status, next_at)",
    """
    CREATE TABLE parent_inbox (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        message TEXT NOT NULL UNIQUE,
        identity TEXT NOT NULL,
        number TEXT NOT NULL REFERENCES requests (number),
        body TEXT NOT NULL,
        at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX parent_inbox_by_identity ON parent_inbox (identity, id)",
    """
    CREATE TABLE department_inbox (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        message TEXT NOT NULL UNIQUE,
        department TEXT NOT NULL,
        number TEXT NOT NULL REFERENCES requests (number),
        subject TEXT NOT NULL,
        body TEXT NOT NULL,
        at TEXT NOT NULL,
        read_at TEXT
    ) STRICT
    """,
    """
    CREATE TABLE drafts (
        identity TEXT PRIMARY KEY,
        fields TEXT NOT NULL,
        updated_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE failed_checks (
        id INTEGER PRIMARY KEY,
        number TEXT NOT NULL,
        at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX failed_checks_by_number ON failed_checks (number, at)",
    "CREATE TABLE secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
)

_POSTGRES_GUARDS = (
    """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE FUNCTION refuse_gap() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.seq <> 1 + (SELECT coalesce(max(seq), 0) FROM history WHERE number = NEW.number)
        THEN
            RAISE EXCEPTION 'history is append-only'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER history_is_not_changed BEFORE UPDATE OR DELETE ON history
    FOR EACH ROW EXECUTE FUNCTION refuse_change('history is append-only')
    """,
    """
    CREATE TRIGGER history_is_not_emptied BEFORE TRUNCATE ON history
    EXECUTE FUNCTION refuse_change('history is append-only')
    """,
    """
    CREATE TRIGGER history_only_grows BEFORE INSERT ON history
    FOR EACH ROW EXECUTE FUNCTION refuse_gap()
    """,
    """
    CREATE TRIGGER requests_are_not_deleted BEFORE DELETE ON requests
    FOR EACH ROW EXECUTE FUNCTION refuse_change('requests are never deleted')
    """,
)

# The version before knows nothing of the hash. Where it changes a number or forgets a person, the
# hash goes, and `EarlierRequests.index_telephones` writes the right one.
_BY_TELEPHONE: tuple[str | Only, ...] = (
    "ALTER TABLE people ADD COLUMN phone_mac TEXT",
    "CREATE INDEX people_by_phone ON people (phone_mac)",
    """
    CREATE INDEX people_without_phone_mac ON people (number)
    WHERE phone_mac IS NULL AND data_key IS NOT NULL
    """,
    Only(
        Engine.SQLITE,
        """
        CREATE TRIGGER people_phone_mac_is_right AFTER UPDATE OF contact_phone ON people
        WHEN NEW.contact_phone IS NOT OLD.contact_phone AND NEW.phone_mac IS OLD.phone_mac
        BEGIN UPDATE people SET phone_mac = NULL WHERE number = NEW.number; END
        """,
    ),
    Only(
        Engine.POSTGRES,
        """
        CREATE FUNCTION clear_phone_mac() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.phone_mac := NULL;
            RETURN NEW;
        END $$
        """,
    ),
    Only(
        Engine.POSTGRES,
        """
        CREATE TRIGGER people_phone_mac_is_right BEFORE UPDATE OF contact_phone ON people
        FOR EACH ROW WHEN (
            NEW.contact_phone IS DISTINCT FROM OLD.contact_phone
            AND NEW.phone_mac IS NOT DISTINCT FROM OLD.phone_mac
        ) EXECUTE FUNCTION clear_phone_mac()
        """,
    ),
)

MIGRATIONS = (
    Migration(
        "0001_service_requests",
        (*_TABLES, *(Only(Engine.POSTGRES, statement) for statement in _POSTGRES_GUARDS)),
    ),
    Migration("0002_conversations_and_switches", DESK_TABLES),
    Migration("0003_what_was_not_answered", LEARNING_TABLES),
    Migration("0004_requests_by_telephone", _BY_TELEPHONE),
    Migration(
        "0005_what_was_delivered",
        (
            "ALTER TABLE outbox ADD COLUMN answer TEXT",
            "ALTER TABLE attachments ADD COLUMN for_parent INTEGER NOT NULL DEFAULT 0"
            " CHECK (for_parent IN (0, 1))",
        ),
    ),
    Migration("0006_further_fields", ("ALTER TABLE people ADD COLUMN further TEXT",)),
    Migration(
        "0007_language",
        (
            "ALTER TABLE requests ADD COLUMN language TEXT",
            "ALTER TABLE handovers ADD COLUMN language TEXT",
        ),
    ),
)
