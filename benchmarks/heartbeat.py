"""The real QGIS desktop on all paths through the plugin's windows, against servers good and bad: who holds its window up. ENGINE side."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.desktop import Desktop
from benchmarks.imagery import Imagery
from benchmarks.runs import PROGRAMS, WORK, RunError
from tests.servers.process import LOOPBACK
from tests.servers.scripted import Answer, ScriptedServer

COLLECTIONS, ITEMS, MATCHED, DATABASES = 500, 5000, 23410, 1000
_SIDE = 10
"""Images of the measured mosaic in a row and in a column."""
_TIMEOUT_S = 240.0
_LOGIN = ("ana", "correct horse")
_COG = "image/tiff; application=geotiff; profile=cloud-optimized"


def feel_the_pulse(desktop: Desktop, imagery: Imagery, images_url: str) -> dict[str, dict[str, Any]]:
    """Path -> what window_watch.py has measured. Raises RunError."""
    if imagery.http is None:
        raise ValueError("the images must be at a range server, they are not")
    folder = WORK / "heartbeat"
    folder.mkdir(parents=True, exist_ok=True)
    with ScriptedServer() as server, _deaf() as refused:
        arguments = {
            "document": str(imagery.http.document),
            "mosaic": str(imagery.warm_up.document),
            "database": _database(folder / "many.db", imagery.warm_up.document),
            "databases": DATABASES,
            "missing": server.script("/nothing/mosaic.json", Answer(status=404)),
            "private": server.script(
                "/private/mosaic.json", Answer(status=401, headers={"WWW-Authenticate": 'Basic realm="mosaics"'})
            ),
            "slow": server.script("/slow/mosaic.json", Answer(silent=True)),
            "refused": refused,
            "catalog": _catalog(server, imagery, images_url),
            "collections": COLLECTIONS,
            "items": ITEMS,
            "saved": str(folder / "saved.json"),
            "login": _LOGIN,
        }
        (folder / "saved.json").unlink(missing_ok=True)
        load = os.getloadavg()[0]
        outcome = desktop.run(PROGRAMS / "heartbeat_scenario.py", arguments, is_enabled=True, timeout_s=_TIMEOUT_S)
    paths: dict[str, dict[str, Any]] = outcome.report.get("facts", {}).get("paths", {})
    if not outcome.report.get("is_finished") or outcome.failed_steps or outcome.exit_status != 0:
        raise RunError(f"the run must succeed\n{outcome.account()}")
    return {name: path | {"load": load} for name, path in paths.items()}


@contextlib.contextmanager
def _deaf() -> Iterator[str]:
    """An address where nobody listens, and nobody else can."""
    with socket.socket() as deaf:
        deaf.bind((LOOPBACK, 0))
        yield f"http://{LOOPBACK}:{deaf.getsockname()[1]}/mosaic.json"


def _database(path: Path, document: Path) -> str:
    """A SQLite database of many mosaics, without tiles: only their names are asked for."""
    from mosaic_qgis.backends import SQLiteBackend

    path.unlink(missing_ok=True)
    whole = json.loads(document.read_text(encoding="utf-8"))
    definition = whole | {"tiles": dict(list(whole["tiles"].items())[:1]), "name": "mosaic_0000"}
    with SQLiteBackend(f"sqlite:///{path}:mosaic_0000", mosaic_def=definition) as backend:
        backend.write()
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        header = connection.execute("SELECT * FROM mosaicjson_metadata")
        columns = [column[0] for column in header.description]
        (values,) = header.fetchall()
        rows = []
        for number in range(1, DATABASES):
            name = f"mosaic_{number:04d}"
            connection.execute(f'CREATE TABLE "{name}" (quadkey TEXT NOT NULL PRIMARY KEY, assets TEXT NOT NULL)')
            rows.append([name if key == "name" else value for key, value in zip(columns, values, strict=True)])
        marks = ", ".join("?" for _ in columns)
        connection.executemany(f"INSERT INTO mosaicjson_metadata VALUES ({marks})", rows)
    return f"sqlite:///{path}"


def _catalog(server: ScriptedServer, imagery: Imagery, images_url: str) -> str:
    """The address of an API with many collections, which finds the measured images again and again."""
    links = [{"rel": "search", "href": f"{server.url}/stac/search", "type": "application/geo+json", "method": "POST"}]
    landing = {
        "type": "Catalog",
        "stac_version": "1.0.0",
        "id": "large",
        "title": "Large",
        "conformsTo": [],
        "links": links,
    }
    collections = [_collection(number) for number in range(COLLECTIONS)]
    server.script("/stac/collections", Answer.of_json({"collections": collections, "links": []}))
    images = sorted(imagery.images.glob("*.tif"))
    items = [_item(number, images[number % len(images)], imagery.bounds, images_url) for number in range(ITEMS)]
    found = {"type": "FeatureCollection", "features": items, "numberMatched": MATCHED, "links": []}
    server.script("/stac/search", Answer.of_json(found))
    return server.script("/stac/", Answer.of_json(landing))


def _collection(number: int) -> dict[str, Any]:
    return {
        "type": "Collection",
        "stac_version": "1.0.0",
        "id": f"collection-{number:03d}",
        "title": f"Collection number {number}",
        "description": "Images of a landscape, corrected for the atmosphere. " * (1 + number % 12),
        "license": "CC0-1.0",
        "keywords": ["sample", f"part {number % 9}"],
        "extent": {
            "spatial": {"bbox": [[-180, -60, 180, 80]]},
            "temporal": {"interval": [["2016-01-01T00:00:00Z", None]]},
        },
        "links": [],
    }


def _item(number: int, image: Path, bounds: tuple[float, float, float, float], images_url: str) -> dict[str, Any]:
    """One of the measured images, at its place in their grid, with what real catalogs say of an image."""
    west, south, east, north = bounds
    _, row, col = image.stem.split("_")
    width, height = (east - west) / _SIDE, (north - south) / _SIDE
    left, bottom = west + int(col[1:]) * width, north - (int(row[1:]) + 1) * height
    right, top = left + width, bottom + height
    # More corners than four, as real outlines have.
    edge = [(left + width * step / 9, top) for step in range(10)] + [(right, bottom), (left, bottom), (left, top)]
    properties = {
        "datetime": f"2024-{1 + number // 500 % 12:02d}-{1 + number % 28:02d}T10:{number % 60:02d}:00Z",
        "eo:cloud_cover": number * 7 % 101,
        "platform": f"sample-2{'abc'[number % 3]}",
        "instruments": ["msi"],
        "gsd": 10,
        "proj:epsg": 32632,
        **{f"sample:fact_{fact}": f"value {number % 50} of {fact}" for fact in range(20)},
    }
    # Each its own, although there are fewer: a layer knows images by their addresses.
    address = f"{images_url}/{image.name}?item={number}"
    bands = {name: _asset(address, name) for name in ("red", "green", "blue", "nir", "scl")}
    return {
        "type": "Feature",
        "stac_version": "1.0.0",
        "stac_extensions": [],
        "id": f"scene-{number:05d}",
        "collection": f"collection-{number % 3:03d}",
        "bbox": [left, bottom, right, top],
        "geometry": {"type": "Polygon", "coordinates": [[list(corner) for corner in edge]]},
        "properties": properties,
        "links": [],
        "assets": {"visual": _asset(address, "True colour", "visual"), **bands},
    }


def _asset(address: str, title: str, role: str = "data") -> dict[str, Any]:
    return {"href": address, "type": _COG, "roles": [role], "title": title}
