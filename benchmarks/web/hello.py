"""The least this framework can do: one route, one word."""

from __future__ import annotations

from fastapi import FastAPI

app = FastAPI(openapi_url=None)


@app.get("/")
def hello() -> str:
    """Return a word."""
    return "hello"
