"""A mosaic as a layer: the door of this room. Runs in the ENGINE, one object per open mosaic; every method is thread-safe.

It ties a backend (which images lie where), options and the process's resources together; the work is done by `finding`,
`plan`, `budget`, `drawing`, `outlines`, `points` and `summary`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from morecantile import TileMatrixSet
from numpy.typing import NDArray
from rasterio.enums import WktVersion

from ..backends.base import MosaicJSONBackend
from ..mosaic.errors import BadRequestError, MosaicError
from . import budget
from .bands import LayerModel
from .canvases import Look
from .describing import described
from .description import LayerDescription
from .drawing import BATCH_URGENCY, MAP_URGENCY, SAMPLE_URGENCY, Drawing
from .finding import IMAGES_PER_TILE, ImageFinder
from .grid import AskedGrid
from .ground import footprint
from .image_list import ImageList, short_name
from .options import ReadingOptions
from .outlines import Outliner, is_picture, painted
from .overview import OverviewImage
from .patches import SentPatches
from .plan import LARGEST_UNIT_PX, Unit, tiles_of, units_of, zoom_for
from .points import MOST_IMAGES, PointReader
from .record import LayerStatus, ReadingRecord
from .resources import ReadingResources
from .sampling import Target
from .selection import Selection
from .single_images import SingleImages
from .summary import SINGLE_IMAGE_PX, SINGLE_IMAGES, asset_budget, band_statistics, is_too_little, sample_grid
from .values import (
    AssetList,
    BandStatistics,
    Cancelled,
    Extent,
    Failure,
    FootprintList,
    Identified,
    Patch,
    ReadReport,
    ReadRequest,
    StatisticsRequest,
    TimeTexts,
    pixel_dtype,
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
        self._options = options
        self._resources = resources
        self._tms: TileMatrixSet = backend.tms
        self._crs_wkt = self._tms.rasterio_crs.to_wkt(version=WktVersion.WKT2_2019)
        self._closed = False
        self._kept_as = object()
        """Stands for this layer among the maps that are kept."""
        self._record = ReadingRecord()
        self._overview = OverviewImage(backend, options, resources)
        notes = (self._overview.note,) if self._overview.note else ()
        self.description: LayerDescription = described(backend, options, resources, self._crs_wkt, notes)
        self._finder = ImageFinder(backend, self.description.maxzoom)
        self._model: LayerModel = self.description.model
        self._outliner = Outliner(
            tms=self._tms,
            finder=self._finder,
            resources=resources,
            geometry_of=backend.geometry_of,
            crs_wkt=self._crs_wkt,
            geographic_wkt=self.description.geographic_crs_wkt,
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
            report = self._read(request, on_patch, cancelled)
        finally:
            if self._closed:
                # Meanwhile: its map was kept after the others were dropped.
                self._resources.canvases.drop(self._kept_as)
        self._record.add(report)
        return report

    def _read(
        self, request: ReadRequest, on_patch: Callable[[Patch], None], cancelled: Callable[[], bool]
    ) -> ReadReport:
        grid = AskedGrid(request.extent, request.width, request.height)
        is_low = zoom_for(self._tms, min(grid.x_res, grid.y_res)) < self.description.minzoom
        told: tuple[Failure, ...] = ()
        if is_low:
            report, told = self._draw_overview(request, grid, on_patch, cancelled)
            if report is not None:
                return report
        is_limited = (request.sketch or is_low) and not request.is_whole
        view = self._view(request, grid, cancelled, budget.IMAGES if is_limited else None)
        if not (is_low or view.choice.is_everything):
            report, told = self._draw_overview(request, grid, on_patch, cancelled)
            if report is not None:
                return report
        view = replace(view, refused=(*told, *view.refused))
        limited = request.sketch and (is_low or not view.choice.is_everything)
        return self._draw(request, grid, view, on_patch, cancelled, seconds=budget.SECONDS if limited else None)

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
            view = _View(choice=budget.chosen(units, sys.maxsize), refused=())
            return self._draw(wanted, grid, view, on_patch, cancelled, urgency=BATCH_URGENCY, crs_wkt=wkt)

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

    def _draw_overview(
        self,
        request: ReadRequest,
        grid: AskedGrid,
        on_patch: Callable[[Patch], None],
        cancelled: Callable[[], bool],
    ) -> tuple[ReadReport | None, tuple[Failure, ...]]:
        """The report of a map of the overview image; None and why there is none, if there should be one."""
        if not self._overview.suits(request):
            return None, ()
        href, failure = self._overview.ready(self._model.misfit, cancelled)
        if href is None:
            return None, (failure,) if failure else ()
        units = [Unit(piece, (href,)) for piece in grid.whole.pieces(LARGEST_UNIT_PX)]
        view = _View(choice=budget.chosen(units, 1), refused=())
        bands = self._bands(request.bands)
        blanks = [self._model.bands[band - 1].nodata or 0 for band in bands]
        sent = SentPatches(on_patch, bands, blanks, self._dtype(bands))
        report = self._draw(request, grid, view, sent.send, cancelled)
        if not report.skipped:
            return report, ()
        # It is damaged, which shows only now; the images may leave places empty where it had something.
        sent.take_back()
        return None, report.skipped

    def _view(self, request: ReadRequest, grid: AskedGrid, cancelled: Callable[[], bool], most: int | None) -> _View:
        """The images of a view, at most so many; None means all."""
        tiles = tiles_of(self._tms, grid, self._finder.finest_zoom)
        limit = None if most is None else IMAGES_PER_TILE
        found = self._finder.of_tiles(tiles, request.time, cancelled, limit=limit)
        units = units_of(self._tms, grid, found.tiles)
        return _View(choice=budget.chosen(units, sys.maxsize if most is None else most), refused=found.refused)

    def _draw(
        self,
        request: ReadRequest,
        grid: AskedGrid,
        view: _View,
        on_patch: Callable[[Patch], None],
        cancelled: Callable[[], bool],
        *,
        seconds: float | None = None,
        urgency: int = MAP_URGENCY,
        crs_wkt: str | None = None,
    ) -> ReadReport:
        """Draw a view, for `seconds` at most; `crs_wkt` is the grid's, the layer's where it is None."""
        started_s = time.perf_counter()
        bands = self._bands(request.bands)
        model, rule = self._model, self._options.pixel_selection
        plan = model.plan(bands, rule)
        target = Target(
            grid=grid,
            grid_wkt=crs_wkt or self._crs_wkt,
            dtype=np.dtype(model.source_dtype),
            nodata=model.nodata,
            source_bands=plan.source_bands,
            math=plan.math,
            resampling=self._resampling(request),
            nodata_override=self._options.nodata,
            unscale=self._options.unscale,
        )
        look = Look(layer=self._kept_as, bands=bands, resampling=target.resampling, time=request.time)
        deadline = None if seconds is None else budget.Deadline(seconds, cancelled)
        drawing = Drawing(
            units=view.choice.units,
            target=target,
            resources=self._resources,
            identify=self._finder.source,
            misfit=model.misfit,
            with_alpha=model.with_alpha,
            make_selection=None if rule == "first" else partial(Selection, rule, plan.fed_count),
            result_bands=partial(self._result, bands=bands, positions=plan.positions),
            bands=bands,
            result_count=len(plan.positions),
            result_dtype=np.dtype(model.bands[0].dtype),
            on_patch=on_patch,
            cancelled=deadline or cancelled,
            started_s=started_s,
            urgency=urgency,
            kept_as=look if urgency == MAP_URGENCY else None,
            with_stand_ins=request.sketch,
        )
        notes: list[Failure] = []
        try:
            report = drawing.run()
        except Cancelled:
            if cancelled() or deadline is None or not deadline.is_over:
                raise
            report = drawing.cut_short()
            notes.append(budget.time_note(deadline.seconds))
        if not view.choice.is_everything:
            outlined = request.sketch and is_picture(model)
            if outlined:
                self._outline(grid, view.choice, drawing, bands, plan.positions, on_patch, cancelled)
            resolution = min(grid.x_res, grid.y_res)
            notes.append(budget.left_out_note(view.choice, resolution, self._crs_wkt, outlined=outlined))
        refused = view.refused
        # For the eye a choice of images is all that there can be; who works with the values must know.
        is_chosen = request.sketch or view.choice.is_everything
        return replace(
            report,
            complete=report.complete and not refused and is_chosen,
            skipped=(*refused, *report.skipped),
            notes=tuple(notes),
        )

    def _outline(
        self,
        grid: AskedGrid,
        choice: budget.Choice,
        drawing: Drawing,
        bands: tuple[int, ...],
        positions: tuple[int, ...],
        on_patch: Callable[[Patch], None],
        cancelled: Callable[[], bool],
    ) -> None:
        """Send patches with the outlines of what the view leaves out."""
        found = self._outliner.left_out(grid, choice.kept, cancelled)
        blank = 0 if self._model.nodata is None else self._model.nodata
        for part in painted(found, grid, *drawing.map, blank, positions):
            if cancelled():
                raise Cancelled("The reading was cancelled.")
            array = self._result(part.pixels, part.opacity, bands=bands, positions=positions)
            on_patch(Patch(col=part.rect.col, row=part.rect.row, array=array, bands=bands, complete=True))

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

    def _dtype(self, bands: tuple[int, ...]) -> np.dtype[Any]:
        """That holds the values of all these bands."""
        return pixel_dtype([np.dtype(self._model.bands[band - 1].dtype) for band in bands])

    def _result(
        self,
        pixels: NDArray[Any],
        opacity: NDArray[np.uint8] | None,
        *,
        bands: tuple[int, ...],
        positions: tuple[int, ...],
    ) -> NDArray[Any]:
        """The asked bands of a rectangle in one contiguous array."""
        result = np.empty((len(bands), *pixels.shape[1:]), dtype=self._dtype(bands))
        for place, band in enumerate(bands):
            if band > self._model.data_count:
                result[place] = 0 if opacity is None else opacity
            else:
                result[place] = pixels[positions.index(band - 1)]
        return result

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
        view = _View(choice=budget.chosen(units, sys.maxsize), refused=())
        return self._draw(request, grid, view, on_patch, cancelled, urgency=SAMPLE_URGENCY)

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
        bands = self._bands(request.bands)
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
        view = self._view(wanted, grid, cancelled, most)
        report = self._draw(wanted, grid, view, patches.append, cancelled, urgency=SAMPLE_URGENCY)
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


@dataclass(frozen=True, kw_only=True)
class _View:
    """The images that are drawn, and those that must not be opened or could not be."""

    choice: budget.Choice
    refused: tuple[Failure, ...]
