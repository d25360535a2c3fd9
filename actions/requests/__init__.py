"""Service requests: durable, routed to the right department, tracked, private.

``RequestDesk.open(config, catalogue)`` is the way in; see ``docs/reliability.md`` for what it
promises.
"""

from actions.requests.delivery import Deliverer, DeliveryFailed, OutgoingMessage
from actions.requests.desk import RequestDesk, database_file
from actions.requests.errors import (
    ChangedMeanwhileError,
    CheckFailedError,
    ConsentMissingError,
    IllegalMoveError,
    InvalidFieldError,
    KeyReusedError,
    KeyUnreadableError,
    RequestError,
    RequestNotFoundError,
    StoreBusyError,
    StoreCorruptError,
    StoreError,
    StoreFullError,
    SwitchedOffError,
    TooManyChecksError,
)
from actions.requests.intake import CONSENT_VERSION, Hearing, hear, new_request
from actions.requests.model import (
    Actor,
    Channel,
    Consent,
    HistoryEntry,
    NewRequest,
    ParentMessage,
    PublicRequest,
    RequestFilter,
    RequestType,
    Role,
    ServiceRequest,
    Status,
)
from actions.requests.parents import Forgotten, ParentStatus
from actions.requests.routing import Suggestion, route
from actions.requests.settings import RequestsSettings
from actions.requests.transitions import MISROUTED, ActDetails
from nlu.understanding.facts.request_numbers import find_number

__all__ = [
    "CONSENT_VERSION",
    "MISROUTED",
    "ActDetails",
    "Actor",
    "ChangedMeanwhileError",
    "Channel",
    "CheckFailedError",
    "Consent",
    "ConsentMissingError",
    "Deliverer",
    "DeliveryFailed",
    "Forgotten",
    "Hearing",
    "HistoryEntry",
    "IllegalMoveError",
    "InvalidFieldError",
    "KeyReusedError",
    "KeyUnreadableError",
    "NewRequest",
    "OutgoingMessage",
    "ParentMessage",
    "ParentStatus",
    "PublicRequest",
    "RequestDesk",
    "RequestError",
    "RequestFilter",
    "RequestNotFoundError",
    "RequestType",
    "RequestsSettings",
    "Role",
    "ServiceRequest",
    "Status",
    "StoreBusyError",
    "StoreCorruptError",
    "StoreError",
    "StoreFullError",
    "Suggestion",
    "SwitchedOffError",
    "TooManyChecksError",
    "database_file",
    "find_number",
    "hear",
    "new_request",
    "route",
]
