"""Case `documents`: opening documents of millions of quadkeys and looking images up in them (documents.py). ENGINE side."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from benchmarks.cases.bench import Bench
from benchmarks.goals import (
    COGEO_LIBRARY,
    FOUR_MILLIONS,
    MILLION,
    OURS_AGAIN,
    OURS_FIRST,
    SQLITE_LARGE,
    SQLITE_SMALL,
)
from benchmarks.report import Column
from benchmarks.runs import BUILD, ENGINE_PYTHON, ROOT, WORK, RunError, environment_of, fresh_profile, run_command

FILES = {
    MILLION: ("1m.json", 1_000_000),
    FOUR_MILLIONS: ("4m.json", 4_000_000),
    SQLITE_SMALL: ("100k.db", 100_000),
    SQLITE_LARGE: ("1m.db", 1_000_000),
}
"""What is measured -> the file and its quadkeys."""
MAKING_S = 1800.0
_PROGRAM = str(ROOT / "benchmarks" / "documents.py")

COLUMNS = (
    Column(title="open s", path="open_s", with_ratio=True),
    Column(title="peak MiB", path="open_mb", decimals=0),
    Column(title="look-up us", path="lookup_us", decimals=0),
    Column(title="slowest coarser ms", path="slowest_coarser_ms", decimals=2),
)


def measure_documents(bench: Bench) -> None:
    """1 000 000 quadkeys beside cogeo-mosaic; 4 000 000 once; two sizes of SQLite."""
    rounds = bench.wanted.rounds
    million = _document(MILLION)
    for _ in range(rounds):
        kept = _fresh_folder()
        bench.note("documents", MILLION, COGEO_LIBRARY, _measure("cogeo", "open", million))
        bench.note("documents", MILLION, OURS_FIRST, _measure("ours", "open", million, kept))
        bench.note("documents", MILLION, OURS_AGAIN, _measure("ours", "lookup", million, kept))
    bench.show("documents", MILLION, COLUMNS)
    bench.note("documents", FOUR_MILLIONS, OURS_FIRST, _measure("ours", "lookup", _document(FOUR_MILLIONS)))
    bench.show("documents", FOUR_MILLIONS, COLUMNS)
    for _ in range(rounds):
        for subject in (SQLITE_SMALL, SQLITE_LARGE):
            bench.note("documents", subject, OURS_FIRST, _measure("ours", "lookup", _document(subject)))
    for subject in (SQLITE_SMALL, SQLITE_LARGE):
        bench.show("documents", subject, COLUMNS)


def _document(subject: str) -> Path:
    """The file, made unless it is there. Raises RunError."""
    name, quadkeys = FILES[subject]
    path = BUILD / "data" / "documents" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"part-{name}")
        part.unlink(missing_ok=True)
        command = [*ENGINE_PYTHON, _PROGRAM, "make", str(part), str(quadkeys)]
        made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=MAKING_S, check=False)
        if made.returncode != 0:
            raise RunError(f"{name} could not be made: {made.stderr[-3000:]}")
        part.replace(path)
    return path


def _fresh_folder() -> Path:
    """Where ours keeps what it knows of documents."""
    folder = WORK / "documents"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _measure(who: str, what: str, path: Path, kept: Path | None = None) -> dict[str, Any]:
    environment = environment_of(fresh_profile("documents"))
    command = [*ENGINE_PYTHON, _PROGRAM, who, what, str(path), *([str(kept)] if kept else [])]
    run = run_command(command, environment)
    memory_mb = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**20
    run["share_of_memory"] = run["open_mb"] / memory_mb
    if "lookup_s" in run:
        run["lookup_us"] = run["lookup_s"] * 1e6
        run["slowest_coarser_ms"] = max(run["coarser_s"].values()) * 1e3
    return run
