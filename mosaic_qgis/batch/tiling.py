"""A mosaic as a set of tiles for web maps: a folder, MBTiles or PMTiles. Runs in the ENGINE.

Decides what is drawn, has tasks draw it, and hands what comes to the sinks. The set appears whole or not at all.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from rasterio.warp import transform_bounds

from ..mosaic.errors import BadRequestError, MosaicError, NoAssetFoundError, UnsupportedError
from ..mosaic.grid import WEB_MERCATOR_TMS
from ..reading.layer import MosaicLayer
from ..reading.plan import zoom_for
from ..reading.refusals import refusal_of
from ..reading.values import RESAMPLINGS, Failure, StatisticsRequest
from .mbtiles import MBTilesSink
from .mosaics import Source, forget, opened
from .new_files import check_file, check_folder, new_file, new_folder
from .pmtiles import PMTilesSink
from .runner import Runner, WorkCancelled
from .tile_drawing import TileTask, draw_block
from .tile_pictures import (
    ENDINGS,
    PERCENT,
    PictureStyle,
    Range,
    needs_stretch,
    palette_of,
    picture_bands,
)
from .tile_plan import MOST_ZOOM, TILE_SIZES, Extent, TileBlock, blocks_of
from .tileset import FolderSink, TilesetFacts, TileSink

KINDS: Mapping[str, Callable[[Path, Path], TileSink]] = {".mbtiles": MBTilesSink, ".pmtiles": PMTilesSink}
_PLANNED, _DRAWN = 0.02, 0.9
"""How far it is when the tiles are known, and when all are drawn."""
_WHITE = (255, 255, 255)

Report = Callable[[float | None, str], None]


@dataclass(frozen=True, kw_only=True)
class TilesWish:
    """What was asked for."""

    file: str = ""
    """Where to write a .mbtiles or .pmtiles; empty: none."""
    folder: str = ""
    """Where to write a folder of tiles; empty: none."""
    overwrite: bool = False
    extent: Extent | None = None
    """In EPSG:3857; None is all of the mosaic."""
    minzoom: int | None = None
    """None is the mosaic's."""
    maxzoom: int | None = None
    """None is that at which tiles have the mosaic's finest pixels."""
    tile_px: int = 256
    format: str = "png"
    quality: int = 80
    bands: tuple[int, ...] = ()
    """One or three, 1-based; empty: the mosaic's colours."""
    stretch: str = "auto"
    ranges: tuple[Range, ...] = ()
    """Given ranges of values, one for all bands or one for each; empty: as `stretch` finds them."""
    resampling: str = "bilinear"
    background: tuple[int, int, int] | None = None
    """What shows where there is no image; None is transparent, white in jpeg."""
    keeps_empty: bool = False
    """Whether tiles without any image are written, too."""
    skips_broken: bool = False
    """Whether images that cannot be read are left out; else the first of them ends the work."""
    name: str = ""
    description: str = ""
    attribution: str = ""
    """Empty: as the mosaic has them."""

    def __post_init__(self) -> None:
        if not (self.file or self.folder):
            raise BadRequestError("Tiles need a place: give a file that ends in .mbtiles or .pmtiles, or a folder")
        if self.file and Path(self.file).suffix.lower() not in KINDS:
            raise BadRequestError(f"A file of tiles ends in {' or '.join(KINDS)}, not {Path(self.file).name!r}")
        if self.tile_px not in TILE_SIZES:
            raise BadRequestError(f"A tile has {' or '.join(map(str, TILE_SIZES))} pixels a side, not {self.tile_px}")
        if self.resampling not in RESAMPLINGS:
            raise BadRequestError(f"resampling is one of {', '.join(RESAMPLINGS)}, not {self.resampling!r}")
        if self.format not in ENDINGS:
            raise BadRequestError(f"The format of a tile is one of {', '.join(ENDINGS)}, not {self.format!r}")
        for name, zoom in (("minzoom", self.minzoom), ("maxzoom", self.maxzoom)):
            if zoom is not None and not 0 <= zoom <= MOST_ZOOM:
                raise BadRequestError(f"{name} lies in 0…{MOST_ZOOM}, not {zoom}")
        if any(not (math.isfinite(low) and math.isfinite(high) and low < high) for low, high in self.ranges):
            raise BadRequestError(f"A range is two numbers, the smaller one first, not {self.ranges}")


@dataclass(frozen=True, kw_only=True)
class WrittenTiles:
    """What was written."""

    tiles: int
    minzoom: int
    maxzoom: int
    extent: Extent
    """In EPSG:3857."""
    skipped: tuple[Failure, ...] = field(default=())
    """Images that could not be read, and so are not in it."""


def write_tiles(
    source: Source,
    wish: TilesWish,
    runner: Runner,
    *,
    report: Report = lambda _fraction, _text: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> WrittenTiles:
    """Draw and write a set of tiles.

    Raises:
        BadRequestError: a wish makes no sense for this mosaic.
        MosaicExistsError: something is there that may not be replaced.
        NoAssetFoundError: no tile shows anything.
        UnsupportedError: the mosaic is not of the Earth.
        WorkCancelled: the caller withdrew; nothing is left behind.
        MosaicError: as reading; an image cannot be read and must not be left out; the disk.
    """
    if wish.file:
        check_file(Path(wish.file), overwrite=wish.overwrite)
    if wish.folder:
        check_folder(Path(wish.folder), overwrite=wish.overwrite)
    # Tiles are of the web's grid, whatever grid the mosaic is shown in otherwise.
    source = replace(source, options={**source.options, "tms": str(WEB_MERCATOR_TMS.id)})
    report(None, "opening the mosaic")
    try:
        with opened(source, cancelled) as layer:
            plan = _planned(layer, wish, report, cancelled)
        report(_PLANNED, f"{plan.count} tiles in zooms {plan.facts.minzoom} to {plan.facts.maxzoom}")
        with _sinks(wish, plan) as sinks:
            return _write(source, plan, wish, runner, sinks, report, cancelled)
    finally:
        forget(source)


@dataclass(frozen=True, kw_only=True)
class _Plan:
    blocks: Sequence[TileBlock]
    style: PictureStyle
    facts: TilesetFacts
    extent: Extent

    @property
    def count(self) -> int:
        """Tiles, at most."""
        return sum(block.count for block in self.blocks)


def _planned(layer: MosaicLayer, wish: TilesWish, report: Report, cancelled: Callable[[], bool]) -> _Plan:
    told = layer.description
    extent = _extent(layer, wish)
    minzoom, maxzoom = _zooms(layer, wish)
    report(None, "finding the tiles")

    def has_images(col: int, row: int, zoom: int) -> bool:
        lookup = layer.backend.lookup_tile(col, row, zoom, limit=1)
        # One that must not be opened is told by the reading.
        return bool(lookup.assets or lookup.refused)

    blocks = blocks_of(
        extent,
        minzoom,
        maxzoom,
        wish.tile_px,
        has_images=None if wish.keeps_empty else has_images,
        cancelled=cancelled,
    )
    if not blocks:
        raise NoAssetFoundError("The mosaic has no image in this extent, so there is no tile")
    facts = TilesetFacts(
        name=wish.name or told.name or "mosaic",
        description=wish.description or told.description,
        attribution=wish.attribution or told.attribution,
        format=wish.format,
        minzoom=minzoom,
        maxzoom=maxzoom,
        bounds=_degrees(extent),
        tile_px=wish.tile_px,
    )
    return _Plan(blocks=blocks, style=_style(layer, wish, extent, report, cancelled), facts=facts, extent=extent)


def _extent(layer: MosaicLayer, wish: TilesWish) -> Extent:
    whole = layer.description.extent
    if layer.description.crs_authority != "EPSG:3857":
        raise UnsupportedError(
            f"Tiles of web maps are in EPSG:3857, this mosaic cannot be shown there ({layer.description.tms})"
        )
    if wish.extent is None:
        return whole
    first, second = wish.extent, whole
    common = (
        max(first[0], second[0]),
        max(first[1], second[1]),
        min(first[2], second[2]),
        min(first[3], second[3]),
    )
    if not (common[0] < common[2] and common[1] < common[3]):
        raise NoAssetFoundError("The extent must touch the mosaic, the given one lies beside it")
    return common


def _zooms(layer: MosaicLayer, wish: TilesWish) -> tuple[int, int]:
    own_minzoom, own_maxzoom = _own_zooms(layer)
    finest = max(own_maxzoom - TILE_SIZES.index(wish.tile_px), 0)
    maxzoom = min(finest, MOST_ZOOM) if wish.maxzoom is None else wish.maxzoom
    minzoom = min(own_minzoom, maxzoom) if wish.minzoom is None else wish.minzoom
    if minzoom > maxzoom:
        raise BadRequestError(f"minzoom is at most maxzoom, not {minzoom} and {maxzoom}")
    return minzoom, maxzoom


def _own_zooms(layer: MosaicLayer) -> tuple[int, int]:
    """The mosaic's zooms in the web's grid, also where its own grid is another one."""
    told, backend = layer.description, layer.backend
    if backend.mosaic_tms.id == WEB_MERCATOR_TMS.id:
        return told.minzoom, told.maxzoom
    # As many pixels across as in its own grid.
    west, south, east, north = backend.bounds
    own = transform_bounds(backend.crs, backend.mosaic_tms.rasterio_crs, west, south, east, north)
    share = (told.extent[2] - told.extent[0]) / (own[2] - own[0])
    minzoom, maxzoom = (
        zoom_for(WEB_MERCATOR_TMS, float(backend.mosaic_tms.matrix(zoom).cellSize) * share)
        for zoom in (backend.mosaic_def.minzoom, backend.mosaic_def.maxzoom)
    )
    return minzoom, maxzoom


def _style(
    layer: MosaicLayer, wish: TilesWish, extent: Extent, report: Report, cancelled: Callable[[], bool]
) -> PictureStyle:
    model = layer.description.model
    bands = picture_bands(model, wish.bands)
    palette = None if wish.ranges else palette_of(model, bands)
    ranges: tuple[Range, ...] | None = None
    if wish.ranges:
        if len(wish.ranges) not in {1, len(bands)}:
            raise BadRequestError(
                f"There is one range for all bands or one for each of {len(bands)}, not {len(wish.ranges)}"
            )
        ranges = wish.ranges * len(bands) if len(wish.ranges) == 1 else wish.ranges
    elif palette is None and needs_stretch(model, bands, wish.stretch):
        report(None, "looking at the values")
        ranges = _found_ranges(layer, bands, wish, extent, cancelled)
    background = wish.background or (_WHITE if wish.format == "jpeg" else None)
    return PictureStyle(
        bands=bands, ranges=ranges, palette=palette, format=wish.format, quality=wish.quality, background=background
    )


def _found_ranges(
    layer: MosaicLayer, bands: tuple[int, ...], wish: TilesWish, extent: Extent, cancelled: Callable[[], bool]
) -> tuple[Range, ...]:
    """What the values of a sample span, each band for itself."""
    asked = StatisticsRequest(bands=bands, extent=extent, percentiles=PERCENT)
    found = layer.statistics(asked, cancelled)
    ranges = []
    for band in found:
        if not band.count:
            raise NoAssetFoundError(f"Band {band.band} has no value in this extent; give the ranges of the values")
        low, high = (band.minimum, band.maximum) if wish.stretch == "minmax" else band.percentiles
        ranges.append((low, high) if low < high else (band.minimum, band.maximum))
    return tuple(ranges)


@contextmanager
def _sinks(wish: TilesWish, plan: _Plan) -> Iterator[list[TileSink]]:
    with ExitStack() as stack:
        sinks: list[TileSink] = []
        if wish.file:
            path = Path(wish.file)
            made = stack.enter_context(new_file(path, overwrite=wish.overwrite))
            sinks.append(KINDS[path.suffix.lower()](made, made.with_name("tiles")))
            stack.callback(sinks[-1].close)
        if wish.folder:
            made = stack.enter_context(new_folder(Path(wish.folder), overwrite=wish.overwrite))
            sinks.append(FolderSink(made, plan.facts.ending))
            stack.callback(sinks[-1].close)
        yield sinks


def _write(
    source: Source,
    plan: _Plan,
    wish: TilesWish,
    runner: Runner,
    sinks: Sequence[TileSink],
    report: Report,
    cancelled: Callable[[], bool],
) -> WrittenTiles:
    tasks = (
        TileTask(
            source=source,
            block=block,
            style=plan.style,
            tile_px=wish.tile_px,
            resampling=wish.resampling,
            keeps_empty=wish.keeps_empty,
        )
        for block in plan.blocks
    )
    skipped: dict[str | None, Failure] = {}
    tiles = done = 0
    for outcome in runner.run(draw_block, tasks, cancelled=cancelled):
        if outcome.error is not None:
            raise outcome.error
        if outcome.value is None:
            raise MosaicError(f"Block {outcome.number} of the tiles was drawn without a result")
        if outcome.value.skipped and not wish.skips_broken:
            raise refusal_of(outcome.value.skipped[0])
        skipped.update((failure.asset, failure) for failure in outcome.value.skipped)
        for tile in outcome.value.tiles:
            for sink in sinks:
                sink.put(tile)
        tiles += len(outcome.value.tiles)
        done += plan.blocks[outcome.number].count
        report(_PLANNED + (_DRAWN - _PLANNED) * done / plan.count, f"{done} of {plan.count} places")
    if not tiles:
        raise NoAssetFoundError("No tile of this extent shows anything, so nothing was written")
    for number, sink in enumerate(sinks):
        begin = _DRAWN + (1 - _DRAWN) * number / len(sinks)

        def writing(share: float, begin: float = begin) -> None:
            report(begin + (1 - _DRAWN) * share / len(sinks), "writing")

        sink.finish(plan.facts, writing, cancelled)
    if cancelled():
        raise WorkCancelled("the work was stopped")
    return WrittenTiles(
        tiles=tiles,
        minzoom=plan.facts.minzoom,
        maxzoom=plan.facts.maxzoom,
        extent=plan.extent,
        skipped=tuple(skipped[asset] for asset in sorted(skipped, key=str)),
    )


def _degrees(extent: Extent) -> tuple[float, float, float, float]:
    radius = 6378137.0
    west, east = (math.degrees(x / radius) for x in (extent[0], extent[2]))
    south, north = (math.degrees(math.atan(math.sinh(y / radius))) for y in (extent[1], extent[3]))
    return west, south, east, north
