"""Runs and what is made of them: medians, spreads, ratios. Pure.

A run is what one process measured: nested numbers. A path such as `cold.wall_s` names one of them.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from typing import Any

Run = Mapping[str, Any]


def value_of(run: Run, path: str) -> float | None:
    """The number at a path; None where the run has none."""
    found: Any = run
    for key in path.split("."):
        if not isinstance(found, Mapping) or key not in found:
            return None
        found = found[key]
    return None if found is None else float(found)


def values_of(runs: Sequence[Run], path: str) -> list[float]:
    """The numbers of all runs that have one."""
    return [value for run in runs if (value := value_of(run, path)) is not None]


def median_of(runs: Sequence[Run], path: str) -> float | None:
    """The median over the runs; None where no run has the number."""
    values = values_of(runs, path)
    return statistics.median(values) if values else None


def spread_of(runs: Sequence[Run], path: str) -> tuple[float, float] | None:
    """Least and greatest; None where no run has the number."""
    values = values_of(runs, path)
    return (min(values), max(values)) if values else None


def ratio(own: float | None, other: float | None) -> float | None:
    """How many times `other` is in `own`; None where one is not known or there is nothing to divide by."""
    return own / other if own is not None and other else None
