"""What people and programs get to read: tables of medians, the goals, build/bench.json. Pure but for `Report.save`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.judging import Judged
from benchmarks.medians import Run, median_of, ratio, spread_of

Results = dict[str, dict[str, dict[str, list[Run]]]]
"""case -> view or subject -> peer -> runs."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One figure of a table."""

    title: str
    path: str
    """Where it stands in a run."""
    decimals: int = 3
    with_ratio: bool = False
    """Whether its ratio to the first row's is told, in brackets."""


def table(title: str, peers: Mapping[str, Sequence[Run]], columns: Sequence[Column]) -> str:
    """Medians of each peer, one row each, as Markdown; n is the number of runs that count."""
    base = next(iter(peers.values()), ())
    rows = [[title, *(column.title for column in columns), "n", "load"]]
    rows += [
        [name, *(_cell(runs, base, column) for column in columns), str(len(runs)), _load(runs)]
        for name, runs in peers.items()
    ]
    return as_markdown(rows)


def as_markdown(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells, the first one the head, in columns of equal width."""
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]

    def line(row: Sequence[str]) -> str:
        cells = [
            cell.ljust(width) if not index else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        return "| " + " | ".join(cells) + " |"

    rule = "|" + "|".join("-" * (width + 1) + ("-" if not index else ":") for index, width in enumerate(widths)) + "|"
    return "\n".join([line(rows[0]), rule, *map(line, rows[1:])])


def _cell(runs: Sequence[Run], base: Sequence[Run], column: Column) -> str:
    own = median_of(runs, column.path)
    if own is None:
        return "-"
    text = f"{own:.{column.decimals}f}"
    times = ratio(own, median_of(base, column.path)) if column.with_ratio else None
    return text if times is None else f"{text} ({times:.2f})"


def _load(runs: Sequence[Run]) -> str:
    spread = spread_of(runs, "load")
    return "-" if spread is None else f"{spread[0]:.1f}-{spread[1]:.1f}"


def goals_table(judged: Sequence[Judged]) -> str:
    """Each goal with what was measured, what is required, and whether it is met."""
    rows = [["goal", "measured", "required", "met"]]
    rows += [[goal.text, goal.measured_text, goal.required_text, goal.verdict] for goal in judged]
    return as_markdown(rows)


@dataclass(kw_only=True)
class Report:
    """All that was measured so far; saved after each case, so that an interrupted run is not lost."""

    path: Path
    machine: Mapping[str, Any]
    settings: Mapping[str, Any]
    results: Results = field(default_factory=dict)
    excluded: list[str] = field(default_factory=list)
    """Runs that do not count, and why."""
    judged: Sequence[Judged] = ()
    seconds: float = 0.0
    tables: dict[str, str] = field(default_factory=dict)
    """Title -> Markdown, in the order of measuring."""

    def save(self) -> None:
        """Write the JSON, and the tables beside it as Markdown, each in one move."""
        content = {
            "machine": self.machine,
            "settings": self.settings,
            "seconds": round(self.seconds, 1),
            "goals": [goal.as_dict() for goal in self.judged],
            "excluded": self.excluded,
            "results": self.results,
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        _write(self.path, json.dumps(content, indent=1))
        _write(self.path.with_suffix(".md"), self.as_markdown())

    def as_markdown(self) -> str:
        """What docs/performance.md shows of a run."""
        machine = ", ".join(f"{key} {value}" for key, value in self.machine.items())
        head = f"Measured on a machine with: {machine}; {self.seconds / 60:.0f} minutes, {self.settings.get('rounds')} rounds."
        parts = [head, *self.tables.values()]
        if self.judged:
            parts.append(goals_table(self.judged))
        if self.excluded:
            parts.append("Runs that do not count:\n\n" + "\n".join(f"- {each}" for each in self.excluded))
        return "\n\n".join(parts) + "\n"


def _write(path: Path, text: str) -> None:
    draft = path.with_suffix(".draft")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
