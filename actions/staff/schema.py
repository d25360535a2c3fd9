"""The tables of the staff."""

from __future__ import annotations

from knowledge.database import Engine, Migration, Only, Schema

_TABLES: tuple[str | Only, ...] = (
    """
    CREATE TABLE IF NOT EXISTS accounts (
        name TEXT PRIMARY KEY, shown TEXT NOT NULL, role TEXT NOT NULL, department TEXT NOT NULL,
        password TEXT NOT NULL, totp TEXT, totp_used INTEGER NOT NULL DEFAULT 0,
        disabled INTEGER NOT NULL DEFAULT 0, added_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE IF NOT EXISTS sessions (
        id TEXT PRIMARY KEY, account TEXT, label TEXT NOT NULL, role TEXT NOT NULL,
        department TEXT NOT NULL, csrf TEXT NOT NULL, bound_to TEXT NOT NULL,
        begun REAL NOT NULL, seen REAL NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE IF NOT EXISTS failures (
        key TEXT PRIMARY KEY, count INTEGER NOT NULL, last REAL NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE IF NOT EXISTS assignments (
        number TEXT PRIMARY KEY, account TEXT NOT NULL, at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE IF NOT EXISTS audit (
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, by TEXT NOT NULL, role TEXT NOT NULL,
        action TEXT NOT NULL, number TEXT NOT NULL, detail TEXT NOT NULL, seal TEXT NOT NULL
    ) STRICT
    """,
    Only(
        Engine.SQLITE,
        """
        CREATE TRIGGER IF NOT EXISTS audit_is_not_edited BEFORE UPDATE ON audit
        BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END
        """,
    ),
    Only(
        Engine.SQLITE,
        """
        CREATE TRIGGER IF NOT EXISTS audit_is_not_deleted BEFORE DELETE ON audit
        BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END
        """,
    ),
    Only(
        Engine.POSTGRES,
        """
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'audit is append-only'
                USING ERRCODE = 'integrity_constraint_violation';
        END $$
        """,
    ),
    Only(
        Engine.POSTGRES,
        """
        CREATE TRIGGER audit_is_not_changed BEFORE UPDATE OR DELETE ON audit
        FOR EACH ROW EXECUTE FUNCTION refuse_change()
        """,
    ),
    Only(
        Engine.POSTGRES,
        """
        CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON audit
        EXECUTE FUNCTION refuse_change()
        """,
    ),
)

STAFF = Schema(
    name="staff",
    file="staff/staff.db",
    migrations=(Migration("0001_staff", _TABLES),),
    keys={
        "accounts": ("name",),
        "sessions": ("id",),
        "failures": ("key",),
        "assignments": ("number",),
        "audit": ("id",),
    },
    append_only=frozenset({"audit"}),
)
