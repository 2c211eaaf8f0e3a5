"""Case `export`: 20 000 x 20 000 pixels as Cloud-Optimized GeoTIFF beside gdalwarp (export.py). ENGINE side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.cases.bench import Bench
from benchmarks.goals import EXPORTED, GDALWARP, OURS_EXPORT
from benchmarks.report import Column
from benchmarks.runs import ENGINE_PYTHON, ROOT, WORK, environment_of, fresh_profile, run_command

_PROGRAM = str(ROOT / "benchmarks" / "export.py")

COLUMNS = (
    Column(title="seconds", path="seconds", with_ratio=True),
    Column(title="CPU", path="cpu_s", decimals=0),
    Column(title="cores", path="cores", decimals=2),
    Column(title="peak MiB", path="peak_mb", decimals=0),
    Column(title="file MB", path="file_mb", decimals=0),
)


def measure_export(bench: Bench) -> None:
    """Both in turns."""
    folder = WORK / "export"
    folder.mkdir(parents=True, exist_ok=True)
    local = bench.imagery.local
    for _ in range(bench.wanted.rounds):
        bench.note("export", EXPORTED, GDALWARP, _measure("gdalwarp", local.vrt, folder))
        bench.note("export", EXPORTED, OURS_EXPORT, _measure("ours", local.document, folder))
    bench.show("export", EXPORTED, COLUMNS)


def _measure(who: str, source: Path, folder: Path) -> dict[str, Any]:
    command = [*ENGINE_PYTHON, _PROGRAM, who, str(source), str(folder)]
    return run_command(command, environment_of(fresh_profile("export")))
