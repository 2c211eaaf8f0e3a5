"""Measures drawing a mosaic against what a user would take instead; prints tables and the goals, writes build/bench.json.

Run by `make bench` and `make bench-quick` (the engine's Python with the test libraries). Each measure is taken in a fresh
process, the contestants in turns within each round so that a busy minute meets all of them; medians over the rounds.
Nothing is asserted in seconds. docs/performance.md tells what is measured and how.

    MOSAIC_BENCH_ROUNDS=1 MOSAIC_BENCH_VIEWS=full,tenth MOSAIC_BENCH_CASES=local,http make bench
"""

from __future__ import annotations

import fcntl
import os
import sys
import time
from pathlib import Path
from typing import IO

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.cases.bench import Bench, Wanted, machine
from benchmarks.cases.canvas import measure_canvas, measure_desktop
from benchmarks.cases.creation import measure_creation
from benchmarks.cases.documents import measure_documents
from benchmarks.cases.engine import measure_engine
from benchmarks.cases.export import measure_export
from benchmarks.cases.heartbeat import measure_heartbeat
from benchmarks.cases.maps import measure_maps, measure_sessions
from benchmarks.goals import judge
from benchmarks.imagery import image_folder, make_imagery
from benchmarks.report import Report, goals_table
from benchmarks.runs import BUILD, WORK, RunError
from benchmarks.servers import LATENCY_MS, RangeServer, ServerError

MEASURES = {
    "local": lambda bench: measure_maps(bench, "local"),
    "http": lambda bench: measure_maps(bench, "http"),
    "canvas": measure_canvas,
    "session": measure_sessions,
    "desktop": measure_desktop,
    "heartbeat": measure_heartbeat,
    "engine": measure_engine,
    "documents": measure_documents,
    "creation": measure_creation,
    "export": measure_export,
}


def main() -> None:
    """Measure what is wanted."""
    started_s = time.monotonic()
    try:
        wanted = Wanted.from_environment(os.environ, is_quick="--quick" in sys.argv[1:])
    except ValueError as exc:
        sys.exit(str(exc))
    try:
        lock = only_one()
    except OSError:
        sys.exit(f"Another benchmark is running in {WORK}: two would measure each other; wait until it has ended.")
    print("The images (1 GB) are made the first time: some minutes.", flush=True)
    images = image_folder()
    report = Report(
        path=BUILD / ("bench-quick.json" if wanted.is_quick else "bench.json"),
        machine=machine(),
        settings={
            "rounds": wanted.rounds,
            "views": [view.name for view in wanted.views],
            "cases": wanted.cases,
            "latency_ms": LATENCY_MS,
        },
    )
    try:
        with RangeServer(images) as server:
            bench = Bench(
                wanted=wanted,
                imagery=make_imagery(server.url),
                server=server,
                report=report,
                started_s=started_s,
            )
            for case in wanted.cases:
                MEASURES[case](bench)
                report.judged = judge(report.results)
                bench.save()
    except (RunError, ServerError) as exc:
        sys.exit(f"The benchmark ends here; what was measured so far is in {report.path}.\n{exc}")
    shown = report.judged if not wanted.is_quick else [goal for goal in report.judged if goal.is_met is not None]
    print(goals_table(shown))
    print(
        "\nSeconds and medians; in brackets the ratio to the first row (below 1 is faster). `n`: runs that count; `load`: of the\n"
        f"machine, least and greatest. It took {report.seconds / 60:.1f} minutes."
    )
    print(report.path)
    lock.close()


def only_one() -> IO[str]:
    """Be the only benchmark of this folder until the file is closed or this process ends. Raises OSError."""
    WORK.mkdir(parents=True, exist_ok=True)
    lock = (WORK / "lock").open("w", encoding="utf-8")
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return lock


if __name__ == "__main__":
    main()
