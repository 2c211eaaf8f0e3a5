"""Measures documents of very many quadkeys: opening, opening again and look-ups, ours beside cogeo-mosaic.

    build/engine-python scripts/engine_run.py benchmarks/documents.py make PATH QUADKEYS
    build/engine-python scripts/engine_run.py benchmarks/documents.py ours|cogeo open|lookup PATH [FOLDER]
    build/engine-python scripts/engine_run.py benchmarks/documents.py compare PATH…

Each of the second form measures in its own process and prints ``RESULT`` and one line of JSON. FOLDER is where ours keeps
documents; without it, nothing is kept. ``compare`` runs all of them, each in a fresh process, and prints a table. PATH ends
in .json, .json.gz or .db (SQLite, ``make`` needs cogeo-mosaic for it).
"""

from __future__ import annotations

import gzip
import json
import math
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
CACHE_BYTES = 512 << 20
LOOKUPS = 2000
SLOW_LOOKUPS = 3
TABLE_NAME = "large"
TIME_LIMIT_S = 1800


def quadkey(x: int, y: int, zoom: int) -> str:
    """The quadkey of a tile."""
    return f"{int(f'{x:b}') + 2 * int(f'{y:b}'):0{zoom}d}"


def zoom_for(count: int) -> int:
    """The zoom at which ``count`` tiles are a country."""
    return max(11, (2 * math.isqrt(count)).bit_length() + 1)


def entries(count: int) -> Iterator[tuple[str, list[str]]]:
    """``count`` neighbouring quadkeys with 1 to 4 names of about 95 bytes, in order; the same each time."""
    numbers, side, zoom = random.Random(4), math.isqrt(count - 1) + 1, zoom_for(count)
    for key in sorted(quadkey(300 + number % side, 500 + number // side, zoom) for number in range(count)):
        yield (
            key,
            [
                f"https://images.example.org/archive/2024/{numbers.randrange(12) + 1:02d}/"
                f"survey-{numbers.randrange(400):03d}/orthophoto_{key}_{rank}_{numbers.randrange(1 << 24):06x}.tif"
                for rank in range(numbers.randrange(1, 5))
            ],
        )


def make(path: Path, count: int) -> None:
    """Write a document of ``count`` quadkeys."""
    zoom = zoom_for(count)
    head = {"mosaicjson": "0.0.3", "name": TABLE_NAME, "version": "1.0.0", "minzoom": zoom - 4, "maxzoom": zoom + 2}
    head |= {"quadkey_zoom": zoom, "bounds": [-150, 0, -20, 80], "center": [-85, 40, zoom - 4]}
    if path.suffix == ".db":
        from cogeo_mosaic.backends import MosaicBackend
        from cogeo_mosaic.mosaic import MosaicJSON

        mosaic = MosaicJSON(**head, tiles=dict(entries(count)))
        with MosaicBackend(uri_of(path), mosaic_def=mosaic) as backend:
            backend.write()
        return
    with gzip.open(path, "wt", compresslevel=6) if path.suffix == ".gz" else path.open("w") as file:
        file.write(json.dumps(head)[:-1] + ', "tiles": {')
        for number, (key, assets) in enumerate(entries(count)):
            file.write(f"{', ' if number else ''}{json.dumps(key)}: {json.dumps(assets)}")
        file.write("}}")


def uri_of(path: Path) -> str:
    """What a backend takes."""
    return f"sqlite:///{path}:{TABLE_NAME}" if path.suffix == ".db" else str(path)


def peak_mb() -> float:
    """The most memory that this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << (20 if sys.platform == "darwin" else 10))


def median_s(ask: Callable[[int], Any], times: int) -> float:
    """The median time of a question, which is asked for another place each time, in seconds."""
    taken_s = []
    for number in range(times):
        start_s = time.perf_counter()
        ask(number)
        taken_s.append(time.perf_counter() - start_s)
    return statistics.median(taken_s)


def measure(who: str, what: str, path: Path, folder: Path | None) -> dict[str, Any]:
    """Open, and ask, in this process."""
    if who == "ours":
        from mosaic_qgis.backends import MosaicBackend
        from mosaic_qgis.backends.file import FileBackend  # noqa: F401 - its import is not part of the opening
        from mosaic_qgis.backends.kept_documents import keep_documents_in

        keep_documents_in(folder, CACHE_BYTES)
    else:
        from cogeo_mosaic.backends import MosaicBackend
    result: dict[str, Any] = {"who": who, "what": what, "document": path.name, "imports_mb": peak_mb()}
    start_s, start_cpu_s = time.perf_counter(), time.process_time()
    backend = MosaicBackend(uri_of(path))
    result |= {
        "open_s": time.perf_counter() - start_s,
        "open_cpu_s": time.process_time() - start_cpu_s,
        "open_mb": peak_mb(),
    }
    if what == "open":
        return result
    zoom = backend.quadkey_zoom
    places = random.Random(9)
    tiles = [(300 + places.randrange(300), 500 + places.randrange(300)) for _ in range(LOOKUPS)]
    start_s = time.perf_counter()
    assert backend.assets_for_tile(*tiles[0], zoom)
    result["first_lookup_s"] = time.perf_counter() - start_s
    if who == "ours":
        result["lookup_s"] = median_s(lambda number: backend.assets_for_tile(*tiles[number], zoom), LOOKUPS)
        shifts = range(1, zoom + 1)
        result["coarser_s"] = {
            zoom - shift: median_s(
                lambda number, shift=shift: backend.lookup_tile(
                    tiles[number][0] >> shift, tiles[number][1] >> shift, zoom - shift, limit=200
                ),
                SLOW_LOOKUPS,
            )
            for shift in shifts
        }
        result["first_assets_s"] = median_s(lambda _: backend.iter_assets(8), 1)
    else:
        result["lookup_s"] = median_s(lambda number: backend.assets_for_tile(*tiles[number], zoom), SLOW_LOOKUPS)
        x, y = tiles[0]
        result["coarser_s"] = {
            zoom - shift: median_s(
                lambda _, shift=shift: backend.assets_for_tile(x >> shift, y >> shift, zoom - shift), 1
            )
            for shift in (1, 3)
        }
    return {**result, "all_mb": peak_mb()}


def compare(paths: list[Path]) -> None:
    """Measure everything of each document, each in a fresh process."""
    for path in paths:
        with tempfile.TemporaryDirectory(dir=path.parent) as name:
            for who, what, folder in (
                ("cogeo", "lookup", None),
                ("ours", "lookup", None),
                ("ours", "open", name),
                ("ours", "lookup", name),
            ):
                line = run(who, what, path, folder)
                again = " again" if folder and what == "lookup" else " and keep" if folder else ""
                coarser = max(line["coarser_s"].values()) if "coarser_s" in line else math.nan
                print(
                    f"{path.name} {who}{again}: open {line['open_s']:.3f} s, {line['open_mb']:.0f} MB "
                    f"(imports {line['imports_mb']:.0f}); look-up {line.get('lookup_s', math.nan) * 1e6:.0f} us "
                    f"(first {line.get('first_lookup_s', math.nan) * 1e3:.1f} ms), "
                    f"slowest coarser zoom {coarser * 1e3:.2f} ms"
                )


def run(who: str, what: str, path: Path, folder: str | None) -> dict[str, Any]:
    """One measurement in a process of its own."""
    program = [sys.executable, *_interpreter_flags(), str(Path(__file__).resolve()), who, what, str(path)]
    answer = subprocess.run(
        [*program, *([folder] if folder else [])], capture_output=True, text=True, timeout=TIME_LIMIT_S, check=False
    )
    for line in answer.stdout.splitlines():
        if line.startswith("RESULT "):
            result: dict[str, Any] = json.loads(line.removeprefix("RESULT "))
            return result
    raise SystemExit(f"{who} {what} of {path} failed:\n{answer.stderr}")


def _interpreter_flags() -> list[str]:
    """How this process finds its packages, for a child of the same interpreter."""
    paths = [path for path in sys.path if path]
    start = f"import sys, runpy; sys.path[:] = {paths!r}; sys.argv = sys.argv[1:]; "
    return ["-I", "-S", "-c", start + "runpy.run_path(sys.argv[0], run_name='__main__')"]


def main(arguments: list[str]) -> None:
    """See the module."""
    sys.path.insert(0, str(REPOSITORY))
    match arguments:
        case ["make", path, count]:
            make(Path(path), int(count))
        case ["compare", *paths] if paths:
            compare([Path(path).resolve() for path in paths])
        case [("ours" | "cogeo") as who, ("open" | "lookup") as what, path, *folder] if len(folder) <= 1:
            found = measure(who, what, Path(path).resolve(), Path(folder[0]) if folder else None)
            print("RESULT", json.dumps(found))
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
