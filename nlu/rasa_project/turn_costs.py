"""What Rasa 3.6.21 does anew at every message and need not: done once, with the same results.

- Each call of the action server opens a connection of its own: here they are kept.
- Each event that is read searches all classes of events by name: here they are looked up.
- The classifier copies its whole matrix of weights into another order before it multiplies: here
  the weights lie in that order from the start.

See docs/decisions/serving-vectors.md.
"""

import logging
from typing import Any, Dict, Optional, Text, Type

import aiohttp
import numpy as np
import rasa
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.core.events import Event
from rasa.shared.utils.common import all_subclasses
from rasa.utils.endpoints import EndpointConfig
from sklearn.linear_model import LogisticRegression

logger = logging.getLogger(__name__)

KNOWN_VERSION = "3.6.21"
_SESSION = "_kept_session"


def save_them(version: Text = rasa.__version__) -> bool:
    """Put these in the place of Rasa's own ways; tell whether that was done.

    Another version of Rasa than the one this was written for is left as it is.
    """
    if version != KNOWN_VERSION:
        logger.warning("Rasa %s is not %s: each turn costs more", version, KNOWN_VERSION)
        return False
    _keep_connections()
    _look_events_up()
    _order_weights()
    return True


class _Kept:
    """Gives a session that outlives the block it is used in."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def __aenter__(self) -> aiohttp.ClientSession:
        return self._session

    async def __aexit__(self, *_: Any) -> None:
        """The connection is used again."""


def _keep_connections() -> None:
    opened = EndpointConfig.session

    def session(self: EndpointConfig) -> _Kept:
        own = self.__dict__.get(_SESSION)
        if own is None or own.closed:
            own = self.__dict__[_SESSION] = opened(self)
        return _Kept(own)

    EndpointConfig.session = session


def _look_events_up() -> None:
    search = Event.resolve_by_type
    found: Dict[Text, Type[Event]] = {}
    for kind in reversed(all_subclasses(Event)):  # the search takes the first of a name
        found[kind.type_name] = kind

    def resolve_by_type(
        type_name: Text, default: Optional[Type[Event]] = None
    ) -> Optional[Type[Event]]:
        return found.get(type_name) or search(type_name, default)

    Event.resolve_by_type = staticmethod(resolve_by_type)


def _order_weights() -> None:
    load = LogisticRegressionClassifier.load.__func__

    def loaded(cls: Type[LogisticRegressionClassifier], *given: Any, **named: Any) -> Any:
        component = load(cls, *given, **named)
        order_weights(component.clf)
        return component

    LogisticRegressionClassifier.load = classmethod(loaded)


def order_weights(classifier: LogisticRegression) -> None:
    """Lay the weights of a trained classifier so that their transpose needs no copy."""
    if hasattr(classifier, "coef_"):
        classifier.coef_ = np.asfortranarray(classifier.coef_)
