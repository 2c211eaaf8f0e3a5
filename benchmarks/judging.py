"""A bound on a figure, and whether a run of the benchmark keeps it. Pure; which bounds there are stands in goals.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.medians import Run, median_of, ratio

AnyResults = Mapping[str, Mapping[str, Mapping[str, Sequence[Run]]]]
"""case -> view or subject -> peer -> runs."""
Measured = Callable[[AnyResults], float | None]


@dataclass(frozen=True, kw_only=True)
class Goal:
    """A bound on one figure."""

    number: int
    """Of the goal that it is a part of."""
    text: str
    measured: Measured
    bound: float
    is_least: bool = False
    """Whether the figure must be at least the bound, rather than at most."""
    unit: str = ""
    """`x` for a ratio."""

    def judge(self, results: AnyResults) -> Judged:
        """Compare with what was measured."""
        return Judged(
            number=self.number,
            text=f"{self.number} {self.text}",
            measured=self.measured(results),
            bound=self.bound,
            is_least=self.is_least,
            unit=self.unit,
        )


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A goal and what was measured."""

    number: int
    text: str
    measured: float | None
    """None: not measured."""
    bound: float
    is_least: bool
    unit: str

    @property
    def is_met(self) -> bool | None:
        """None: not measured."""
        if self.measured is None:
            return None
        return self.measured >= self.bound if self.is_least else self.measured <= self.bound

    @property
    def verdict(self) -> str:
        """In a word."""
        return {None: "not measured", True: "yes", False: "NO"}[self.is_met]

    @property
    def measured_text(self) -> str:
        return "-" if self.measured is None else _with_unit(self.measured, self.unit)

    @property
    def required_text(self) -> str:
        return f"{'at least' if self.is_least else 'at most'} {_with_unit(self.bound, self.unit)}"

    def as_dict(self) -> dict[str, Any]:
        """For bench.json."""
        return {
            "goal": self.text,
            "measured": self.measured,
            "required": self.required_text,
            "met": self.is_met,
        }


def _with_unit(value: float, unit: str) -> str:
    number = f"{value:.0f}" if value >= 100 else f"{value:.3g}"
    return f"{number}x" if unit == "x" else f"{number} {unit}".rstrip()


def figure(case: str, subject: str, peer: str, path: str) -> Measured:
    """The median of one peer."""

    def measured(results: AnyResults) -> float | None:
        return median_of(results.get(case, {}).get(subject, {}).get(peer, ()), path)

    return measured


def quotient(over: Measured, under: Measured) -> Measured:
    """One figure divided by another."""
    return lambda results: ratio(over(results), under(results))


def beyond(own: Measured, share_of_qgis: Measured) -> Measured:
    """What is left of a figure without the share that QGIS has in it for any layer; never below 0."""

    def measured(results: AnyResults) -> float | None:
        whole, share = own(results), share_of_qgis(results)
        return None if whole is None or share is None else max(0.0, whole - share)

    return measured
