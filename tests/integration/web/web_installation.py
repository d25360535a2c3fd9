"""What the installation of these tests knows of its callers."""

from __future__ import annotations

OPEN311_KEY = "key-of-the-tests"
CLIENT_KEY = "key-of-a-client-of-the-tests"
CALLS_A_MINUTE = 60
ALLOWED_ORIGIN = "https://school.example"
THIS_MACHINE = ("127.0.0.1", 50000)
