"""Telling parents and departments: a transactional outbox and the ways out of it."""

from actions.requests.delivery.outbox import (
    Deliverer,
    DeliveryFailed,
    Outbox,
    OutgoingMessage,
)

__all__ = ["Deliverer", "DeliveryFailed", "Outbox", "OutgoingMessage"]
