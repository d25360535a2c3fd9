"""Rasa's command line, started the quick way: ``python -m nlu.rasa_project.start train …``.

``skops`` is imported before TensorFlow on purpose: the other way round its import scans every
TensorFlow module, and starting takes eleven seconds instead of five.
"""

import sys
from pathlib import Path
from typing import List, Text

import skops.io  # noqa: F401


def main(arguments: List[Text]) -> None:
    """Do what Rasa's own command does with these arguments; serve with less."""
    if arguments[:1] == ["run"]:
        _serve_lean(Path(arguments[arguments.index("--model") + 1]))
    from rasa.__main__ import main as rasa

    rasa()


def _serve_lean(model: Path) -> None:
    from nlu.rasa_project.without_tensorflow import leave_out

    leave_out(model)  # before anything of Rasa's that imports it
    from nlu.rasa_project import turn_costs
    from nlu.rasa_project.action_results import compile_once

    compile_once()
    turn_costs.save_them()


if __name__ == "__main__":
    main(sys.argv[1:])
