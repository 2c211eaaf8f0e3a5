"""How images and the tiles that list them fit together: listed too far off, not listed, outside the bounds, gaps. Runs in the ENGINE; pure.

Where images lie comes from looking at them; many are compared at once. Outlines are about right, boxes hold an image for certain, so
that what is told of listings rests on the boxes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from ..mosaic.cover import interleaved, tile_cover
from ..mosaic.errors import BadRequestError
from ..mosaic.findings import Findings, pointer
from ..mosaic.grid import TileGrid
from ..mosaic.index_rules import TileIndex, shown
from ..mosaic.model import BBox
from ..mosaic.quadkeys import TileRange, quadkey_of_tile
from ..mosaic.shapes import Shapes
from .validation_ground import box_of, geojson

_CHUNK = 5000
"""Images that are compared at once: some seconds for ten of these."""
_LEAST_SHARE = 0.01
"""An image that covers less of a tile is not missed there."""
_OUTSIDE_SHARE = 0.01
"""So much of an image may lie outside the bounds for rounding."""
Check = Callable[[], None]
Integers = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Placed:
    """Images that lie somewhere."""

    images: Integers
    """Their numbers in the index, ascending."""
    outlines: NDArray[np.object_]
    """Polygons in degrees."""
    boxes: NDArray[np.object_]
    """Polygons in degrees that hold them for certain."""


def placed_images(outlines: Sequence[bytes], boxes: Sequence[Sequence[BBox]]) -> Placed:
    """Of all images, in the order of the index, those that have a place."""
    images = np.array([number for number, outline in enumerate(outlines) if outline], dtype=np.int64)
    return Placed(
        images=images,
        outlines=np.array(shapely.make_valid(shapely.from_wkb([outlines[number] for number in images])), dtype=object),
        boxes=np.array([_joined(boxes[number]) for number in images], dtype=object),
    )


def _joined(boxes: Sequence[BBox]) -> Any:
    made = [shapely.box(*box) for box in boxes]
    return made[0] if len(made) == 1 else shapely.multipolygons(made)


def check_listings(
    index: TileIndex, placed: Placed, grid: TileGrid, findings: Findings, check: Check
) -> tuple[set[tuple[int, int]], list[str]]:
    """Compare where images lie with the tiles that list them.

    Returns the pairs of tile and image that are wrong, and what could not be compared. ``check`` raises where the caller withdrew.
    """
    wrong: set[tuple[int, int]] = set()
    left_out: list[str] = []
    zooms = index.zooms
    for zoom in zooms:
        listed = _Listed(index, zoom)
        missing: dict[int, tuple[int, int, int]] = {}
        for part in _chunks(placed):
            check()
            try:
                _compare(listed, part, grid, findings, wrong, missing if len(zooms) == 1 else None, check)
            except BadRequestError as error:
                left_out.append(f"Where images lie was not compared with the tiles: {error}")
                break
        for x, y, count in missing.values():
            quadkey = quadkey_of_tile(x, y, zoom)
            findings.tell(
                "tile_missing",
                pointer("tiles", quadkey),
                f"{count} {'image lies' if count == 1 else 'images lie'} in the tile {quadkey}, which the document does not list; "
                "nothing is shown there",
                geometry=geojson(box_of(grid, TileRange(zoom=zoom, min_x=x, max_x=x, min_y=y, max_y=y))),
            )
    return wrong, left_out


class _Listed:
    """The tiles of one zoom and what they list, for look-ups of many at once."""

    def __init__(self, index: TileIndex, zoom: int) -> None:
        self.index, self.zoom = index, zoom
        self.x = np.frombuffer(index.tile_x, np.uint32).astype(np.int64)
        self.y = np.frombuffer(index.tile_y, np.uint32).astype(np.int64)
        is_here = np.frombuffer(index.tile_zoom, np.uint8) == zoom
        tiles = np.flatnonzero(is_here)
        keys = interleaved(self.x[tiles], self.y[tiles])
        order = np.argsort(keys)
        self.keys, self.tiles = keys[order], tiles[order]
        pair_tile = np.frombuffer(index.pair_tile, np.uint32).astype(np.int64)
        pair_image = np.frombuffer(index.pair_image, np.uint32).astype(np.int64)
        chosen = is_here[pair_tile]
        by_image = np.argsort(pair_image[chosen], kind="stable")
        self.pair_tile, self.pair_image = pair_tile[chosen][by_image], pair_image[chosen][by_image]

    def tile_of(self, x: Integers, y: Integers) -> Integers:
        """Numbers of tiles, -1 for those that are not listed."""
        keys = interleaved(x, y)
        places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[places] == keys, self.tiles[places], -1)

    def pairs_of(self, first: int, last: int) -> tuple[Integers, Integers]:
        """Tiles and images of the listings of images from ``first`` to ``last``."""
        start, stop = np.searchsorted(self.pair_image, [first, last + 1])
        return self.pair_tile[start:stop], self.pair_image[start:stop]


def _chunks(placed: Placed) -> Iterator[Placed]:
    for start in range(0, len(placed.images), _CHUNK):
        part = slice(start, start + _CHUNK)
        yield Placed(images=placed.images[part], outlines=placed.outlines[part], boxes=placed.boxes[part])


def _compare(
    listed: _Listed,
    placed: Placed,
    grid: TileGrid,
    findings: Findings,
    wrong: set[tuple[int, int]],
    missing: dict[int, tuple[int, int, int]] | None,
    check: Check,
) -> None:
    index, width = listed.index, len(listed.index.names)
    exact = tile_cover(_shapes(placed.images, placed.outlines), grid, listed.zoom, with_share=True)
    check()
    about = tile_cover(_shapes(placed.images, placed.boxes), grid, listed.zoom)
    check()
    tiles, images = listed.pairs_of(int(placed.images[0]), int(placed.images[-1]))
    has_place = np.isin(images, placed.images)
    tiles, images = tiles[has_place], images[has_place]
    codes = tiles * width + images
    exact_tiles, about_tiles = listed.tile_of(exact.x, exact.y), listed.tile_of(about.x, about.y)
    about_codes = (about_tiles * width + about.feature)[about_tiles >= 0]
    exact_codes = (exact_tiles * width + exact.feature)[exact_tiles >= 0]
    is_outside = ~np.isin(codes, about_codes)
    is_beside = ~is_outside & ~np.isin(codes, exact_codes)
    for tile, image in zip(tiles[is_outside].tolist(), images[is_outside].tolist(), strict=True):
        wrong.add((tile, image))
        name = shown(index.names[image])
        findings.tell(
            "outside_tile",
            pointer("tiles", index.quadkey(tile)),
            f"The tile {index.quadkey(tile)} lists {name}, which lies elsewhere",
            asset=name,
            geometry=geojson(placed.outlines[int(np.searchsorted(placed.images, image))]),
        )
    for tile, image in zip(tiles[is_beside].tolist(), images[is_beside].tolist(), strict=True):
        name = shown(index.names[image])
        findings.tell(
            "beside_tile",
            pointer("tiles", index.quadkey(tile)),
            f"The tile {index.quadkey(tile)} lists {name}, whose box reaches into it but not the image itself: it is opened in vain",
            asset=name,
        )
    share = exact.share if exact.share is not None else np.ones(len(exact.x))
    is_missed = share >= _LEAST_SHARE
    is_unlisted = is_missed & (exact_tiles >= 0) & ~np.isin(exact_tiles * width + exact.feature, codes)
    for tile, image in zip(exact_tiles[is_unlisted].tolist(), exact.feature[is_unlisted].tolist(), strict=True):
        name = shown(index.names[image])
        findings.tell(
            "image_not_listed",
            pointer("tiles", index.quadkey(tile)),
            f"The tile {index.quadkey(tile)} does not list {name}, which lies in it",
            asset=name,
        )
    if missing is not None:
        lost = is_missed & (exact_tiles < 0)
        for key, x, y in zip(
            interleaved(exact.x[lost], exact.y[lost]).tolist(),
            exact.x[lost].tolist(),
            exact.y[lost].tolist(),
            strict=True,
        ):
            missing[key] = (x, y, missing[key][2] + 1 if key in missing else 1)


def _shapes(images: Integers, geometries: NDArray[np.object_]) -> Shapes:
    return Shapes(geometries=geometries, features=images, notices=())


def check_bounds_of_images(index: TileIndex, placed: Placed, bounds: BBox, findings: Findings) -> None:
    """Tell which images lie outside the document's bounds, wholly or in part."""
    west, south, east, north = bounds
    spans = [(west, 180.0), (-180.0, east)] if west > east else [(west, east)]
    ground = _joined([(left, south, right, north) for left, right in spans])
    areas = shapely.area(placed.outlines)
    inside = shapely.area(shapely.intersection(placed.outlines, ground))
    for number in np.flatnonzero(inside < areas * (1 - _OUTSIDE_SHARE)).tolist():
        image = int(placed.images[number])
        name = shown(index.names[image])
        share = 1 - inside[number] / areas[number] if areas[number] else 1.0
        findings.tell(
            "image_outside_bounds",
            index.place_of(image),
            f"{share:.0%} of {name} lies outside the bounds of the document; programs may cut it off there",
            asset=name,
            geometry=geojson(placed.outlines[number]),
        )
