"""What this installation calls: the webhook of a department, described for those who receive it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header
from pydantic import BaseModel, Field

router = APIRouter(tags=["webhooks"])


class DepartmentMessage(BaseModel):
    """News of a request for the department at work on it; nothing personal."""

    id: str = Field(description="The same on every attempt")
    number: str = Field(description="Number of the request")
    department: str = Field(description="Id of the department, or duty")
    subject: str
    text: str
    queued_at: str = Field(description="ISO 8601, in China's time")
    county: str = Field(description="Where the family lives, its full name; may be empty")
    services: list[str] = Field(description="Ids of the services it is about, best first")
    due_at: str = Field(description="When it has to be resolved, ISO 8601; may be empty")
    link: str = Field(description="The case at the desk; empty without web.public_url")


@router.post("request-changed", summary="A request has changed")
def request_changed(
    message: DepartmentMessage,
    x_tongxing_timestamp: Annotated[str, Header(description="Unix seconds of this attempt")],
    x_tongxing_signature: Annotated[
        str, Header(description="sha256=HMAC-SHA256(secret, timestamp + '.' + body), in hex")
    ],
    idempotency_key: Annotated[str, Header(description="The id; drop what was seen before")],
) -> None:
    """Sent to a department's ``url``; answer 2xx to take it, 4xx to refuse it for good.

    408, 429 and 5xx are tried again for four days, `Retry-After` is heeded.
    """
