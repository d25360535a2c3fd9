"""WeChat proves each call with a hash over what both sides know."""

from __future__ import annotations

import hashlib
import hmac


def signature(*parts: str) -> str:
    """Return the SHA-1 over the sorted parts (接入指南, 消息加解密说明)."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def is_signed(shown: str, *parts: str) -> bool:
    """Tell whether a signature is the one over these parts, in constant time."""
    return hmac.compare_digest(shown.encode(), signature(*parts).encode())
