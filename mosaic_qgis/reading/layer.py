"""A mosaic as a layer: the door of this room. Runs in the ENGINE, one object per open mosaic; every method is thread-safe.

It ties a backend (which images lie where), options and the process's resources together; the work is done by `layer_maps`,
`image_list`, `points` and `summary`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from morecantile import TileMatrixSet
from numpy.typing import NDArray
from rasterio.enums import WktVersion

from ..backends.base import MosaicJSONBackend
from ..mosaic.errors import BadRequestError, MosaicError
from . import budget
from .bands import LayerModel
from .describing import described
from .description import LayerDescription
from .drawing import BATCH_URGENCY, SAMPLE_URGENCY
from .finding import ImageFinder
from .grid import AskedGrid
from .ground import footprint
from .image_list import ImageList, short_name
from .layer_maps import LayerMaps, View
from .options import ReadingOptions
from .outlines import Outliner
from .overview import OverviewImage
from .plan import LARGEST_UNIT_PX, Unit
from .points import MOST_IMAGES, PointReader
from .record import LayerStatus, ReadingRecord
from .resources import ReadingResources
from .single_images import SingleImages
from .summary import SINGLE_IMAGE_PX, SINGLE_IMAGES, asset_budget, band_statistics, is_too_little, sample_grid
from .values import (
    AssetList,
    BandStatistics,
    Cancelled,
    Extent,
    FootprintList,
    Identified,
    Patch,
    ReadReport,
    ReadRequest,
    StatisticsRequest,
    TimeTexts,
)
from .whole_grid import drawn_whole

__all__ = ["MosaicLayer", "ReadingResources"]


class MosaicLayer:
    """An open mosaic."""

    def __init__(self, backend: MosaicJSONBackend, options: ReadingOptions, resources: ReadingResources) -> None:
        """Looks at the first images to learn the bands: I/O, bounded by `FIRST_IMAGES` and `FIRST_IMAGES_S`.

        Raises:
            NoAssetFoundError: the mosaic has no image.
            MosaicError: none of the first images can be read (the error of the first one); an option does not fit.
        """
        self._backend = backend
        self._resources = resources
        self._tms: TileMatrixSet = backend.tms
        self._crs_wkt = self._tms.rasterio_crs.to_wkt(version=WktVersion.WKT2_2019)
        self._closed = False
        self._kept_as = object()
        """Stands for this layer among the maps that are kept."""
        self._record = ReadingRecord()
        overview = OverviewImage(backend, options, resources)
        notes = (overview.note,) if overview.note else ()
        self.description: LayerDescription = described(backend, options, resources, self._crs_wkt, notes)
        self._finder = ImageFinder(backend, self.description.maxzoom)
        self._model: LayerModel = self.description.model
        outliner = Outliner(
            tms=self._tms,
            finder=self._finder,
            resources=resources,
            geometry_of=backend.geometry_of,
            crs_wkt=self._crs_wkt,
            geographic_wkt=self.description.geographic_crs_wkt,
        )
        self._maps = LayerMaps(
            options=options,
            resources=resources,
            tms=self._tms,
            crs_wkt=self._crs_wkt,
            minzoom=self.description.minzoom,
            model=self._model,
            finder=self._finder,
            overview=overview,
            outliner=outliner,
            kept_as=self._kept_as,
        )
        self._images = ImageList(
            backend=backend,
            finder=self._finder,
            resources=resources,
            geographic_wkt=self.description.geographic_crs_wkt,
        )
        self._points = PointReader(resources=resources, grid_wkt=self._crs_wkt, model=self._model, options=options)
        self.single = SingleImages(finder=self._finder, points=self._points)
        """Its images one by one."""

    @property
    def backend(self) -> MosaicJSONBackend:
        """Where its images are listed."""
        return self._backend

    @property
    def is_closed(self) -> bool:
        """True after `close`."""
        return self._closed

    def close(self) -> None:
        """No further request is answered, and the maps that are kept are dropped; what is shared stays open."""
        self._closed = True
        self._resources.canvases.drop(self._kept_as)

    # Pixels

    def read(
        self, request: ReadRequest, on_patch: Callable[[Patch], None], cancelled: Callable[[], bool]
    ) -> ReadReport:
        """Draw a grid. Patches go to `on_patch` on this thread, as they are finished, from the middle outwards.

        Raises:
            Cancelled: `cancelled` said so; patches sent so far are right.
            BadRequestError: a band does not exist.
        """
        self._check_open()
        try:
            report = self._maps.read(request, on_patch, cancelled)
        finally:
            if self._closed:
                # Meanwhile: its map was kept after the others were dropped.
                self._resources.canvases.drop(self._kept_as)
        self._record.add(report)
        return report

    def read_onto(
        self, request: ReadRequest, crs_wkt: str, pixels: NDArray[Any], cancelled: Callable[[], bool]
    ) -> ReadReport:
        """Draw a grid of any CRS over `pixels` (band, row, column), with all images, after everything that somebody waits for.

        Raises what `read` raises.
        """
        self._check_open()

        def draw(
            wanted: ReadRequest,
            grid: AskedGrid,
            units: Sequence[Unit],
            wkt: str,
            on_patch: Callable[[Patch], None],
            cancelled: Callable[[], bool],
        ) -> ReadReport:
            view = View(choice=budget.chosen(units, sys.maxsize), refused=())
            return self._maps.draw(wanted, grid, view, on_patch, cancelled, urgency=BATCH_URGENCY, crs_wkt=wkt)

        report = drawn_whole(
            request,
            crs_wkt,
            pixels,
            tms=self._tms,
            tms_wkt=self._crs_wkt,
            finder=self._finder,
            draw=draw,
            cancelled=cancelled,
        )
        self._record.add(report)
        return report

    # Lists

    def assets(self, extent: Extent | None, limit: int) -> AssetList:
        """Images over an extent (layer CRS; None is everywhere) in mosaic order; opens none of them."""
        self._check_open()
        return self._images.assets(extent, limit)

    def footprints(
        self,
        extent: Extent | None,
        limit: int,
        *,
        exact: bool,
        report: Callable[[float | None, str], None],
        cancelled: Callable[[], bool],
    ) -> FootprintList:
        """Where images lie; with `exact` those that are not known yet are looked at. Raises Cancelled."""
        self._check_open()
        return self._images.footprints(extent, limit, exact=exact, report=report, cancelled=cancelled)

    # Points

    def read_images(
        self,
        hrefs: Sequence[str],
        request: ReadRequest,
        on_patch: Callable[[Patch], None],
        cancelled: Callable[[], bool],
    ) -> ReadReport:
        """As `read`, of these images only, topmost first; nothing of it is kept as a map."""
        self._check_open()
        grid = AskedGrid(request.extent, request.width, request.height)
        units = [Unit(piece, tuple(hrefs)) for piece in grid.whole.pieces(LARGEST_UNIT_PX)]
        view = View(choice=budget.chosen(units, sys.maxsize), refused=())
        return self._maps.draw(request, grid, view, on_patch, cancelled, urgency=SAMPLE_URGENCY)

    def identify(
        self,
        x: float,
        y: float,
        cancelled: Callable[[], bool],
        *,
        time: TimeTexts | None = None,
        most: int = MOST_IMAGES,
    ) -> Identified:
        """The value at a point of the layer's CRS and the images there, from the images' own pixels; at most so many are asked."""
        self._check_open()
        assets = self._finder.at(x, y, time, cancelled)
        found = self._points.identify(x, y, assets, self._finder.source, short_name, cancelled, most=most)
        told = (
            replace(image, datetime=self._backend.datetime_of(href), key=self._backend.key_of(href))
            for image, href in ((image, assets[image.rank - 1]) for image in found.assets)
        )
        return replace(found, assets=tuple(told))

    def sample(
        self, points: Sequence[Sequence[float]], cancelled: Callable[[], bool], *, time: TimeTexts | None = None
    ) -> list[list[float | None]]:
        """The values at points of the layer's CRS, one list of bands per point; None is nodata."""
        self._check_open()
        found: list[list[float | None]] = []
        for x, y in points:
            assets = self._finder.at(x, y, time, cancelled)
            values, skipped = self._points.values(x, y, assets, self._finder.source, cancelled)
            self._record.add(ReadReport(complete=not skipped, skipped=skipped))
            found.append(list(values))
        return found

    # Statistics

    def statistics(self, request: StatisticsRequest, cancelled: Callable[[], bool]) -> list[BandStatistics]:
        """Statistics from one decimated reading that opens at most `STATISTICS_ASSET_BUDGET` images."""
        self._check_open()
        bands = self._maps.bands(request.bands)
        count = len(self._model.bands)
        with_alpha = self._model.with_alpha and count not in bands
        asked = (*bands, count) if with_alpha else bands
        grid = sample_grid(request, self.description.extent)
        patches = self._sampled(grid, asked, request.time, asset_budget(request), cancelled)
        found = band_statistics(request, patches, asked, self._model)
        if not is_too_little(request, found):
            return found
        for box in self._first_places(request.time, cancelled):
            grid = sample_grid(replace(request, extent=box, sample_size=SINGLE_IMAGE_PX), box)
            patches += self._sampled(grid, asked, request.time, SINGLE_IMAGES, cancelled)
        return band_statistics(request, patches, asked, self._model)

    def _sampled(
        self, grid: AskedGrid, bands: tuple[int, ...], time: TimeTexts | None, most: int, cancelled: Callable[[], bool]
    ) -> list[Patch]:
        """The pixels of a grid, of at most so many images."""
        wanted = ReadRequest(extent=grid.extent, width=grid.width, height=grid.height, bands=bands, time=time)
        patches: list[Patch] = []
        view = self._maps.view(wanted, grid, cancelled, most)
        report = self._maps.draw(wanted, grid, view, patches.append, cancelled, urgency=SAMPLE_URGENCY)
        # That a sample looks at few images is no news.
        self._record.add(replace(report, notes=()))
        return patches

    def _first_places(self, time: TimeTexts | None, cancelled: Callable[[], bool]) -> list[Extent]:
        """Where the first images lie that can be opened; evenly spread over the mosaic."""
        places: list[Extent] = []
        for href in self._finder.first(SINGLE_IMAGES, time):
            if cancelled():
                raise Cancelled("The reading was cancelled.")
            try:
                info = self._resources.look(self._finder.source(href))
            except MosaicError:  # told when a map needs the image
                continue
            places += footprint(info, self._crs_wkt)[:1]
        return places

    def status(self) -> LayerStatus:
        """What was left out so far and what the caches hold; touches no image."""
        self._check_open()
        return self._record.status(self._resources.figures(), self._resources.images_known)

    def _check_open(self) -> None:
        if self._closed:
            raise BadRequestError("The layer is closed: open the mosaic again.")
