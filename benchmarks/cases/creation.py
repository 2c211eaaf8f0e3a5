"""Case `creation`: making documents of very many footprints (creation.py). ENGINE side."""

from __future__ import annotations

from typing import Any

from benchmarks.cases.bench import Bench
from benchmarks.goals import COGEO_LIBRARY, MILLION_ROWS, OURS_ITEMS, OURS_ROWS, PHOTOS, SCENES
from benchmarks.report import Column
from benchmarks.runs import ENGINE_PYTHON, ROOT, WORK, RunError, environment_of, fresh_profile, run_command

ITEMS = 10_000
ROWS = 1_000_000
_PROGRAM = str(ROOT / "benchmarks" / "creation.py")
_KINDS = {SCENES: "scenes", PHOTOS: "photos"}

COLUMNS = (
    Column(title="made s", path="made_s", with_ratio=True),
    Column(title="tiles", path="tiles", decimals=0),
    Column(title="images in tiles", path="pairs", decimals=0),
)
MEMORY_COLUMNS = (
    Column(title="made s", path="made_s", decimals=0),
    Column(title="peak MiB", path="peak_mb", decimals=0),
    Column(title="tiles", path="tiles", decimals=0),
    Column(title="document MB", path="document_mb", decimals=0),
)


def measure_creation(bench: Bench) -> None:
    """10 000 STAC items at zoom 12 beside cogeo-mosaic, which is asked once for scenes; a million rows once."""
    for subject, kind in _KINDS.items():
        digests = set()
        for round_number in range(bench.wanted.rounds):
            # Minutes for scenes, and the ratio is not near the goal.
            if round_number == 0 or kind == "photos":
                theirs = _measure("cogeo", kind, str(ITEMS))
                digests.add(theirs["digest"])
                bench.note("creation", subject, COGEO_LIBRARY, theirs)
            ours = _measure("ours", kind, str(ITEMS))
            digests.add(ours["digest"])
            bench.note("creation", subject, OURS_ITEMS, ours)
        if len(digests) != 1:
            raise RunError(f"Both must list the same images in the same tiles of {subject}, got {sorted(digests)}")
        bench.show("creation", subject, COLUMNS)
    folder = WORK / "creation"
    folder.mkdir(parents=True, exist_ok=True)
    bench.note("creation", MILLION_ROWS, OURS_ROWS, _measure("gathered", "photos", str(ROWS), str(folder)))
    bench.show("creation", MILLION_ROWS, MEMORY_COLUMNS)


def _measure(*arguments: str) -> dict[str, Any]:
    return run_command([*ENGINE_PYTHON, _PROGRAM, *arguments], environment_of(fresh_profile("creation")))
