"""Case `engine`: its start, how soon a cancelled view frees it, how much memory it takes. ENGINE side."""

from __future__ import annotations

from typing import Any

from benchmarks.cases.bench import Bench
from benchmarks.goals import ENGINE
from benchmarks.report import Column
from benchmarks.runs import PROGRAMS, environment_of, fresh_profile, qgis_python, run_program

CANCEL_AFTER_S = 0.12
"""A first map of everything is under way then, and far from done."""
TOUR_VIEWS = 40
LARGEST_PX = 4096
_TOURS = 1

START = (
    Column(title="hello s", path="hello_s"),
    Column(title="first mosaic open s", path="opened_s"),
    Column(title="peak MiB", path="peak_megabytes", decimals=0),
)
CANCEL = (
    Column(title="busy ms", path="busy_ms", decimals=0),
    Column(title="idle read s", path="idle_s"),
    Column(title="read after cancel s", path="after_cancel_s"),
)
MEMORY = (Column(title="peak MiB", path="peak_megabytes", decimals=0), Column(title="seconds", path="seconds"))


def measure_engine(bench: Bench) -> None:
    """Everything about the engine that needs no QGIS."""
    small = str(bench.imagery.warm_up.document)
    for _ in range(bench.wanted.rounds):
        bench.note("engine", "start", ENGINE, _run("engine_start", {"document": small}))
    bench.show("engine", "start", START)
    documents = {"local": bench.imagery.local.document, "http": bench.imagery.http.document}
    for case, document in documents.items():
        for _ in range(bench.wanted.rounds):
            job = {"document": str(document), "other": small, "after_s": CANCEL_AFTER_S}
            run = _run("engine_cancel", job)
            if run["was_too_quick"]:
                bench.exclude("engine", f"cancel {case}", ENGINE, "the view was drawn before it could be cancelled")
            else:
                bench.note("engine", f"cancel {case}", ENGINE, run)
        bench.show("engine", f"cancel {case}", CANCEL)
    for case, document in documents.items():
        for _ in range(_TOURS):
            job = {"document": str(document), "views": TOUR_VIEWS, "largest_px": LARGEST_PX}
            bench.note("engine", f"memory {case}", ENGINE, _run("engine_tour", job))
        bench.show("engine", f"memory {case}", MEMORY)


def _run(program: str, job: dict[str, Any]) -> dict[str, Any]:
    environment = environment_of(fresh_profile("engine"))
    return run_program((qgis_python(), str(PROGRAMS / f"{program}.py")), job, environment)
