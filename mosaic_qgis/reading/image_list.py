"""The images of a layer in lists: their names and addresses, and where they lie. Runs in the ENGINE; thread-safe.

Where an image lies comes from its header where that is known or asked for, else from a catalogue, else from the tiles
that list it. Draws nothing.
"""

from __future__ import annotations

import json
import math
import queue
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import shapely

from ..backends.base import MosaicJSONBackend
from ..mosaic.errors import MosaicError
from ..mosaic.shapes import shapes_of
from .finding import ImageFinder
from .ground import outline
from .images import ImageInfo
from .looks import Looks
from .pool import public_href
from .resources import ReadingResources, failure_of
from .tile_places import places_by_tiles
from .values import AssetEntry, AssetList, Cancelled, Extent, Failure, FootprintEntry, FootprintList

LIST_LIMIT = 10_000
"""Images in one list, at most."""
LOOK_URGENCY = (6, 0)
"""Behind all that a map waits for."""
AT_ONCE = 64
POLL_S = 0.05
DECIMALS = 8
"""Of degrees: about a millimetre."""
MOST_PROPERTIES = 100

Report = Callable[[float | None, str], None]


@dataclass(frozen=True, kw_only=True)
class PlacedImages:
    """What is known of some images, by their addresses."""

    infos: dict[str, ImageInfo]
    """Of those whose header is known."""
    shapes: dict[str, tuple[shapely.Geometry, str]]
    """The ground in degrees of those with a place, and who knows it: `image` or `item`."""
    failures: dict[str, Failure]
    """Of those that cannot be looked at."""


class ImageList:
    """The images of one layer."""

    def __init__(
        self,
        *,
        backend: MosaicJSONBackend,
        finder: ImageFinder,
        resources: ReadingResources,
        geographic_wkt: str,
    ) -> None:
        """Does no I/O."""
        self._backend = backend
        self._finder = finder
        self._resources = resources
        self._geographic_wkt = geographic_wkt

    def assets(self, extent: Extent | None, limit: int) -> AssetList:
        """Images over an extent (layer CRS; None is everywhere) in mosaic order; opens none of them."""
        hrefs, truncated = self._hrefs(extent, limit)
        entries = tuple(
            AssetEntry(name=short_name(href), href=public_href(href), rank=rank, key=self._backend.key_of(href))
            for rank, href in enumerate(hrefs, start=1)
        )
        return AssetList(assets=entries, total=None if truncated else len(entries), truncated=truncated)

    def footprints(
        self,
        extent: Extent | None,
        limit: int,
        *,
        exact: bool,
        report: Report,
        cancelled: Callable[[], bool],
    ) -> FootprintList:
        """Where the images over an extent lie; `exact` looks at those that are not known yet, many at a time.

        Raises:
            Cancelled: the caller withdrew.
        """
        report(None, "images")
        hrefs, truncated = self._hrefs(extent, limit)
        placed = self.placed(hrefs, exact=exact, report=report, cancelled=cancelled)
        shapes, infos, failures = placed.shapes, placed.infos, placed.failures
        lost = [href for href in hrefs if href not in shapes]
        if lost:
            report(None, "tiles")
            tiled = places_by_tiles(self._backend, lost, self._geographic_wkt, cancelled)
            shapes |= {href: (ground, "tiles") for href, ground in tiled.items()}
        if cancelled():
            raise Cancelled("Finding the footprints was cancelled.")
        entries = (
            self._entry(href, rank, infos.get(href), *shapes[href])
            for rank, href in enumerate(hrefs, start=1)
            if href in shapes and not shapely.is_empty(shapes[href][0])
        )
        return FootprintList(
            features=tuple(entries),
            total=None if truncated else len(hrefs),
            truncated=truncated,
            skipped=tuple(failures[href] for href in hrefs if href in failures),
        )

    def placed(
        self, hrefs: Sequence[str], *, exact: bool, report: Report, cancelled: Callable[[], bool]
    ) -> PlacedImages:
        """What headers and catalogues tell of where images lie; `exact` looks at those that are not known yet. Raises Cancelled."""
        infos, failures = self._known(hrefs)
        if exact:
            missing = [href for href in hrefs if href not in infos and href not in failures]
            self._look(missing, infos, failures, report, cancelled)
        shapes = {href: (outline(info, self._geographic_wkt), "image") for href, info in infos.items()}
        for href in hrefs:
            told = None if href in shapes else self._told(href)
            if told is not None:
                shapes[href] = told, "item"
        return PlacedImages(infos=infos, shapes=shapes, failures=failures)

    def _hrefs(self, extent: Extent | None, limit: int) -> tuple[list[str], bool]:
        """At most so many images, and whether there are more."""
        limit = min(max(limit, 0), LIST_LIMIT)
        if extent is None:
            hrefs = self._backend.iter_assets(limit + 1)
            return hrefs[:limit], len(hrefs) > limit
        lookup = self._backend.lookup_bbox(*extent, coord_crs=self._backend.tms.rasterio_crs, limit=limit)
        return list(lookup.assets), lookup.is_truncated

    def _known(self, hrefs: Iterable[str]) -> tuple[dict[str, ImageInfo], dict[str, Failure]]:
        infos: dict[str, ImageInfo] = {}
        failures: dict[str, Failure] = {}
        for href in hrefs:
            try:
                info = self._resources.known_info(self._finder.source(href))
            except MosaicError as error:
                failures[href] = failure_of(error, href)
                continue
            if info is not None:
                infos[href] = info
        return infos, failures

    def _look(
        self,
        hrefs: Sequence[str],
        infos: dict[str, ImageInfo],
        failures: dict[str, Failure],
        report: Report,
        cancelled: Callable[[], bool],
    ) -> None:
        """Look at images, some at a time, so that maps come in between and a cancel leaves little behind."""
        looks, waiting, pending = Looks(), 0, list(reversed(hrefs))
        try:
            while pending or waiting:
                while pending and waiting < AT_ONCE:
                    href = pending.pop()
                    try:
                        source = self._finder.source(href)
                    except MosaicError as error:
                        failures[href] = failure_of(error, href)
                        continue
                    work = partial(self._resources.look, source)
                    self._resources.workers.submit(("open", source), work, looks, LOOK_URGENCY, remote=source.is_remote)
                    waiting += 1
                if cancelled():
                    raise Cancelled("Finding the footprints was cancelled.")
                if not waiting:
                    break
                try:
                    source, info, reason = looks.events.get(timeout=POLL_S)
                except queue.Empty:
                    continue
                waiting -= 1
                if info is not None:
                    infos[source.href] = info
                else:
                    failures[source.href] = failure_of(reason or MosaicError("No reason is known"), source.href)
                done = len(hrefs) - len(pending) - waiting
                report(done / len(hrefs), f"{done} of {len(hrefs)} images")
        finally:
            looks.leave()

    def _told(self, href: str) -> shapely.Geometry | None:
        """What a catalogue tells of an image's place."""
        geometry = self._backend.geometry_of(href)
        if geometry is None:
            return None
        polygons = shapes_of([{"type": "Feature", "geometry": geometry, "properties": {}}]).geometries
        whole: shapely.Geometry | None = shapely.union_all(polygons) if len(polygons) else None
        return whole

    def _entry(
        self, href: str, rank: int, info: ImageInfo | None, ground: shapely.Geometry, kind: str
    ) -> FootprintEntry:
        properties: dict[str, Any] = {"footprint": kind}
        if info is not None:
            properties |= {"width": info.width, "height": info.height, "data_type": info.dtypes[0]}
        properties |= plain_properties(self._backend.properties_of(href))
        return FootprintEntry(
            name=short_name(href),
            key=self._backend.key_of(href),
            href=public_href(href),
            rank=rank,
            geometry=_rounded(json.loads(shapely.to_geojson(ground))),
            datetime=self._backend.datetime_of(href),
            properties=properties,
        )


def short_name(href: str) -> str:
    """A short name of an image: the last part of its path."""
    return public_href(href).replace("\\", "/").rstrip("/").rsplit("/", 1)[-1] or public_href(href)


def _rounded(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """GeoJSON with fewer digits."""

    def shorter(value: Any) -> Any:
        return [shorter(each) for each in value] if isinstance(value, list) else round(float(value), DECIMALS)

    return {"type": geometry["type"], "coordinates": shorter(geometry["coordinates"])}


def plain_properties(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Those values that a table can show."""
    return {
        str(key): value
        for key, value in list(properties.items())[:MOST_PROPERTIES]
        if isinstance(value, (str, bool, int)) or (isinstance(value, float) and math.isfinite(value))
    }
