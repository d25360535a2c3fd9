"""The encrypted mode (安全模式): AES-256-CBC with the account's id behind each message.

Plain text of a packet: 16 random bytes, the length of the message in four bytes, the message, the
account's id; padded to blocks of 32 bytes (消息加解密说明).
"""

from __future__ import annotations

import base64
import binascii
import os
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.channels.wechat.errors import UnreadableMessageError

_BLOCK = 32
_RANDOM = 16
_LENGTH = 4
_IV = 16


class Encryption:
    """Opens and seals the packets of one account."""

    def __init__(self, aes_key: str, app_id: str) -> None:
        """Take the key of 43 characters as WeChat shows it, and the account's id."""
        key = base64.b64decode(aes_key + "=")
        self._cipher = Cipher(algorithms.AES(key), modes.CBC(key[:_IV]))
        self._app_id = app_id.encode()

    def open(self, packet: str) -> str:
        """Return the message of a packet.

        Raises:
            UnreadableMessageError: it was sealed with another key or for another account.
        """
        try:
            sealed = base64.b64decode(packet, validate=True)
            decryptor = self._cipher.decryptor()
            plain = _unpadded(decryptor.update(sealed) + decryptor.finalize())
            (length,) = struct.unpack("!I", plain[_RANDOM : _RANDOM + _LENGTH])
            start = _RANDOM + _LENGTH
            message, owner = plain[start : start + length], plain[start + length :]
            if owner != self._app_id:
                raise UnreadableMessageError("a message for another account")
            return message.decode()
        except (binascii.Error, ValueError, struct.error, IndexError) as error:
            raise UnreadableMessageError("a message that the AES key does not open") from error

    def seal(self, message: str) -> str:
        """Return the packet of a message; never the same one twice."""
        content = message.encode()
        plain = os.urandom(_RANDOM) + struct.pack("!I", len(content)) + content + self._app_id
        encryptor = self._cipher.encryptor()
        sealed = encryptor.update(_padded(plain)) + encryptor.finalize()
        return base64.b64encode(sealed).decode()


def _padded(plain: bytes) -> bytes:
    missing = _BLOCK - len(plain) % _BLOCK
    return plain + bytes([missing]) * missing


def _unpadded(plain: bytes) -> bytes:
    padding = plain[-1]
    if not 1 <= padding <= _BLOCK or plain[-padding:] != bytes([padding]) * padding:
        raise ValueError("padding")
    return plain[:-padding]
