"""The counties whose seats lie nearest to a shared location."""

from __future__ import annotations

from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

from knowledge.data_files import load_data

_FILE = Path(__file__).parent / "seats.yml"
_EARTH_KM = 6371.0
_FAR_KM = 90.0  # no place in Guizhou is farther from the next seat
_PROPOSED = 3


def nearest_counties(latitude: float, longitude: float) -> list[str]:
    """Return up to three counties, the nearest first; none when the place is not near Guizhou."""
    here = (latitude, longitude)
    by_distance = sorted((_kilometres(here, seat), name) for name, seat in _seats().items())
    return [name for distance, name in by_distance[:_PROPOSED] if distance <= _FAR_KM]


@cache
def _seats() -> dict[str, tuple[float, float]]:
    return load_data(dict[str, tuple[float, float]], _FILE)


def _kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the great-circle distance."""
    (lat1, lon1), (lat2, lon2) = ([radians(x) for x in point] for point in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(half))
