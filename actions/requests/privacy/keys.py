"""Keys. A master key seals one data key per request; a data key seals that request's details.

So rotation rewraps small keys instead of rewriting what they protect (history rows cannot be
rewritten at all), and forgetting a person is throwing one data key away: whatever is still sealed
with it, here or in the history, can never be read again.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from actions.requests.errors import KeyUnreadableError
from actions.requests.store.interface import Store, Table, Where
from knowledge.errors import ConfigurationError

VARIABLE = "TONGXING_ENCRYPTION_KEY"
_SECRET = "mac"
_UNREADABLE = f"加密密钥与数据不符:请检查 {VARIABLE} 或恢复原来的密钥文件"


class MasterKey:
    """The key that seals all others; comes from the environment or one owner-only file."""

    def __init__(self, keys: list[str], *, file: Path | None = None) -> None:
        """Take ``keys``, newest first; older ones only open what they once sealed."""
        self.file = file
        self._read_at = _stamp(file)
        self._take(keys)

    def seal(self, text: str) -> str:
        """Return ``text`` sealed with the newest key.

        Called inside the transaction that stores the result: rotation relies on it.
        """
        self._notice_rotation()
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """Return what was sealed.

        Raises:
            KeyUnreadableError: none of the keys fits.
        """
        self._notice_rotation()
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise KeyUnreadableError(_UNREADABLE) from None

    def reseal(self, sealed: str) -> str:
        """Seal again with the newest key what any of the keys had sealed."""
        return self.seal(self.open(sealed))

    def _take(self, keys: list[str]) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError as error:
            raise ConfigurationError(
                f"{VARIABLE}: 不是可用的密钥:去掉它会自动生成一个,或填 Fernet 格式的密钥"
            ) from error
        self.keys = keys

    def _notice_rotation(self) -> None:
        """Another process may have rotated the key file since it was read."""
        if self.file is not None and (stamp := _stamp(self.file)) != self._read_at:
            self._read_at = stamp
            self._take(_read(self.file))


def _stamp(file: Path | None) -> tuple[int, int] | None:
    if file is None:
        return None
    status = file.stat()
    return status.st_ino, status.st_mtime_ns


def _read(file: Path) -> list[str]:
    return file.read_text(encoding="ascii").split()


def load_master_key(home: Path) -> MasterKey:
    """Take the key from the environment, else from ``home/keys``, else make one there.

    The variable may hold several keys separated by commas, newest first: that is how a key from
    the environment is rotated. Making a key says so in one line on standard error.
    """
    given = os.environ.get(VARIABLE, "")
    if given.strip():
        return MasterKey([part.strip() for part in given.split(",") if part.strip()])
    file = home / "keys" / "encryption.key"
    if not file.exists():
        _create(file)
    return MasterKey(_read(file), file=file)


def write_keys(file: Path, keys: list[str]) -> None:
    """Replace the key file in one step, readable by its owner only."""
    # A name of its own: two processes may make the first key at once.
    fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write("\n".join(keys) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(file)


def _create(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    candidate = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    write_keys(candidate, [Fernet.generate_key().decode()])
    # A link fails when the name exists: of two processes starting at once, one key wins.
    try:
        os.link(candidate, file)
        print(
            f"已生成加密密钥 {file}(仅所有者可读):请另行备份,丢失后个人信息无法恢复",
            file=sys.stderr,
        )
    except FileExistsError:
        pass
    finally:
        candidate.unlink()


class Keyring:
    """The keys at work: data keys of requests, and the secret behind keyed hashes."""

    def __init__(self, master: MasterKey, secret: bytes) -> None:
        self.master = master
        self._secret = secret

    @classmethod
    def open(cls, master: MasterKey, store: Store) -> Keyring:
        """Read the hash secret from ``store``, making it on first use.

        Raises:
            KeyUnreadableError: the store was written with another master key.
        """
        with store.writing() as rows:
            row = rows.one(Table.SECRETS, Where("name", "=", _SECRET))
            if row is None:
                row = {"name": _SECRET, "value": master.seal(secrets.token_hex(32))}
                rows.insert(Table.SECRETS, row)
        return cls(master, bytes.fromhex(master.open(row["value"])))

    def mac(self, purpose: str, text: str) -> str:
        """Return a keyed hash: the same for the same text, worthless without the secret."""
        message = f"{purpose}\0{text}".encode()
        return hmac.new(self._secret, message, hashlib.sha256).hexdigest()

    def new_data_key(self) -> tuple[DataKey, str]:
        """Return a fresh data key and its sealed form."""
        key = Fernet.generate_key().decode()
        return DataKey(key), self.master.seal(key)

    def data_key(self, sealed: str | None) -> DataKey | None:
        """Open a data key; ``None`` stays ``None`` (the person was forgotten)."""
        return None if sealed is None else DataKey(self.master.open(sealed))


class DataKey:
    """Seals the details of one request."""

    def __init__(self, key: str) -> None:
        self._fernet = Fernet(key)

    def seal(self, text: str | None) -> str | None:
        """Return ``text`` sealed; ``None`` stays ``None``."""
        return None if text is None else self.seal_text(text)

    def seal_text(self, text: str) -> str:
        """Return ``text`` sealed."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str | None) -> str | None:
        """Return what was sealed; ``None`` stays ``None``."""
        return None if sealed is None else self._open(sealed)

    def _open(self, sealed: str) -> str:
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise KeyUnreadableError(_UNREADABLE) from None

    def seal_json(self, values: Mapping[str, Any]) -> str | None:
        """Return a mapping sealed; ``None`` when it is empty."""
        return self.seal_text(json.dumps(dict(values), ensure_ascii=False)) if values else None

    def open_json(self, sealed: str | None) -> dict[str, Any]:
        """Return what ``seal_json`` sealed."""
        opened: dict[str, Any] = json.loads(self.open(sealed) or "{}")
        return opened

    def seal_bytes(self, content: bytes) -> str:
        """Return ``content`` sealed."""
        return self._fernet.encrypt(content).decode()

    def open_bytes(self, sealed: str) -> bytes:
        """Return what ``seal_bytes`` sealed."""
        return self._fernet.decrypt(sealed.encode())
