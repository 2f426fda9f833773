"""Curves of a run's log as one picture."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from .training_log import read_log


def draw_curves(log: Path, picture: Path, keys: Sequence[str]) -> None:
    """One panel per key that the log holds, over optimiser steps; the raw values pale, their running mean strong."""
    lines = read_log(log)
    shown = [key for key in keys if any(line.get(key) is not None for line in lines)]
    if not shown:
        return
    figure, axes = plt.subplots(1, len(shown), figsize=(4 * len(shown), 3), layout="constrained", squeeze=False)
    for axis, key in zip(axes[0], shown, strict=True):
        points = [
            (line["step"], float(line[key])) for line in lines if line.get(key) is not None
        ]  # no grounding where a step saw real images only
        steps, values = zip(*points, strict=True)
        axis.plot(steps, values, alpha=0.35, color="#1f6f8b")
        axis.plot(steps, _running_mean(values, max(1, len(values) // 20)), color="#1f6f8b")
        axis.set_title(key, fontsize=9)
        axis.set_xlabel("optimiser step", fontsize=8)
        axis.grid(alpha=0.25)
    figure.savefig(picture, dpi=110)
    plt.close(figure)


def _running_mean(values: Sequence[float], width: int) -> list[float]:
    return [sum(values[max(0, i - width + 1) : i + 1]) / min(i + 1, width) for i in range(len(values))]
