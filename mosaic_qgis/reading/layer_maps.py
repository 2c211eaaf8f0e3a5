"""Maps of a layer: which images a view needs, and their drawing with the layer's bands, rule and overview. Runs in the ENGINE.

One object per open mosaic; thread-safe. `layer` is the door.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from morecantile import TileMatrixSet
from numpy.typing import NDArray

from ..mosaic.errors import BadRequestError
from . import budget
from .bands import LayerModel
from .canvases import Look
from .drawing import MAP_URGENCY, Drawing
from .finding import IMAGES_PER_TILE, ImageFinder
from .grid import AskedGrid
from .options import ReadingOptions
from .outlines import Outliner, is_picture, painted
from .overview import OverviewImage
from .patches import SentPatches
from .plan import LARGEST_UNIT_PX, Unit, tiles_of, units_of, zoom_for
from .resources import ReadingResources
from .sampling import Target
from .selection import Selection
from .values import Cancelled, Failure, Patch, ReadReport, ReadRequest, pixel_dtype


@dataclass(frozen=True, kw_only=True)
class View:
    """The images that are drawn, and those that must not be opened or could not be."""

    choice: budget.Choice
    refused: tuple[Failure, ...]


class LayerMaps:
    """Draws what is asked of one layer."""

    def __init__(
        self,
        *,
        options: ReadingOptions,
        resources: ReadingResources,
        tms: TileMatrixSet,
        crs_wkt: str,
        minzoom: int,
        model: LayerModel,
        finder: ImageFinder,
        overview: OverviewImage,
        outliner: Outliner,
        kept_as: object,
    ) -> None:
        """`kept_as` stands for the layer among the maps that are kept."""
        self._options = options
        self._resources = resources
        self._tms = tms
        self._crs_wkt = crs_wkt
        self._minzoom = minzoom
        self._model = model
        self._finder = finder
        self._overview = overview
        self._outliner = outliner
        self._kept_as = kept_as

    def read(
        self, request: ReadRequest, on_patch: Callable[[Patch], None], cancelled: Callable[[], bool]
    ) -> ReadReport:
        """Draw a grid in the layer's CRS, see `MosaicLayer.read`."""
        grid = AskedGrid(request.extent, request.width, request.height)
        is_low = zoom_for(self._tms, min(grid.x_res, grid.y_res)) < self._minzoom
        told: tuple[Failure, ...] = ()
        if is_low:
            report, told = self._draw_overview(request, grid, on_patch, cancelled)
            if report is not None:
                return report
        is_limited = (request.sketch or is_low) and not request.is_whole
        view = self.view(request, grid, cancelled, budget.IMAGES if is_limited else None)
        if not (is_low or view.choice.is_everything):
            report, told = self._draw_overview(request, grid, on_patch, cancelled)
            if report is not None:
                return report
        view = replace(view, refused=(*told, *view.refused))
        limited = request.sketch and (is_low or not view.choice.is_everything)
        return self.draw(request, grid, view, on_patch, cancelled, seconds=budget.SECONDS if limited else None)

    def view(self, request: ReadRequest, grid: AskedGrid, cancelled: Callable[[], bool], most: int | None) -> View:
        """The images of a view, at most so many; None means all."""
        tiles = tiles_of(self._tms, grid, self._finder.finest_zoom)
        limit = None if most is None else IMAGES_PER_TILE
        found = self._finder.of_tiles(tiles, request.time, cancelled, limit=limit)
        units = units_of(self._tms, grid, found.tiles)
        return View(choice=budget.chosen(units, sys.maxsize if most is None else most), refused=found.refused)

    def draw(
        self,
        request: ReadRequest,
        grid: AskedGrid,
        view: View,
        on_patch: Callable[[Patch], None],
        cancelled: Callable[[], bool],
        *,
        seconds: float | None = None,
        urgency: int = MAP_URGENCY,
        crs_wkt: str | None = None,
    ) -> ReadReport:
        """Draw a view, for `seconds` at most; `crs_wkt` is the grid's, the layer's where it is None."""
        started_s = time.perf_counter()
        bands = self.bands(request.bands)
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

    def bands(self, asked: tuple[int, ...] | None) -> tuple[int, ...]:
        """The bands that are asked for, all of them for None. Raises BadRequestError."""
        count = len(self._model.bands)
        bands = tuple(range(1, count + 1)) if asked is None else asked
        if not bands or not all(1 <= band <= count for band in bands):
            raise BadRequestError(f"The layer has the bands 1 to {count}, {list(bands)} were asked for.")
        return bands

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
        view = View(choice=budget.chosen(units, 1), refused=())
        bands = self.bands(request.bands)
        blanks = [self._model.bands[band - 1].nodata or 0 for band in bands]
        sent = SentPatches(on_patch, bands, blanks, self._dtype(bands))
        report = self.draw(request, grid, view, sent.send, cancelled)
        if not report.skipped:
            return report, ()
        # It is damaged, which shows only now; the images may leave places empty where it had something.
        sent.take_back()
        return None, report.skipped

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
