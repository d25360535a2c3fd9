"""Rasa's command line, started the quick way: ``python -m nlu.rasa_project.start train …``.

``skops`` is imported before TensorFlow on purpose: the other way round its import scans every
TensorFlow module, and starting takes eleven seconds instead of five.
"""

import skops.io  # noqa: F401
from rasa.__main__ import main

if __name__ == "__main__":
    main()
