"""A STAC catalog of the sample landscape on a real API, with images and thumbnails served over HTTP. Test side."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from osgeo import gdal, osr
from servers.nginx import NginxServer
from servers.pgstac import StacServer
from servers.scripted import Answer, ScriptedServer

gdal.UseExceptions()

COLLECTION = "landscape"
TITLE = "Sample landscape, level 2"
_OTHERS = {
    "elevation": "Elevation model of the sample landscape",
    "night-lights": "Lights at night",
    "weather-radar": "Weather radar, five minutes",
}
_COG = "image/tiff; application=geotiff; profile=cloud-optimized"


@contextmanager
def catalog(api: StacServer, web: NginxServer, images: list[Path]) -> Iterator[list[str]]:
    """Load the images, topmost first, as items with clouds of 0, 4, 8 … percent; gives their ids."""
    folder = web.files / COLLECTION
    folder.mkdir()
    items = []
    for number, image in enumerate(images):
        shutil.copy(image, folder)
        thumbnail = folder / f"{image.stem}.png"
        gdal.Translate(str(thumbnail), str(image), width=96, height=0, format="PNG", bandList=[1, 2, 3])
        items.append(item(image, number, f"{web.url}/{COLLECTION}"))
    api.load(
        COLLECTION, items, title=TITLE, description="Made-up images of a landscape with a lake.", license="CC0-1.0"
    )
    for name, title in _OTHERS.items():
        api.load(name, [], title=title)
    try:
        yield [each["id"] for each in items]
    finally:
        for name in (COLLECTION, *_OTHERS):
            api.delete(name)
        shutil.rmtree(folder)


def item(image: Path, number: int, address: str) -> dict[str, Any]:
    """A STAC item about an image."""
    facts = gdal.Info(str(image), format="json")
    outline = facts["wgs84Extent"]
    corners = outline["coordinates"][0]
    bbox = [
        min(c[0] for c in corners),
        min(c[1] for c in corners),
        max(c[0] for c in corners),
        max(c[1] for c in corners),
    ]
    crs = osr.SpatialReference(facts["coordinateSystem"]["wkt"])
    width, height = facts["size"]
    west, width_m, _, north, _, height_m = facts["geoTransform"]
    return {
        "type": "Feature",
        "stac_version": "1.0.0",
        "stac_extensions": [],
        "id": image.stem,
        "bbox": bbox,
        "geometry": outline,
        "properties": {
            "datetime": f"2024-06-{1 + number % 30:02d}T10:20:00Z",
            "eo:cloud_cover": 4 * number,
            "platform": "sample-2a" if number % 2 else "sample-2b",
            "gsd": width_m,
            "proj:epsg": int(crs.GetAuthorityCode(None)),
            "proj:shape": [height, width],
            "proj:transform": [width_m, 0, west, 0, height_m, north],
        },
        "links": [],
        "assets": {
            "visual": {"href": f"{address}/{image.name}", "type": _COG, "roles": ["visual"], "title": "True colour"},
            "thumbnail": {"href": f"{address}/{image.stem}.png", "type": "image/png", "roles": ["thumbnail"]},
        },
    }


@dataclass(frozen=True, kw_only=True)
class GrowingCatalog:
    """A catalog of files on a real web server."""

    address: str
    answer: Path
    """What every search is answered with."""
    later: Path
    """What it is answered with when new images have come: put it in the place of `answer`."""


@contextmanager
def growing_catalog(web: NginxServer, images: list[Path], count: int, more: int) -> Iterator[GrowingCatalog]:
    """A catalog whose searches find `count` images, and later `more` newer ones, each with the pixels of one of `images`."""
    folder = web.files / "growing"
    folder.mkdir()
    address = f"{web.url}/growing"
    items = []
    for number in range(count + more):
        image = images[number % len(images)]
        if not (folder / image.name).exists():
            shutil.copy(image, folder)
        items.append({**item(image, number, address), "id": f"image-{number:02d}", "collection": "growing"})
    landing = {
        "type": "Catalog",
        "stac_version": "1.0.0",
        "id": "growing",
        "title": "Growing",
        "conformsTo": [],
        "links": [
            {"rel": "data", "href": f"{address}/collections.json"},
            {"rel": "search", "href": f"{address}/search.json", "type": "application/geo+json", "method": "GET"},
        ],
    }
    made = GrowingCatalog(
        address=f"{address}/landing.json", answer=folder / "search.json", later=web.folder / "growing-later.json"
    )
    for path, value in (
        (folder / "landing.json", landing),
        (folder / "collections.json", {"collections": [], "links": []}),
        (made.answer, {"type": "FeatureCollection", "features": items[:count], "links": []}),
        (made.later, {"type": "FeatureCollection", "features": items, "links": []}),
    ):
        path.write_text(json.dumps(value))
    try:
        yield made
    finally:
        shutil.rmtree(folder)
        made.later.unlink(missing_ok=True)


def large_catalog(server: ScriptedServer, count: int, matched: int) -> str:
    """The address of an API that finds so many items, all in one answer, whatever it is asked."""
    links = [{"rel": "search", "href": f"{server.url}/large/search", "type": "application/geo+json", "method": "POST"}]
    landing = {
        "type": "Catalog",
        "stac_version": "1.0.0",
        "id": "large",
        "title": "Large",
        "conformsTo": [],
        "links": links,
    }
    server.script("/large/collections", Answer.of_json({"collections": [], "links": []}))
    items = [small_item(number) for number in range(count)]
    found = {"type": "FeatureCollection", "features": items, "numberMatched": matched, "links": []}
    server.script("/large/search", Answer.of_json(found))
    return server.script("/large/", Answer.of_json(landing))


def small_item(number: int) -> dict[str, Any]:
    """An item of no image, in rows of a hundred that lie on each other; its outline has 4 to 40 corners."""
    x, y, corners = -20 + number % 100 * 0.5, number // 100 * 0.5, 4 + number % 37
    turns = [2 * math.pi * (corner + 0.5) / corners for corner in range(corners)]
    ring = [[round(x + 1.5 * math.cos(turn), 6), round(y + 1.5 * math.sin(turn), 6)] for turn in turns]
    ring.append(ring[0])
    return {
        "type": "Feature",
        "stac_version": "1.0.0",
        "id": f"scene-{number:05d}",
        "collection": "many",
        "bbox": [x - 1.5, y - 1.5, x + 1.5, y + 1.5],
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {"datetime": "2024-06-01T10:00:00Z", "eo:cloud_cover": number % 100, "platform": "many-1"},
        "links": [],
        "assets": {"visual": {"href": f"https://images.test/{number}.tif", "type": _COG, "roles": ["visual"]}},
    }
