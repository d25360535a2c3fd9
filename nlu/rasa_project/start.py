"""Rasa's command line, started the quick way: ``python -m nlu.rasa_project.start train …``.

``skops`` is imported before TensorFlow on purpose: the other way round its import scans every
TensorFlow module, and starting takes eleven seconds instead of five.
"""

import sys

import skops.io  # noqa: F401
from rasa.__main__ import main

if __name__ == "__main__":
    if sys.argv[1:2] == ["run"]:
        from nlu.rasa_project.action_results import compile_once

        compile_once()
    main()
