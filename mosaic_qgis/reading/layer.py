"""A mosaic as a layer: the door of this room. Runs in the ENGINE, one object per open mosaic; every method is thread-safe.

It ties a backend (which images lie where), options and the process's resources together; the work is done by `plan`,
`drawing`, `points` and `summary`.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from morecantile import TileMatrixSet
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.enums import WktVersion
from rasterio.warp import transform_bounds

from ..backends.base import MosaicJSONBackend
from ..backends.lookup import AssetLookup
from ..backends.times import TimeSpan
from ..mosaic.errors import BadRequestError, MosaicError, NoAssetFoundError
from .agreement import LayerFacts, layer_model
from .bands import LayerModel
from .description import LayerDescription, size_at
from .drawing import MAP_URGENCY, SAMPLE_URGENCY, Drawing
from .expression import asset_aliases
from .first_images import MOST_IMAGES as MOST_FIRST_IMAGES
from .first_images import look_at_first
from .grid import AskedGrid
from .images import ImageInfo
from .options import ReadingOptions
from .plan import ASSET_BUDGET, Tile, tile_box, tiles_of, units_of, within_budget
from .points import PointReader
from .pool import ImageSource, image_source, public_href
from .record import LayerStatus, ReadingRecord
from .resources import ReadingResources, failure_of
from .sampling import Target
from .selection import Selection
from .summary import STATISTICS_ASSET_BUDGET, band_statistics, sample_grid
from .temporal import temporal_of
from .values import (
    AssetEntry,
    AssetList,
    BandStatistics,
    Cancelled,
    Extent,
    Failure,
    Identified,
    Patch,
    ReadReport,
    ReadRequest,
    StatisticsRequest,
    TimeTexts,
    pixel_dtype,
)

__all__ = ["MosaicLayer", "ReadingResources"]

LIST_LIMIT = 10_000
"""Images in one list, at most."""

IMAGES_PER_TILE = 20_000
"""Images that are considered for one tile, at most: beyond that a view shows no more anyway."""


class MosaicLayer:
    """An open mosaic."""

    def __init__(self, backend: MosaicJSONBackend, options: ReadingOptions, resources: ReadingResources) -> None:
        """Looks at the first images to learn the bands: I/O, bounded by `FIRST_IMAGES` and `FIRST_IMAGES_S`.

        Raises:
            NoAssetFoundError: the mosaic has no image.
            MosaicError: none of the first images can be read (the error of the first one); an option does not fit.
        """
        self._backend = backend
        self._options = options
        self._resources = resources
        self._tms: TileMatrixSet = backend.tms
        self._crs_wkt = self._tms.rasterio_crs.to_wkt(version=WktVersion.WKT2_2019)
        self._closed = False
        self._kept_as = object()
        """Stands for this layer among the maps that are kept."""
        self._record = ReadingRecord()
        self.description = self._describe()
        self._model: LayerModel = self.description.model
        self._points = PointReader(resources=resources, grid_wkt=self._crs_wkt, model=self._model, options=options)

    @property
    def is_closed(self) -> bool:
        """True after `close`."""
        return self._closed

    def close(self) -> None:
        """No further request is answered; what is shared stays open."""
        self._closed = True

    # Pixels

    def read(
        self, request: ReadRequest, on_patch: Callable[[Patch], None], cancelled: Callable[[], bool]
    ) -> ReadReport:
        """Draw a grid. Patches go to `on_patch` on this thread, as they are finished, from the middle outwards.

        Raises:
            Cancelled: `cancelled` said so; patches sent so far are right.
            BadRequestError: a band does not exist.
        """
        return self._draw(request, on_patch, cancelled)

    def _draw(
        self,
        request: ReadRequest,
        on_patch: Callable[[Patch], None],
        cancelled: Callable[[], bool],
        budget: int = ASSET_BUDGET,
        urgency: int = MAP_URGENCY,
    ) -> ReadReport:
        self._check_open()
        started_s = time.perf_counter()
        bands = self._bands(request.bands)
        grid = AskedGrid(request.extent, request.width, request.height)
        finest = self._finest_lookup_zoom()
        found, refused = self._look_up(tiles_of(self._tms, grid, finest), request.time, cancelled)
        units, note = within_budget(units_of(self._tms, grid, found), budget)
        model, rule = self._model, self._options.pixel_selection
        plan = model.plan(bands, rule)
        target = Target(
            grid=grid,
            grid_wkt=self._crs_wkt,
            dtype=np.dtype(model.source_dtype),
            nodata=model.nodata,
            source_bands=plan.source_bands,
            math=plan.math,
            resampling=self._resampling(request),
            nodata_override=self._options.nodata,
            unscale=self._options.unscale,
        )
        look = (self._kept_as, bands, target.resampling, request.time)
        drawing = Drawing(
            units=units,
            target=target,
            resources=self._resources,
            identify=self._source,
            misfit=model.misfit,
            with_alpha=model.with_alpha,
            make_selection=None if rule == "first" else partial(Selection, rule, plan.fed_count),
            result_bands=partial(self._result, bands=bands, positions=plan.positions),
            bands=bands,
            result_count=len(plan.positions),
            result_dtype=np.dtype(model.bands[0].dtype),
            on_patch=on_patch,
            cancelled=cancelled,
            started_s=started_s,
            urgency=urgency,
            kept_as=look if urgency == MAP_URGENCY else None,
        )
        report = drawing.run([note] if note else [])
        if refused:
            report = ReadReport(**{**report.__dict__, "complete": False, "skipped": (*refused, *report.skipped)})
        self._record.add(report)
        return report

    def _bands(self, asked: tuple[int, ...] | None) -> tuple[int, ...]:
        count = len(self._model.bands)
        bands = tuple(range(1, count + 1)) if asked is None else asked
        if not bands or not all(1 <= band <= count for band in bands):
            raise BadRequestError(f"The layer has the bands 1 to {count}, {list(bands)} were asked for.")
        return bands

    def _resampling(self, request: ReadRequest) -> str:
        resampling = request.resampling
        if resampling == "nearest" and self._options.resampling:
            resampling = self._options.resampling
        # The mean of two classes is a third one that has nothing to do with them.
        return "nearest" if self._model.is_palette and resampling != "mode" else resampling

    def _result(
        self,
        pixels: NDArray[Any],
        opacity: NDArray[np.uint8] | None,
        *,
        bands: tuple[int, ...],
        positions: tuple[int, ...],
    ) -> NDArray[Any]:
        """The asked bands of a rectangle in one contiguous array."""
        dtype = pixel_dtype([np.dtype(self._model.bands[band - 1].dtype) for band in bands])
        result = np.empty((len(bands), *pixels.shape[1:]), dtype=dtype)
        for place, band in enumerate(bands):
            if band > self._model.data_count:
                result[place] = 0 if opacity is None else opacity
            else:
                result[place] = pixels[positions.index(band - 1)]
        return result

    # Which images

    def _finest_lookup_zoom(self) -> int:
        """Looking images up at a finer zoom than the document's own gives the same lists again."""
        same = self._backend.mosaic_tms.crs == self._tms.crs and self._backend.mosaic_tms.id == self._tms.id
        return self._backend.quadkey_zoom if same else self.description.maxzoom

    def _of_time(self, time: TimeTexts | None) -> Callable[[str], bool] | None:
        """The test for images of a time; None where all images count. Raises BadRequestError for what is no time."""
        times = self._backend.times
        return None if time is None or times is None else times.chooser(TimeSpan.of_texts(*time))

    def _look_up(
        self, tiles: Sequence[Tile], time: TimeTexts | None, cancelled: Callable[[], bool]
    ) -> tuple[list[tuple[Tile, Sequence[str]]], tuple[Failure, ...]]:
        """The images of each tile, and those that must not be opened."""
        found: list[tuple[Tile, Sequence[str]]] = []
        refused: dict[str | None, Failure] = {}
        is_wanted = self._of_time(time)
        limit = IMAGES_PER_TILE if is_wanted is None else None
        for tile in tiles:
            if cancelled():
                raise Cancelled("The reading was cancelled.")
            lookup: AssetLookup = self._backend.lookup_tile(tile.x, tile.y, tile.z, limit=limit)
            assets = lookup.assets if is_wanted is None else tuple(filter(is_wanted, lookup.assets))[:IMAGES_PER_TILE]
            found.append((tile, assets))
            for error in lookup.refused:
                refused.setdefault(error.asset, failure_of(error, error.asset or ""))
        return found, tuple(refused.values())

    def _source(self, href: str) -> ImageSource:
        return image_source(href, self._backend.gdal_options(href), self._backend.band_sources(href) or ())

    def assets(self, extent: Extent | None, limit: int) -> AssetList:
        """Images over an extent (layer CRS; None is everywhere) in mosaic order; opens none of them."""
        self._check_open()
        limit = min(max(limit, 0), LIST_LIMIT)
        if extent is None:
            hrefs = self._backend.iter_assets(limit + 1)
            truncated = len(hrefs) > limit
        else:
            lookup = self._backend.lookup_bbox(*extent, coord_crs=self._tms.rasterio_crs, limit=limit)
            hrefs, truncated = list(lookup.assets), lookup.is_truncated
        entries = tuple(
            AssetEntry(name=self._name(href), href=public_href(href), rank=rank)
            for rank, href in enumerate(hrefs[:limit], start=1)
        )
        return AssetList(assets=entries, total=None if truncated else len(entries), truncated=truncated)

    @staticmethod
    def _name(href: str) -> str:
        """A short name of an image: the last part of its path."""
        return public_href(href).replace("\\", "/").rstrip("/").rsplit("/", 1)[-1] or public_href(href)

    # Points

    def _assets_at(self, x: float, y: float, time: TimeTexts | None) -> tuple[str, ...]:
        zoom = self._finest_lookup_zoom()
        matrix = self._tms.matrix(zoom)
        left, _, _, top = tile_box(self._tms, Tile(0, 0, zoom))
        col = math.floor((x - left) / (matrix.cellSize * matrix.tileWidth))
        row = math.floor((top - y) / (matrix.cellSize * matrix.tileHeight))
        if not (0 <= col < matrix.matrixWidth and 0 <= row < matrix.matrixHeight):
            return ()
        found, _ = self._look_up([Tile(col, row, zoom)], time, _never)
        return tuple(found[0][1])

    def identify(
        self, x: float, y: float, cancelled: Callable[[], bool], *, time: TimeTexts | None = None
    ) -> Identified:
        """The value at a point of the layer's CRS and the images there, from the images' own pixels."""
        self._check_open()
        assets = self._assets_at(x, y, time)
        found = self._points.identify(x, y, assets, self._source, self._name, cancelled)
        taken = (self._backend.datetime_of(assets[image.rank - 1]) for image in found.assets)
        dated = (replace(image, datetime=at) for image, at in zip(found.assets, taken, strict=True))
        return replace(found, assets=tuple(dated))

    def sample(
        self, points: Sequence[Sequence[float]], cancelled: Callable[[], bool], *, time: TimeTexts | None = None
    ) -> list[list[float | None]]:
        """The values at points of the layer's CRS, one list of bands per point; None is nodata."""
        self._check_open()
        return [
            list(self._points.values(x, y, self._assets_at(x, y, time), self._source, cancelled)) for x, y in points
        ]

    # Statistics

    def statistics(self, request: StatisticsRequest, cancelled: Callable[[], bool]) -> list[BandStatistics]:
        """Statistics from one decimated reading that opens at most `STATISTICS_ASSET_BUDGET` images."""
        self._check_open()
        grid = sample_grid(request, self.description.extent)
        bands = self._bands(request.bands)
        count = len(self._model.bands)
        with_alpha = self._model.with_alpha and count not in bands
        asked = (*bands, count) if with_alpha else bands
        wanted = ReadRequest(extent=grid.extent, width=grid.width, height=grid.height, bands=asked, time=request.time)
        patches: list[Patch] = []
        self._draw(wanted, patches.append, cancelled, STATISTICS_ASSET_BUDGET, SAMPLE_URGENCY)
        return band_statistics(request, patches, asked, self._model)

    def status(self) -> LayerStatus:
        """What was left out so far and what the caches hold; touches no image."""
        self._check_open()
        return self._record.status(self._resources.figures(), self._resources.images_known)

    # Description

    def _describe(self) -> LayerDescription:
        backend, options, tms = self._backend, self._options, self._tms
        mosaic = backend.mosaic_def
        model, warnings, sample_asset = self._first_model()
        minzoom = backend.minzoom if options.minzoom is None else options.minzoom
        maxzoom = backend.maxzoom if options.maxzoom is None else options.maxzoom
        maxzoom = min(max(maxzoom, tms.minzoom), tms.maxzoom)
        minzoom = min(max(minzoom, tms.minzoom), maxzoom)
        extent = self._extent()
        resolutions = tuple(float(tms.matrix(zoom).cellSize) for zoom in range(maxzoom, minzoom - 1, -1))
        width, height = size_at(extent, resolutions[0])
        epsg = tms.rasterio_crs.to_epsg()
        notices = tuple(Failure(code=notice.code, message=notice.message) for notice in backend.notices)
        return LayerDescription(
            name=mosaic.name or "",
            description=mosaic.description or "",
            attribution=mosaic.attribution or "",
            document_uri=backend.document_uri,
            mosaicjson_version=mosaic.mosaicjson,
            crs_authority=f"EPSG:{epsg}" if epsg else None,
            crs_wkt=self._crs_wkt,
            tms=tms.id or "",
            extent=extent,
            bounds_geographic=backend.bounds,
            geographic_crs_wkt=backend.crs.to_wkt(version=WktVersion.WKT2_2019),
            minzoom=minzoom,
            maxzoom=maxzoom,
            quadkey_zoom=backend.quadkey_zoom,
            tile_size=int(tms.matrix(maxzoom).tileWidth),
            width=width,
            height=height,
            resolutions=resolutions,
            model=model,
            tile_count=backend.tile_count,
            warnings=(*notices, *warnings),
            sample_asset=public_href(sample_asset),
            temporal=temporal_of(backend.times),
            terms=backend.terms,
        )

    def _first_model(self) -> tuple[LayerModel, tuple[Failure, ...], str]:
        """The bands by the first images, what is to say of these, and the image that the bands were described from."""
        hrefs = self._backend.iter_assets(MOST_FIRST_IMAGES)
        if not hrefs:
            raise NoAssetFoundError("A mosaic needs at least one image, this one has no tile with an image.")
        first = look_at_first(hrefs, self._source, self._resources)
        if not first.infos:
            raise first.refusal()
        mosaic = self._backend.mosaic_def
        facts = LayerFacts(
            data_type=mosaic.data_type,
            colormap=mosaic.colormap,
            layers=mosaic.layers,
            aliases=self._band_aliases(first.infos[0]),
        )
        model, notes, info = layer_model(first.infos, self._options, facts)
        return model, (*first.failures, *notes), info.href

    def _band_aliases(self, info: ImageInfo) -> dict[str, int]:
        """Names of an image's bands by the STAC assets that they come from: B04, visual_b2."""
        key, sources = self._backend.asset_key(info.href), self._backend.band_sources(info.href) or ()
        if key is not None:
            return asset_aliases([(key, band) for band in range(1, len(info.data_bands) + 1)])
        return asset_aliases([(source.asset, source.band_1based) for source in sources])

    def _extent(self) -> Extent:
        """The mosaic's bounds in the layer's CRS, within the tile matrix set."""
        world = self._tms.xy_bbox
        limits = (float(world.left), float(world.bottom), float(world.right), float(world.top))
        west, south, east, north = self._backend.bounds
        try:
            if west > east:
                raise ValueError("crosses the antimeridian")
            box = transform_bounds(
                CRS.from_user_input(self._backend.crs), self._tms.rasterio_crs, west, south, east, north
            )
        except (ValueError, MosaicError):
            return limits
        extent = (max(box[0], limits[0]), max(box[1], limits[1]), min(box[2], limits[2]), min(box[3], limits[3]))
        usable = all(math.isfinite(value) for value in extent) and extent[0] < extent[2] and extent[1] < extent[3]
        return extent if usable else limits

    def _check_open(self) -> None:
        if self._closed:
            raise BadRequestError("The layer is closed: open the mosaic again.")


def _never() -> bool:
    return False
