"""The dialogue server over its REST channel, and what its replies mean."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from types import ModuleType, TracebackType
from typing import Any, cast

import httpx

from knowledge.errors import TongxingError

_ASKED_FOR = "sniffio"
if find_spec(_ASKED_FOR) is None:
    # httpcore imports it several times a call, if it is there. Python searches every folder of its
    # path for what is missing, each time anew, unless this says that it is (import system, 5.3.1).
    sys.modules[_ASKED_FOR] = cast(ModuleType, None)


class DialogueDownError(TongxingError):
    """The dialogue server or its action server did not answer, or not in time."""


@dataclass
class Conversation:
    """What Rasa and the skills gave back to one message."""

    replies: list[dict[str, Any]] = field(default_factory=list)
    metas: list[dict[str, Any]] = field(default_factory=list)

    @property
    def answer(self) -> dict[str, Any] | None:
        """The answer object: the first skill that gave one knows what the turn is about.

        A skill that follows replaces it only when it opened a request.
        """
        given = [meta for meta in self.metas if meta["answer"]]
        opened = [meta for meta in given if meta["request"]]
        chosen: dict[str, Any] | None = (opened or given or [{"answer": None}])[0]["answer"]
        return chosen

    @property
    def expects(self) -> str | None:
        """The field the last skill waits for."""
        return self.metas[-1]["expects"] if self.metas else None

    @property
    def topic(self) -> str | None:
        """The service talked about last."""
        return self.metas[-1].get("topic") if self.metas else None

    @property
    def request(self) -> dict[str, Any] | None:
        """The request opened or told of."""
        return next((meta["request"] for meta in self.metas if meta["request"]), None)

    @property
    def effects(self) -> set[str]:
        """What is left to this process to do."""
        return {effect for meta in self.metas for effect in meta["effects"]}


class RasaClient:
    """Speaks to Rasa; one connection pool per process.

    Of several servers each turn takes the next one. One that cannot be connected to has got
    nothing of the message, so another is asked; where the connection broke later nobody knows.
    """

    def __init__(self, rasa: Sequence[str], actions: str, *, timeout: float) -> None:
        """Take the addresses and how long a turn may take, in seconds."""
        self._servers = deque(rasa)
        # Parsed once: that takes as long as everything else of building a request.
        self._doors = {server: httpx.URL(f"{server}/webhooks/rest/webhook") for server in rasa}
        self._actions = actions
        self._http = httpx.AsyncClient(timeout=timeout, trust_env=False)

    async def send(self, sender: str, text: str, metadata: dict[str, Any]) -> Conversation:
        """Hand one message over and return what the skills said.

        Raises:
            DialogueDownError: no answer, a bad one, or one without any skill's word in it
                (Rasa answers an empty list when its action server is away).
        """
        body = {"sender": sender, "message": text, "metadata": metadata}
        try:
            response = await self._post(body)
            response.raise_for_status()
            conversation = _conversation(response.json())
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, TypeError, KeyError) as error:
            raise DialogueDownError(f"dialogue server: {type(error).__name__}") from None
        if not conversation.metas:
            raise DialogueDownError("dialogue server: the action server did not answer")
        return conversation

    async def _post(self, body: dict[str, Any]) -> httpx.Response:
        for left in reversed(range(len(self._servers))):
            server = self._servers[0]
            self._servers.rotate(-1)
            try:
                return await self._http.post(self._doors[server], json=body)
            except httpx.ConnectError:
                if not left:
                    raise
        raise ValueError("no dialogue server is named")

    async def alive(self) -> bool:
        """Tell whether a dialogue server and the action server answer."""
        rasa = [await self._answers(f"{server}/") for server in tuple(self._servers)]
        return any(rasa) and await self._answers(f"{self._actions}/health")

    async def _answers(self, address: str) -> bool:
        try:
            return (await self._http.get(address)).is_success
        except (httpx.HTTPError, httpx.InvalidURL):
            return False

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> RasaClient:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()


def _conversation(items: list[dict[str, Any]]) -> Conversation:
    conversation = Conversation()
    for item in items:
        meta = (item.get("custom") or {}).get("meta")
        if meta is not None:
            conversation.metas.append(meta)
        if item.get("text"):
            conversation.replies.append(
                {"text": item["text"], "buttons": item.get("buttons") or []}
            )
    return conversation
