"""Compares what is done once with Rasa's own ways, in Rasa's environment; prints JSON."""

import asyncio
import json
import logging

import numpy as np
from aiohttp import web
from jsonschema import ValidationError, validate
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event
from rasa.shared.utils.common import all_subclasses
from rasa.utils.endpoints import EndpointConfig
from sklearn.linear_model import LogisticRegression

from nlu.rasa_project import turn_costs
from nlu.rasa_project.action_results import compile_once

NAMES = sorted({kind.type_name for kind in all_subclasses(Event) if kind.type_name})
VALUES = [
    {},
    {"name": "a", "value": 1},
    {"name": 5},
    {"name": "a", "policy": None, "confidence": 0.5, "timestamp": None},
    {"name": "a", "timestamp": "late"},
    {"name": "a", "metadata": 3},
    {"text": "a", "parse_data": {"intent": {"name": "b"}}},
    {"text": "a", "parse_data": {"entities": [{"start": "x"}]}},
    {"entities": [{"entity": "e", "value": 1}]},
    {"entities": [{"entity": "e"}]},
    {"action": "a", "date_time": "b", "name": "c", "kill_on_user_msg": True},
]
ANSWERS = [
    {"events": [], "responses": []},
    {},
    {"responses": [1]},
    {"events": {}},
    {"events": [1]},
    {"events": [{"event": 3}]},
    {"events": [{"event": "unheard of"}]},
    {"events": [{"name": "a"}]},
    *({"events": [{"event": name, **value}]} for name in NAMES for value in VALUES),
]


def is_right(check, answer):
    try:
        check(answer)
    except ValidationError:
        return False
    return True


async def connections():
    """Counts the connections that three calls open."""
    seen = set()

    async def answer(request):
        seen.add(request.transport.get_extra_info("peername"))
        return web.json_response({"events": []})

    application = web.Application()
    application.router.add_post("/", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    endpoint = EndpointConfig(f"http://127.0.0.1:{port}/")
    answers = [await endpoint.request(json={}) for _ in range(3)]
    assert answers == [{"events": []}] * 3
    await endpoint.session()._session.close()
    again = await endpoint.request(json={})
    await endpoint.session()._session.close()
    await runner.cleanup()
    return len(seen), again


def main():
    logging.disable(logging.CRITICAL)
    found = {"other_version_left_alone": not turn_costs.save_them("4.0.0")}
    before = {name: Event.resolve_by_type(name) for name in NAMES}
    schema = RemoteAction.action_response_format_spec()
    full = [is_right(lambda one: validate(one, schema), answer) for answer in ANSWERS]
    assert turn_costs.save_them()
    assert compile_once()
    found["events_found"] = before == {name: Event.resolve_by_type(name) for name in NAMES}
    try:
        Event.resolve_by_type("unheard of")
    except ValueError:
        found["unknown_event_refused"] = True
    found["default_event"] = Event.resolve_by_type("unheard of", default=Event) is Event
    action = RemoteAction("action_answer", None)
    quick = [is_right(action._validate_action_result, answer) for answer in ANSWERS]
    found["answers_judged_the_same"] = quick == full
    found["right_and_wrong_answers"] = [sum(full), len(full) - sum(full)]
    found["connections"], found["after_a_cut"] = asyncio.run(connections())
    found["weights"] = weights()
    print(json.dumps(found))


def weights():
    """Tells that ordered weights say what they said."""
    trained = LogisticRegression(max_iter=50)
    dice = np.random.default_rng(0)
    texts = dice.normal(size=(60, 30))
    trained.fit(texts, dice.integers(0, 3, 60))
    said = trained.predict_proba(texts)
    turn_costs.order_weights(trained)
    same = np.allclose(trained.predict_proba(texts), said, atol=1e-12)
    return bool(trained.coef_.flags.f_contiguous and same)


if __name__ == "__main__":
    main()
