"""Measures making mosaics of very many footprints: ours beside cogeo-mosaic, and the most memory that a million takes.

    build/engine-python scripts/engine_run.py benchmarks/creation.py ours|cogeo scenes|photos COUNT
    build/engine-python scripts/engine_run.py benchmarks/creation.py gathered photos COUNT FOLDER

Each form measures in its own process and prints ``RESULT`` and one line of JSON. ``scenes`` are items as Sentinel-2 has them, turned
squares of 110 km, sixteen of them at each place; ``photos`` are orthophotos of 7 km side by side. ``ours`` and ``cogeo`` make the document
of a list of items; ``gathered`` takes rows, as the toolbox does for a vector layer, and writes the document to FOLDER.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import random
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
ZOOM = 12
SCENE_DEGREES, PHOTO_DEGREES = 1.0, 0.065
SCENES_AT_A_PLACE = 16
_HREF = "https://images.example.org/archive/2024/survey-{place:06d}/{number:07d}_visual.tif"


def outlines(kind: str, count: int) -> Iterator[list[tuple[float, float]]]:
    """``count`` rings, the same each time."""
    numbers = random.Random(12)
    is_scene = kind == "scenes"
    size = SCENE_DEGREES if is_scene else PHOTO_DEGREES
    at_a_place = SCENES_AT_A_PLACE if is_scene else 1
    side = math.isqrt(max(1, count // at_a_place - 1)) + 1
    for number in range(count):
        place = number // at_a_place
        west, south = -20.0 + place % side * size * 0.92, -25.0 + place // side * size * 0.92
        lean = numbers.uniform(0.02, 0.06) * size
        yield [
            (west + lean, south),
            (west + size + lean, south + lean),
            (west + size, south + size + lean),
            (west, south + size),
            (west + lean, south),
        ]


def items(kind: str, count: int) -> list[dict[str, Any]]:
    """STAC items."""
    return [
        {
            "type": "Feature",
            "stac_version": "1.0.0",
            "id": f"item-{number}",
            "collection": kind,
            "geometry": {"type": "Polygon", "coordinates": [ring]},
            "bbox": [
                min(x for x, _ in ring),
                min(y for _, y in ring),
                max(x for x, _ in ring),
                max(y for _, y in ring),
            ],
            "properties": {"datetime": "2024-06-01T10:00:00Z"},
            "links": [],
            "assets": {"visual": {"href": _HREF.format(place=number // SCENES_AT_A_PLACE, number=number)}},
        }
        for number, ring in enumerate(outlines(kind, count))
    ]


def rows(kind: str, count: int) -> Iterator[list[Any]]:
    """As the toolbox sends features of a vector layer."""
    import shapely

    for number, ring in enumerate(outlines(kind, count)):
        outline = base64.b64encode(shapely.to_wkb(shapely.Polygon(ring))).decode("ascii")
        yield [_HREF.format(place=number // SCENES_AT_A_PLACE, number=number), outline, number, None]


def accessor(item: dict[str, Any]) -> str:
    """What the tiles list."""
    return str(item["assets"]["visual"]["href"])


def peak_mb() -> float:
    """The most memory that this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << (20 if sys.platform == "darwin" else 10))


def of_items(who: str, kind: str, count: int) -> dict[str, Any]:
    """Make the document of a list of items."""
    if who == "ours":
        from mosaic_qgis.mosaic import MosaicJSON
    else:
        from cogeo_mosaic.mosaic import MosaicJSON
    features = items(kind, count)
    start_s = time.perf_counter()
    mosaic = MosaicJSON.from_features(features, 8, 14, quadkey_zoom=ZOOM, accessor=accessor, quiet=True)
    made_s = time.perf_counter() - start_s
    return {"made_s": made_s, **_what_it_is(dict(mosaic.tiles))}


def _what_it_is(tiles: dict[str, list[str]]) -> dict[str, Any]:
    """Numbers, and the same text for the same lists, whatever their order."""
    text = "\n".join(f"{key} {' '.join(sorted(tiles[key]))}" for key in sorted(tiles))
    return {
        "tiles": len(tiles),
        "pairs": sum(map(len, tiles.values())),
        "digest": hashlib.sha256(text.encode()).hexdigest()[:16],
    }


def gathered(kind: str, count: int, folder: Path) -> dict[str, Any]:
    """Make a document of rows and write it."""
    from mosaic_qgis.backends.feature_rows import FeatureRows, make_mosaic_of_rows
    from mosaic_qgis.backends.file import FileBackend  # noqa: F401 - its import is not part of the making
    from mosaic_qgis.backends.gathered_mosaic import Wanted
    from mosaic_qgis.mosaic.recipe import MosaicRecipe

    imports_mb = peak_mb()
    target = folder / f"{kind}-{count}.json"
    start_s = time.perf_counter()
    made = make_mosaic_of_rows(
        FeatureRows(rows=rows(kind, count), count=count),
        Wanted(target=str(target), overwrite=True, recipe=MosaicRecipe(minzoom=8, maxzoom=14, quadkey_zoom=ZOOM)),
        lambda _addresses: (8, 14),
        report=lambda _fraction, _text: None,
        cancelled=lambda: False,
    )
    made_s = time.perf_counter() - start_s
    if made.images != count:
        raise SystemExit(f"The mosaic must have {count} images, it has {made.images}")
    return {
        "made_s": made_s,
        "tiles": made.tiles,
        "peak_mb": peak_mb(),
        "imports_mb": imports_mb,
        "document_mb": target.stat().st_size / 1e6,
    }


def main(arguments: list[str]) -> None:
    """See the module."""
    sys.path.insert(0, str(REPOSITORY))
    match arguments:
        case [("ours" | "cogeo") as who, ("scenes" | "photos") as kind, count]:
            result = of_items(who, kind, int(count))
        case ["gathered", ("scenes" | "photos") as kind, count, folder]:
            result = gathered(kind, int(count), Path(folder))
        case _:
            raise SystemExit(__doc__)
    print("RESULT", json.dumps(result))


if __name__ == "__main__":
    main(sys.argv[1:])
