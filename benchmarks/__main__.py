"""Measures drawing a mosaic against what a user would take instead; prints ratios as a table and JSON under build/.

Run by `make bench` (the engine's Python with the test libraries). 100 local COGs, a map of 1536 x 1024 pixels at four
scales, each measure in a fresh process, the contestants one after the other in each round so that a busy minute meets
all of them; medians over the rounds. Nothing is asserted in seconds.

    MOSAIC_BENCH_ROUNDS=5 MOSAIC_BENCH_VIEWS=1,0.1 make bench
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
HERE = Path(__file__).resolve().parent
VIEWS = {1.0: "full", 0.5: "half", 0.1: "tenth", 0.03: "0.03"}
MEASURES = ("open", "cold", "warm", "pan")
TIMEOUT_S = 600


@dataclass(frozen=True, kw_only=True)
class Contestant:
    """One way to the same map."""

    name: str
    command: tuple[str, ...]
    """Without the fraction, which comes last but for `after`."""
    after: tuple[str, ...] = ()
    in_qgis: bool = True


def qgis_python() -> str:
    found = subprocess.run(["bash", str(ROOT / "scripts/qgis-python.sh")], capture_output=True, text=True, check=True)
    return found.stdout.strip()


def engine_folder() -> Path:
    from mosaic_qgis.engine.client.environment import EngineEnvironment

    return EngineEnvironment(BUILD / "engine").folder


def contestants(data: Path, vrt: Path) -> list[Contestant]:
    qgis, engine = qgis_python(), (str(BUILD / "engine-python"), "scripts/engine_run.py", str(HERE / "reading_map.py"))
    document = str(data / "mosaic.json")
    return [
        Contestant(name="QGIS + VRT", command=(qgis, str(HERE / "qgis_map.py"), "gdal", str(vrt))),
        Contestant(
            name="QGIS + mosaic_qgis",
            command=(qgis, str(HERE / "qgis_map.py"), "mosaicjson", document),
            after=(str(engine_folder()),),
        ),
        Contestant(name="reading alone", command=(*engine, "reading", document), in_qgis=False),
        Contestant(name="cogeo-mosaic", command=(*engine, "cogeo", str(data / "mosaic_cogeo.json")), in_qgis=False),
    ]


def measure(contestant: Contestant, fraction: float) -> dict[str, dict[str, float]]:
    """One fresh process; its times. Ends the program when it fails: a missing row would look like a fast one."""
    command = [*contestant.command, str(fraction), *contestant.after]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=TIMEOUT_S, env=environment, cwd=ROOT, check=False
    )
    line = next((line for line in done.stdout.splitlines() if line.startswith("RESULT ")), None)
    if line is None:
        sys.exit(f"{contestant.name} gave no result (status {done.returncode}):\n{done.stderr[-3000:]}")
    result: dict[str, dict[str, float]] = json.loads(line.removeprefix("RESULT "))
    return result


def table(results: dict[str, dict[str, list[dict]]], names: list[str]) -> str:
    """Medians in seconds, and in brackets the ratio to the first row (below 1 is faster)."""
    views = list(results)
    lines = [f"{'':20}" + "".join(f"{f'{measure} {view}':>17}" for view in views for measure in MEASURES)]
    for name in names:
        cells = []
        for view in views:
            for measure_name in MEASURES:
                own = _median(results[view][name], measure_name)
                base = _median(results[view][names[0]], measure_name)
                cells.append(f"{own:9.3f} ({own / base:5.2f})")
        lines.append(f"{name:20}" + "".join(f"{cell:>17}" for cell in cells))
    return "\n".join(lines)


def _median(runs: list[dict], measure_name: str) -> float:
    return statistics.median(run[measure_name]["wall_s"] for run in runs)


def main() -> None:
    sys.path.insert(0, str(ROOT / "tests" / "data"))
    sys.path.insert(0, str(ROOT))
    from make import make

    rounds = int(os.environ.get("MOSAIC_BENCH_ROUNDS", "3"))
    wanted = [float(text) for text in os.environ.get("MOSAIC_BENCH_VIEWS", "1,0.5,0.1,0.03").split(",")]
    print("100 COGs (1 GB) are made the first time: some minutes.", flush=True)
    make("bench", BUILD / "data", BUILD / "dev" / "bin" / "cogeo-mosaic")
    data = BUILD / "data" / "bench"
    vrt = data / "images.vrt"
    subprocess.run([qgis_python(), str(HERE / "make_vrt.py"), str(vrt), str(data / "images")], check=True, timeout=120)
    field = contestants(data, vrt)
    names = [contestant.name for contestant in field]
    results: dict[str, dict[str, list[dict]]] = {}
    for fraction in wanted:
        view = VIEWS.get(fraction, str(fraction))
        runs: dict[str, list[dict]] = {name: [] for name in names}
        for _ in range(rounds):
            for contestant in field:
                runs[contestant.name].append(measure(contestant, fraction) | {"load": os.getloadavg()[0]})
        results[view] = runs
        print(table({view: runs}, names) + "\n", flush=True)
    print("Seconds (ratio to QGIS + VRT; below 1 is faster). Rows without QGIS lack its own share of the time.")
    report = BUILD / "bench.json"
    machine = {
        "processors": os.cpu_count(),
        "platform": platform.platform(),
        "time": time.strftime("%Y-%m-%dT%H:%M:%S"),
    }
    report.write_text(
        json.dumps({"machine": machine, "rounds": rounds, "results": results}, indent=1), encoding="utf-8"
    )
    print(report)


if __name__ == "__main__":
    main()
