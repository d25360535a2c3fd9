"""Telling parents and departments: a transactional outbox and the ways out of it."""

from actions.requests.delivery.messages import Deliverer, DeliveryFailed, OutgoingMessage
from actions.requests.delivery.outbox import Outbox

__all__ = ["Deliverer", "DeliveryFailed", "Outbox", "OutgoingMessage"]
