"""The tiles of a document against the specification, and what is sound of them as a compact index. Runs in the ENGINE; pure.

A million tiles are gone through once; of them stay numbers, and each image's name once.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy
from numpy.typing import NDArray

from .assets import redacted
from .findings import Finding, Findings, pointer
from .notices import shortened
from .quadkeys import MAX_ZOOM, is_quadkey, quadkey_of_tile, tile_of_quadkey
from .secret_names import has_secret

_LOOK_EVERY = 2000
Integers = NDArray[numpy.int64]


@dataclass(kw_only=True)
class TileIndex:
    """Which tile lists which image."""

    names: list[str] = field(default_factory=list)
    """Every image once, as the document names it, in the order of its first listing."""
    first_tile: Any = field(default_factory=lambda: array("I"))
    """Of each image the number of the tile that lists it first."""
    first_rank: Any = field(default_factory=lambda: array("I"))
    """Its place in that tile's list, from 0."""
    tile_x: Any = field(default_factory=lambda: array("I"))
    """Column of each sound tile."""
    tile_y: Any = field(default_factory=lambda: array("I"))
    tile_zoom: Any = field(default_factory=lambda: array("B"))
    pair_tile: Any = field(default_factory=lambda: array("I"))
    """Number of the tile of each listing."""
    pair_image: Any = field(default_factory=lambda: array("I"))
    """Number of its image."""
    tiles: int = 0
    """All keys, sound or not."""

    def quadkey(self, tile: int) -> str:
        """The key of a tile."""
        return quadkey_of_tile(self.tile_x[tile], self.tile_y[tile], self.tile_zoom[tile])

    @property
    def zooms(self) -> dict[int, int]:
        """How many sound tiles there are of each zoom."""
        counts = numpy.bincount(numpy.frombuffer(self.tile_zoom, numpy.uint8), minlength=1)
        return {zoom: int(count) for zoom, count in enumerate(counts.tolist()) if count}

    @property
    def usual_zoom(self) -> int | None:
        """The zoom of most tiles, the smaller one of two; ``None`` without tiles."""
        zooms = self.zooms
        return min(zooms, key=lambda zoom: (-zooms[zoom], zoom)) if zooms else None

    def place_of(self, image: int) -> str:
        """Where an image is listed first, as a JSON pointer."""
        return pointer("tiles", self.quadkey(self.first_tile[image]), self.first_rank[image])


def check_tiles(
    tiles: Iterable[tuple[Any, Any]],
    findings: Findings,
    *,
    key_zoom: int | None,
    prefix: str = "",
    report: Callable[[int], None] = lambda _count: None,
    check_cancelled: Callable[[], None] = lambda: None,
) -> TileIndex:
    """Tell what is wrong with tiles, which are pairs of a key and a list; what is sound becomes the index.

    ``key_zoom`` is the zoom that the document declares for its keys, ``prefix`` its ``asset_prefix``. ``report`` hears how many tiles
    are done; ``check_cancelled`` raises where the caller withdrew.
    """
    index = TileIndex()
    images: dict[str, int] = {}
    for number, (key, names) in enumerate(tiles):
        if number % _LOOK_EVERY == 0:
            check_cancelled()
            report(number)
        index.tiles += 1
        tile = _added_tile(key, key_zoom, index, findings)
        if not isinstance(names, list | tuple):
            findings.tell(
                "tile_list",
                pointer("tiles", key),
                f"A tile must have a list of strings, got {shortened(names)}; the document is refused for it",
            )
            continue
        if not names:
            findings.tell("empty_list", pointer("tiles", key), "A tile without images is of no use")
        _add_names(key, names, tile, images, index, findings, prefix)
    if not index.tiles:
        findings.tell("no_tiles", pointer("tiles"), "The document lists no tiles, so nothing can be shown")
    return index


def _added_tile(key: Any, key_zoom: int | None, index: TileIndex, findings: Findings) -> int | None:
    """The number of a tile, ``None`` where its key is none."""
    if not isinstance(key, str) or not is_quadkey(key):
        findings.tell(
            "quadkey",
            pointer("tiles", key),
            f"A quadkey has only the digits 0 to 3 and at most {MAX_ZOOM} of them, got {shortened(key)}; the tile is never shown",
        )
        return None
    if key_zoom is not None and len(key) != key_zoom:
        findings.tell(
            "quadkey_length",
            pointer("tiles", key),
            f"The keys must have {key_zoom} digits, the declared quadkey zoom, got {shortened(key)} with {len(key)}",
        )
    x, y, zoom = tile_of_quadkey(key)
    index.tile_x.append(x)
    index.tile_y.append(y)
    index.tile_zoom.append(zoom)
    return len(index.tile_x) - 1


def _add_names(
    key: Any,
    names: Iterable[Any],
    tile: int | None,
    images: dict[str, int],
    index: TileIndex,
    findings: Findings,
    prefix: str,
) -> None:
    seen: set[str] = set()
    for rank, name in enumerate(names):
        if not isinstance(name, str) or not name.strip():
            findings.tell(
                "asset_name",
                pointer("tiles", key, rank),
                f"An image must be named by a string that is not empty, got {shortened(name)}",
            )
            continue
        if name in seen:
            findings.add(
                Finding(
                    rule="asset_twice",
                    place=pointer("tiles", key, rank),
                    message=f"A tile should list an image once, {shown(name)} is there again",
                    asset=shown(name),
                )
            )
            continue
        seen.add(name)
        if tile is None:
            continue
        image = images.get(name)
        if image is None:
            image = images[name] = len(index.names)
            index.names.append(name)
            index.first_tile.append(tile)
            index.first_rank.append(rank)
            if prefix or _is_odd(name):
                _check_name(name, pointer("tiles", key, rank), findings, prefix)
        index.pair_tile.append(tile)
        index.pair_image.append(image)


def _is_odd(name: str) -> bool:
    """Whether there may be something to be said of a name; most have nothing of the kind."""
    return "?" in name or "@" in name or name != name.strip()


def _check_name(name: str, place: str, findings: Findings, prefix: str) -> None:
    """What can be said of a name without opening it; once for each image, where it is listed first."""
    if name != name.strip():
        findings.tell(
            "asset_spaces",
            place,
            f"An image’s name should not begin or end with spaces, got {shown(name)!r}",
            asset=shown(name),
        )
    if tells_secret(name):
        findings.tell(
            "asset_secret",
            place,
            f"An address should hold no login and no signature, which everybody can read and which expire, got {shown(name)}",
            asset=shown(name),
        )
    if prefix and ("://" in name or name.startswith("/vsi")):
        findings.tell(
            "asset_prefix_twice",
            place,
            f"asset_prefix goes before every name, and {shown(name)} is a whole address already",
            asset=shown(name),
        )


def shown(name: str) -> str:
    """A name of an image for messages, without secrets."""
    if "://" not in name and tells_secret(name):
        # The end of an address whose beginning is the prefix.
        return f"{name.partition('?')[0]}?…"
    return redacted(name)


def tells_secret(name: str) -> bool:
    """Whether a name, or a part of one, holds a login or a signature."""
    return "@" in name.partition("://")[2].partition("/")[0] or has_secret(name)


def sound_tiles(tiles: Mapping[Any, Any]) -> Iterable[tuple[str, list[str]]]:
    """The keys and names of tiles that are what they should be, each name once a tile; tiles without any are left out."""
    for key, names in tiles.items():
        if isinstance(key, str) and is_quadkey(key) and isinstance(names, list | tuple):
            kept = list(dict.fromkeys(name for name in names if isinstance(name, str) and name.strip()))
            if kept:
                yield key, kept
