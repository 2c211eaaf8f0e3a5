"""Making mosaics: from footprints to the document that lists them by tile. Runs in the ENGINE; no I/O.

All footprints are brought into tiles at once; only a filter of the caller's own is asked tile by tile.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy
import shapely
from morecantile import Tile, TileMatrixSet
from numpy.typing import NDArray

from .accessors import Accessor, default_accessor
from .cover import Cover, Integers, interleaved, quadkeys_of, tile_cover
from .errors import BadRequestError, MultipleDataTypeError, NoAssetFoundError
from .grid import WEB_MERCATOR_TMS, grid_of
from .model import BBox, MosaicJSON, center_of
from .notices import Notice
from .quadkeys import MAX_ZOOM, TileRange
from .shapes import Shapes, shapes_of

Feature = Mapping[str, Any]
AssetFilter = Callable[..., Sequence[Any]]
Progress = Callable[[float, str], None]
M = TypeVar("M", bound=MosaicJSON)

# Shares of a tile that differ by less are equal: they come from coordinates that were transformed.
_SAME_SHARE = 1e-9


@dataclass(frozen=True, kw_only=True)
class CoverRule:
    """Which footprints a tile lists, and in which order."""

    minimum_tile_cover: float | None = None
    """Footprints must cover more than this share of the tile, 0 to 1."""
    tile_cover_sort: bool = False
    """Whether those that cover more come first; equal ones keep the order of the features."""
    maximum_items_per_tile: int | None = None
    """At most so many."""

    def __post_init__(self) -> None:
        if self.minimum_tile_cover is not None and not 0 <= self.minimum_tile_cover <= 1:
            raise BadRequestError(f"minimum_tile_cover must be between 0 and 1, got {self.minimum_tile_cover!r}")
        if self.maximum_items_per_tile is not None and self.maximum_items_per_tile < 0:
            raise BadRequestError(f"maximum_items_per_tile must not be negative, got {self.maximum_items_per_tile!r}")

    @property
    def needs_shares(self) -> bool:
        """Whether it matters how much of a tile a footprint covers."""
        return bool(self.minimum_tile_cover) or self.tile_cover_sort

    def kept(self, tiles: Integers, shares: NDArray[numpy.float64] | None) -> Integers:
        """Positions of the pairs that stay, in the order of the lists.

        Pair number i is of tile ``tiles[i]``, ascending, and its footprint covers ``shares[i]`` of it.
        """
        positions = numpy.arange(len(tiles))
        if shares is not None and self.minimum_tile_cover:
            positions = positions[shares > self.minimum_tile_cover]
        if shares is not None and self.tile_cover_sort:
            rounded = numpy.round(shares[positions] / _SAME_SHARE)
            positions = positions[numpy.lexsort((positions, -rounded, tiles[positions]))]
        # As in cogeo-mosaic, 0 is no limit.
        if self.maximum_items_per_tile:
            first_of_tile = numpy.searchsorted(tiles[positions], tiles[positions])
            ranks = numpy.arange(len(positions)) - first_of_tile
            positions = positions[ranks < self.maximum_items_per_tile]
        return positions


def default_filter(
    tile: Tile,
    dataset: Sequence[Any],
    geoms: Sequence[Any],
    minimum_tile_cover: float | None = None,
    tile_cover_sort: bool = False,
    maximum_items_per_tile: int | None = None,
) -> list[Any]:
    """The features of a WebMercatorQuad tile by ``CoverRule``; ``geoms`` are their polygons in degrees."""
    rule = CoverRule(
        minimum_tile_cover=minimum_tile_cover,
        tile_cover_sort=tile_cover_sort,
        maximum_items_per_tile=maximum_items_per_tile,
    )
    shares = None
    if rule.needs_shares:
        tiles = TileRange(zoom=tile.z, min_x=tile.x, max_x=tile.x, min_y=tile.y, max_y=tile.y)
        square = shapely.box(*grid_of(WEB_MERCATOR_TMS).geographic_bounds(tiles))
        shares = shapely.area(shapely.intersection(numpy.asarray(geoms, dtype=object), square)) / square.area
    return [dataset[position] for position in rule.kept(numpy.zeros(len(dataset), dtype=numpy.int64), shares).tolist()]


def mosaic_of_features(
    cls: type[M],
    features: Sequence[Feature],
    minzoom: int,
    maxzoom: int,
    quadkey_zoom: int | None = None,
    accessor: Accessor = default_accessor,
    asset_filter: AssetFilter = default_filter,
    version: str = "0.0.3",
    tilematrixset: TileMatrixSet | None = None,
    quiet: bool = True,
    progress: Progress | None = None,
    *,
    document: Mapping[str, Any],
    **options: Any,
) -> M:
    """See ``MosaicJSON.from_features``; ``document`` holds further values of the document, ``None`` where not given."""
    grid = grid_of(tilematrixset)
    zoom = checked_zooms(minzoom, maxzoom, quadkey_zoom)
    report = progress or (_ignore if quiet else _write_to_stderr)
    features = list(features)
    report(0.0, f"{len(features)} footprints")
    shapes = shapes_of(features)
    _require_any(shapes.features, features, shapes.notices, "has a footprint that can be used")
    rule = CoverRule(**options) if asset_filter is default_filter else None
    report(0.3, f"tiles of zoom {zoom}")
    cover = tile_cover(shapes, grid, zoom, with_share=rule is not None and rule.needs_shares)
    notices = (*shapes.notices, *cover.notices)
    _require_any(cover.x, features, notices, f"lies inside {grid.tms.id}")
    report(0.6, "lists of images")
    prefix = document.get("asset_prefix") or ""
    if rule is not None:
        tiles = _listed(cover, rule, [accessor(feature).removeprefix(prefix) for feature in features])
    else:
        tiles = _filtered(cover, shapes, features, accessor, prefix, asset_filter, options)
    bounds = bounds_of(shapely.bounds(shapely.get_parts(shapes.geometries)).reshape(-1, 4))
    values = {
        "mosaicjson": version,
        "version": "1.0.0",
        "minzoom": minzoom,
        "maxzoom": maxzoom,
        "quadkey_zoom": zoom,
        "bounds": bounds,
        "center": center_of(bounds, minzoom),
        "tiles": tiles,
        "tilematrixset": tilematrixset,
        **document,
    }
    mosaic = cls.model_validate(values)
    mosaic._notices = (*mosaic._notices, *notices)
    report(1.0, f"{len(tiles)} tiles")
    return mosaic


def zooms_of_images(features: Sequence[Feature], minzoom: int | None, maxzoom: int | None) -> tuple[int, int]:
    """Zooms of a mosaic of images: the given ones, else the largest of those that suit the images.

    Raises:
        MultipleDataTypeError: the images have different data types.
    """
    data_types = sorted({feature["properties"]["datatype"] for feature in features})
    if len(data_types) > 1:
        raise MultipleDataTypeError(f"The images of a mosaic must have one data type, got {', '.join(data_types)}")
    found = []
    for name, given in (("minzoom", minzoom), ("maxzoom", maxzoom)):
        values = {feature["properties"][name] for feature in features}
        if given is None and len(values) > 1:
            text = f"The images suit different values of {name} ({min(values)} to {max(values)}), {max(values)} is used"
            warnings.warn(text, UserWarning, stacklevel=3)
        found.append(max(values) if given is None else given)
    return found[0], max(found)


def bounds_of(boxes: NDArray[numpy.float64]) -> BBox:
    """(west, south, east, north) in degrees of footprints, whose parts lie in ``boxes``, shape (n, 4); west > east across
    the antimeridian.

    Across it only when footprints touch it from both sides and a gap elsewhere is wider than half the earth.
    """
    west, south = boxes[:, :2].min(axis=0).tolist()
    east, north = boxes[:, 2:].max(axis=0).tolist()
    if west <= -180 + 1e-6 and east >= 180 - 1e-6:
        boxes = boxes[numpy.argsort(boxes[:, 0])]
        gaps = boxes[1:, 0] - numpy.maximum.accumulate(boxes[:-1, 2])
        widest = int(numpy.argmax(gaps)) if len(gaps) else 0
        if len(gaps) and gaps[widest] > 180:
            west, east = float(boxes[widest + 1, 0]), float(boxes[: widest + 1, 2].max())
    return west, south, east, north


def checked_zooms(minzoom: int, maxzoom: int, quadkey_zoom: int | None) -> int:
    """The zoom of the index. Raises BadRequestError for zooms that make no sense."""
    zoom = minzoom if quadkey_zoom is None else quadkey_zoom
    for name, value in (("minzoom", minzoom), ("maxzoom", maxzoom), ("quadkey_zoom", zoom)):
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_ZOOM:
            raise BadRequestError(f"{name} must be a whole number from 0 to {MAX_ZOOM}, got {value!r}")
    if minzoom > maxzoom:
        raise BadRequestError(f"minzoom must not be greater than maxzoom, got {minzoom} and {maxzoom}")
    return zoom


def _require_any(found: Integers, features: Sequence[Feature], notices: Sequence[Notice], rule: str) -> None:
    if len(found):
        return
    if not features:
        raise NoAssetFoundError("A mosaic needs at least one image, got none")
    first = f", such as: {notices[0].message}" if notices else ""
    raise NoAssetFoundError(f"None of the {len(features)} images {rule}{first}")


def _tiles_of(x: Integers, y: Integers, zoom: int) -> tuple[list[str], list[int]]:
    """The quadkeys of pairs, and where the pairs of each begin; one more beginning than there are quadkeys."""
    keys = interleaved(x, y)
    starts = numpy.flatnonzero(numpy.diff(keys, prepend=-1))
    return quadkeys_of(x[starts], y[starts], zoom), [*starts.tolist(), len(keys)]


def _listed(cover: Cover, rule: CoverRule, assets: list[str]) -> dict[str, list[str]]:
    kept = rule.kept(interleaved(cover.x, cover.y), cover.share)
    quadkeys, starts = _tiles_of(cover.x[kept], cover.y[kept], cover.zoom)
    listed = [assets[number] for number in cover.feature[kept].tolist()]
    pieces = zip(quadkeys, starts[:-1], starts[1:], strict=True)
    return {quadkey: listed[start:stop] for quadkey, start, stop in pieces}


def _filtered(
    cover: Cover,
    shapes: Shapes,
    features: Sequence[Feature],
    accessor: Accessor,
    prefix: str,
    asset_filter: AssetFilter,
    options: Mapping[str, Any],
) -> dict[str, list[str]]:
    geometries = dict(zip(shapes.features.tolist(), shapes.geometries, strict=True))
    quadkeys, starts = _tiles_of(cover.x, cover.y, cover.zoom)
    tiles = {}
    for quadkey, start, stop in zip(quadkeys, starts[:-1], starts[1:], strict=True):
        numbers = cover.feature[start:stop].tolist()
        tile = Tile(x=int(cover.x[start]), y=int(cover.y[start]), z=cover.zoom)
        dataset = tuple(features[number] for number in numbers)
        chosen = asset_filter(tile, dataset, tuple(geometries[number] for number in numbers), **options)
        if chosen:
            tiles[quadkey] = [accessor(feature).removeprefix(prefix) for feature in chosen]
    return tiles


def _ignore(fraction: float, text: str) -> None:
    """The progress that nobody wants to see."""


def _write_to_stderr(fraction: float, text: str) -> None:
    sys.stderr.write(f"{fraction:4.0%} {text}\n")
