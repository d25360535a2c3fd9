"""Plots as SVG files beside the page; without matplotlib none are drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

from benchmarks.page import PICTURES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_OURS, _OTHERS, _INK = "#1f6f8b", "#b9c4cc", "#1b2a38"


def bars(name: str, values: Mapping[str, float], measure: str) -> None:
    """Draw one bar per system, best last, the first system highlighted."""
    figure = _figure(0.45 * len(values) + 1)
    if figure is None:
        return
    axes = figure.subplots()
    shown = sorted(values.items(), key=lambda item: item[1])
    ours = next(iter(values))
    drawn = axes.barh(
        [system for system, _ in shown],
        [value for _, value in shown],
        color=[_OURS if system == ours else _OTHERS for system, _ in shown],
    )
    axes.bar_label(drawn, fmt="%.3f", padding=3)
    axes.set_xlim(0, 1)
    axes.set_xlabel(measure)
    _save(figure, name)


def lines(
    name: str,
    across: tuple[str, Sequence[float]],
    panels: Mapping[str, Mapping[str, Sequence[float]]],
) -> None:
    """Draw one panel per measure with its lines, on logarithmic axes.

    Args:
        name: of the file.
        across: what goes across, and its values.
        panels: lines by label, by measure.
    """
    figure = _figure(2.8)
    if figure is None:
        return
    label, values = across
    for axes, (measure, drawn) in zip(figure.subplots(1, len(panels)), panels.items(), strict=True):
        for line, heights in drawn.items():
            axes.plot(values, heights, marker="o", label=line)
        axes.set(xscale="log", yscale="log", xlabel=label, title=measure)
        if len(drawn) > 1:
            axes.legend(frameon=False)
    _save(figure, name)


def _figure(height: float) -> Figure | None:
    if not find_spec("matplotlib"):
        return None
    import matplotlib as mpl
    from matplotlib.figure import Figure

    mpl.rcParams.update({"svg.hashsalt": "tongxing", "svg.fonttype": "none", "text.color": _INK})
    mpl.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "font.size": 9})
    return Figure(figsize=(8, height), layout="constrained")


def _save(figure: Figure, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    # Without a date, drawing the same figures again changes nothing.
    figure.savefig(PICTURES / f"{name}.svg", metadata={"Date": None})
