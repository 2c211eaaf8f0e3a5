"""Values at points, from the images' own full-resolution pixels. Runs in the ENGINE.

Reads through the same tiles and rules as drawing, synchronously on the caller's thread. Never draws.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ..mosaic.errors import MosaicError
from .bands import LayerModel
from .compose import band_masks, masked_for_feed
from .grid import AskedGrid
from .images import ImageInfo
from .options import ReadingOptions
from .pool import ImageSource, public_href
from .projecting import SourceGrid, places_of
from .resources import ReadingResources, failure_of
from .sampling import Sampled, Target, nearest, place_window
from .selection import Selection
from .tiles import TileKey
from .values import Cancelled, Failure, Identified, IdentifiedAsset

MOST_IMAGES = 50
"""Images that are opened for one point, at most."""

Values = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class _Hit:
    """One image at the point."""

    pixels: np.ma.MaskedArray
    """(band, 1, 1) before the pixel selection."""
    opacity: int


class PointReader:
    """Reads single pixels of one layer. Thread-safe."""

    def __init__(
        self, *, resources: ReadingResources, grid_wkt: str, model: LayerModel, options: ReadingOptions
    ) -> None:
        self._resources = resources
        self._grid_wkt = grid_wkt
        self._model = model
        self._options = options

    def values(
        self,
        x: float,
        y: float,
        assets: Sequence[str],
        identify_source: Callable[[str], ImageSource],
        cancelled: Callable[[], bool],
    ) -> tuple[Values, tuple[Failure, ...]]:
        """The layer's value at a point, and the images that failed and were passed over."""
        selection = self._selection()
        opacity = 0
        skipped: list[Failure] = []
        for href in assets:
            try:
                hit = self._hit(href, x, y, identify_source, cancelled)
            except Cancelled:
                raise
            except MosaicError as error:
                skipped.append(failure_of(error, href))
                continue
            if hit is None:
                continue
            opacity = opacity or hit.opacity
            selection.feed(hit.pixels)
            if selection.is_done:
                break
        return self._value(selection, opacity), tuple(skipped)

    def identify(
        self,
        x: float,
        y: float,
        assets: Sequence[str],
        identify_source: Callable[[str], ImageSource],
        name: Callable[[str], str],
        cancelled: Callable[[], bool],
        *,
        most: int = MOST_IMAGES,
    ) -> Identified:
        """The layer's value and the images that have a pixel there, in mosaic order; at most so many are asked."""
        selection = self._selection()
        opacity = 0
        found: list[IdentifiedAsset] = []
        skipped: list[Failure] = []
        for rank, href in enumerate(assets, start=1):
            if len(found) + len(skipped) >= most:
                text = f"More than {most} images lie here, only the first of them were asked."
                skipped.append(Failure(code="budget", message=text))
                break
            try:
                hit = self._hit(href, x, y, identify_source, cancelled)
            except Cancelled:
                raise
            except MosaicError as error:
                skipped.append(failure_of(error, href))
                continue
            if hit is None:
                continue
            has_data = not np.ma.getmaskarray(hit.pixels).all()
            used = has_data and not selection.is_done
            if not selection.is_done:
                opacity = opacity or hit.opacity
                selection.feed(hit.pixels)
            alone = self._selection()
            alone.feed(hit.pixels)
            found.append(
                IdentifiedAsset(
                    rank=rank,
                    name=name(href),
                    href=public_href(href),
                    used=used,
                    values=self._value(alone, hit.opacity),
                )
            )
        return Identified(values=self._value(selection, opacity), assets=tuple(found), skipped=tuple(skipped))

    def lies_at(
        self,
        href: str,
        x: float,
        y: float,
        identify_source: Callable[[str], ImageSource],
        cancelled: Callable[[], bool],
    ) -> bool:
        """Whether an image has a pixel at a point, by its header alone. Raises what `_hit` raises."""
        _, info = self._looked_at(href, identify_source, cancelled)
        for place in places_of(info, _grid_at(x, y), self._grid_wkt):
            limits = place.window(place.rect)
            if limits is not None:
                left, right, top, bottom = limits
                level = place.level
                if 0 <= (left + right) / 2 < level.width and 0 <= (top + bottom) / 2 < level.height:
                    return True
        return False

    def _selection(self) -> Selection:
        rule, model = self._options.pixel_selection, self._model
        count = len(model.source_bands) if model.math is None else len(model.math)
        return Selection(rule, count, 1, 1, whole_pixels=model.with_alpha)

    def _value(self, selection: Selection, opacity: int) -> Values:
        result = selection.result()
        count = self._model.data_count
        values: list[float | None] = [None] * count
        if result is not None:
            masks = np.ma.getmaskarray(result)[:count, 0, 0]
            values = [
                None if mask else float(v) for v, mask in zip(np.ma.getdata(result)[:count, 0, 0], masks, strict=True)
            ]
        if self._model.with_alpha:
            visible = any(value is not None for value in values)
            values.append(float(opacity if self._options.pixel_selection == "first" else 255) if visible else 0.0)
        return tuple(values)

    def _hit(
        self,
        href: str,
        x: float,
        y: float,
        identify_source: Callable[[str], ImageSource],
        cancelled: Callable[[], bool],
    ) -> _Hit | None:
        """The image's pixel at a point; None when it does not lie there.

        Raises:
            MosaicError: the image cannot be read or does not fit the layer.
            Cancelled: the caller withdrew.
        """
        source, info = self._looked_at(href, identify_source, cancelled)
        grid = _grid_at(x, y)
        bands = tuple(info.file_band(position) for position in self._model.source_bands)
        for place in places_of(info, grid, self._grid_wkt):
            part = self._pixel(source, info, place, bands)
            if part is not None:
                break
        else:
            return None
        target = Target(
            grid=grid,
            grid_wkt=self._grid_wkt,
            dtype=np.dtype(self._model.source_dtype),
            nodata=self._model.nodata,
            source_bands=self._model.source_bands,
            math=self._model.math,
            resampling="nearest",
            nodata_override=self._options.nodata,
            unscale=self._options.unscale,
        )
        valid = band_masks(info, part, target).any()
        opacity = 255 if part.opacity is None else int(part.opacity[0, 0])
        return _Hit(masked_for_feed(info, part, (0, 0), (1, 1), target), opacity if valid else 0)

    def _looked_at(
        self, href: str, identify_source: Callable[[str], ImageSource], cancelled: Callable[[], bool]
    ) -> tuple[ImageSource, ImageInfo]:
        """An image that fits the layer. Raises as `_hit`."""
        if cancelled():
            raise Cancelled("The request was cancelled.")
        source = identify_source(href)
        failure = self._resources.failures.recall(source)
        if failure is None:
            try:
                info = self._resources.look(source)
            except MosaicError as error:
                self._resources.failures.remember(source, failure_of(error, href))
                raise
            failure = self._model.misfit(info)
        if failure is not None:
            raise MosaicError(failure.message, asset=failure.asset)
        return source, info

    def _pixel(self, source: ImageSource, info: ImageInfo, place: SourceGrid, bands: tuple[int, ...]) -> Sampled | None:
        """The image's pixel at a place of one pixel; None when it lies beside the image.

        Raises:
            MosaicError: the image cannot be read.
        """
        found = place_window(place, place.rect, "nearest")
        if found is None:
            return None
        limits, window = found
        tiles = {}
        for index in window.tiles(place.level):
            key = TileKey(source, place.level.index, index[0], index[1], bands)
            tiles[index] = self._resources.tile(info, place.level, key)
        part = nearest(place, place.rect, limits, window, tiles)
        return part if part.inside is None or part.inside.any() else None


def _grid_at(x: float, y: float) -> AskedGrid:
    """One tiny pixel around a point: its centre is the point, and its size asks for full resolution."""
    half = max(abs(x), abs(y), 1.0) * 1e-9
    return AskedGrid((x - half, y - half, x + half, y + half), 1, 1)
