"""What all cases share: how often, which views, where the results go. ENGINE side."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.goals import TWO_VIEWS
from benchmarks.imagery import Imagery
from benchmarks.medians import Run
from benchmarks.runs import WORK
from benchmarks.servers import RangeServer
from benchmarks.views import VIEWS, View, named_views

CASES = ("local", "http", "canvas", "session", "desktop", "heartbeat", "engine", "documents", "creation", "export")
LEAST_ROUNDS = 5
QUICK_CASES = ("local", "http")
QUICK_ROUNDS = 3
QUICK_VIEWS = ("full", "tenth", "0.03")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a run of the benchmark is to measure."""

    rounds: int
    views: tuple[View, ...]
    cases: tuple[str, ...]
    is_quick: bool
    """The VRT and ours only; over HTTP one round of the largest view, with the tuned VRT."""

    @property
    def two_views(self) -> tuple[View, ...]:
        """Those of the wanted views that are measured on a canvas and in a second session."""
        return tuple(view for view in self.views if view.name in TWO_VIEWS)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], *, is_quick: bool) -> Wanted:
        """MOSAIC_BENCH_ROUNDS, _VIEWS and _CASES narrow it down. Raises ValueError for what is none of them."""
        rounds = environment.get("MOSAIC_BENCH_ROUNDS", str(QUICK_ROUNDS if is_quick else LEAST_ROUNDS))
        if not rounds.isdigit() or int(rounds) < 1:
            raise ValueError(f"MOSAIC_BENCH_ROUNDS must be a number from 1, got {rounds!r}")
        all_views = QUICK_VIEWS if is_quick else tuple(view.name for view in VIEWS)
        views = environment.get("MOSAIC_BENCH_VIEWS", ",".join(all_views))
        text = environment.get("MOSAIC_BENCH_CASES", ",".join(QUICK_CASES if is_quick else CASES))
        cases = tuple(case.strip() for case in text.split(",") if case.strip())
        if not cases or set(cases) - set(CASES):
            raise ValueError(
                f"MOSAIC_BENCH_CASES must be some of {', '.join(CASES)}, separated by commas; got {text!r}"
            )
        return cls(rounds=int(rounds), views=named_views(views), cases=cases, is_quick=is_quick)


@dataclass(frozen=True, kw_only=True)
class Bench:
    """A run of the benchmark."""

    wanted: Wanted
    imagery: Imagery
    server: RangeServer
    report: report.Report
    started_s: float
    """On the monotonic clock."""
    true_pictures: set[str] = field(default_factory=set)
    """Views of which this run has drawn the picture that others are compared with."""

    @property
    def pictures(self) -> Path:
        """Where the maps are kept."""
        folder = WORK / "pictures"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def note(self, case: str, subject: str, peer: str, run: Run) -> None:
        """Keep a run that counts."""
        self.report.results.setdefault(case, {}).setdefault(subject, {}).setdefault(peer, []).append(run)

    def exclude(self, case: str, subject: str, peer: str, why: str) -> None:
        """Keep a note of a run that does not count."""
        text = f"{case} {subject}, {peer}: {why}"
        self.report.excluded.append(text)
        print(f"This run does not count: {text}", flush=True)

    def show(self, case: str, subject: str, columns: Sequence[report.Column]) -> None:
        """Print the table of a subject and save everything so far."""
        peers = self.report.results.get(case, {}).get(subject, {})
        title = f"{case}, {subject}"
        self.report.tables[title] = report.table(title, peers, columns)
        print(self.report.tables[title] + "\n", flush=True)
        self.save()

    def save(self) -> None:
        """Write bench.json."""
        self.report.seconds = time.monotonic() - self.started_s
        self.report.save()


def machine() -> dict[str, Any]:
    """What ratios may depend on; no names."""
    import platform

    return {
        "processors": os.cpu_count(),
        "architecture": platform.machine(),
        "python": platform.python_version(),
        "date": time.strftime("%Y-%m-%d"),
    }
