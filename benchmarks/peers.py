"""The contestants and their settings: each draws the same map, in a process of its own. ENGINE side.

Owns what "as it comes" and "tuned" mean (docs/performance.md tells it to people).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import goals
from benchmarks.imagery import MAXZOOM, Imagery, Sources
from benchmarks.pictures import EXACT, LOSSY
from benchmarks.runs import ENGINE_PYTHON, PROGRAMS, RunError, environment_of, fresh_profile, qgis_python, run_program
from benchmarks.servers import ServerError, TileServer
from benchmarks.views import View, map_extent, tile_zoom, tiles_of

TUNED_GDAL: Mapping[str, str] = {
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_INGESTED_BYTES_AT_OPEN": "32768",
    "GDAL_HTTP_MERGE_CONSECUTIVE_RANGES": "YES",
    "VSI_CACHE": "TRUE",
    "VSI_CACHE_SIZE": "5000000",
}
"""What an expert sets for COGs over HTTP: no listing of folders, headers in one request, neighbouring ranges in one."""


@dataclass(frozen=True, kw_only=True)
class Peer:
    """One way to the same map."""

    name: str
    """Its title in tables; the key in bench.json."""
    kind: str
    """`gdal`, `mosaicjson`, `xyz`, `image` (a layer in QGIS) or `cogeo` (no QGIS)."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """Environment variables."""
    largest_difference: float = EXACT
    """How far its picture may be from the VRT's (pictures.py)."""


VRT = Peer(name=goals.VRT, kind="gdal")
VRT_TUNED = Peer(name=goals.VRT_TUNED, kind="gdal", settings=TUNED_GDAL)
COGEO = Peer(name=goals.COGEO, kind="cogeo")
TITILER = Peer(name=goals.TITILER, kind="xyz", settings=TUNED_GDAL, largest_difference=LOSSY)
ONE_IMAGE = Peer(name=goals.ONE_IMAGE, kind="image")
"""What QGIS itself does for any layer."""
OURS = Peer(name=goals.OURS, kind="mosaicjson")

LOCAL_PEERS = (VRT, COGEO, OURS)
HTTP_PEERS = (VRT, VRT_TUNED, TITILER, OURS)


def measure_map(
    peer: Peer,
    view: View,
    imagery: Imagery,
    sources: Sources,
    *,
    picture: Path,
    counts_url: str | None,
    profile: Path | None = None,
    measures: tuple[str, ...] = ("warm", "pan"),
) -> dict[str, Any]:
    """One run of a peer: figures of `qgis_map.py` or `cogeo_map.py`. Raises RunError.

    `profile`: a QGIS profile that an earlier run has left; a fresh one otherwise.
    """
    job: dict[str, Any] = {
        "bounds": imagery.bounds,
        "fraction": view.fraction,
        "picture": str(picture),
        "counts_url": counts_url,
        "measures": measures,
    }
    environment = environment_of(profile or fresh_profile("map"), peer.settings)
    in_qgis = (qgis_python(), str(PROGRAMS / "qgis_map.py"))
    warm_up = imagery.warm_up
    if peer.kind == "gdal":
        job |= {"provider": "gdal", "source": str(sources.vrt), "warm_up": str(warm_up.vrt)}
        return run_program(in_qgis, job, environment)
    if peer.kind == "mosaicjson":
        job |= {"provider": "mosaicjson", "source": str(sources.document), "warm_up": str(warm_up.document)}
        return run_program(in_qgis, job, environment)
    if peer.kind == "cogeo":
        job |= {"source": str(sources.cogeo_document), "warm_up": str(warm_up.cogeo_document)}
        return run_program((*ENGINE_PYTHON, str(PROGRAMS / "cogeo_map.py")), job, environment)
    with _tile_server(peer, imagery) as server:
        job |= {
            "provider": "wms",
            "source": server.layer_source(str(sources.cogeo_document), MAXZOOM),
            "warm_up": server.layer_source(str(warm_up.cogeo_document), MAXZOOM),
            "warm_up_extent": map_extent(imagery.warm_up_bounds, 1.0),
        }
        return run_program(in_qgis, job, environment)


@contextlib.contextmanager
def _tile_server(peer: Peer, imagery: Imagery) -> Iterator[TileServer]:
    """A titiler that has drawn tiles of the other mosaic in both of its processes."""
    extent = map_extent(imagery.warm_up_bounds, 1.0)
    zoom = tile_zoom(extent)
    places = tiles_of(extent, zoom)
    try:
        with TileServer(peer.settings) as server:
            server.warm_up(str(imagery.warm_up.cogeo_document), zoom, *places[len(places) // 2])
            yield server
    except ServerError as exc:
        raise RunError(str(exc)) from exc
