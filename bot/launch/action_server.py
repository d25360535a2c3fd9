"""The action server: rasa-sdk's own application with our skills, in one process on loopback.

``python -m rasa_sdk`` would do the same in three processes (Sanic's manager, its worker and a
resource tracker), with the skills loaded twice and a worker that outlives a killed manager.
"""

from __future__ import annotations

import sys
from typing import Any

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor

from actions.skills.decision import refuse_unanswered
from actions.skills.resources import resources
from bot.launch.dialogue_domain import acts
from knowledge.tracing import start_tracing

SKILLS = "actions.skills"


class DomainlessExecutor(ActionExecutor):  # type: ignore[misc]
    """Runs actions without the domain: no skill looks at it, so Rasa need not send it."""

    def update_and_return_domain(
        self, payload: dict[str, Any], action_name: str
    ) -> dict[str, Any] | None:
        """Return the domain where it was sent; the base class insists on one."""
        return payload.get("domain")


def main(listen: str, port: int) -> None:
    """Serve the skills until told to stop."""
    # Everything is opened before the port is: the first parent would wait too long for it.
    start_tracing("actions")
    resources()
    refuse_unanswered(acts())
    executor = DomainlessExecutor()
    executor.register_package(SKILLS)
    app = create_app(executor, cors_origins=None)
    app.run(host=listen, port=port, single_process=True, motd=False, access_log=False)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
