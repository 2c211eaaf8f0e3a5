"""Taking images out of a mosaic: the tiles without them, and the document that has less. Runs in the ENGINE; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from .errors import NoAssetFoundError
from .grid import grid_of
from .model import BBox, MosaicJSON, center_of
from .quadkeys import extent_of_quadkeys, is_quadkey
from .tile_table import tiles_as_dict

Sieve = Callable[[str, Sequence[str]], Sequence[str]]
"""From a quadkey and the names of its images, as written, to those that stay, in their order. May be called several times
for one tile, and from several threads."""
OVERVIEW = "overview"
"""The key of a document for a picture of all of it, which would go on showing what is gone."""
FACTS_BY_NAME = ("datetimes",)
"""Keys of a document for facts of images: name -> fact."""
STACKS = "stacks"
"""The key of a document for images of several files; those are in its ``images``: name -> files."""


def pruned_tiles(tiles: Mapping[str, Sequence[str]], keep: Sieve) -> dict[str, list[str]]:
    """The tiles that change and what they list from now on, which may be nothing."""
    changed = {}
    for key, names in tiles.items():
        kept = keep(key, names)
        if len(kept) != len(names):
            changed[key] = list(kept)
    return changed


def pruned(mosaic: MosaicJSON, keep: Sieve) -> tuple[MosaicJSON, int]:
    """A mosaic with less, and how many tiles changed; the same mosaic where none did. The given one is not changed.

    Raises:
        NoAssetFoundError: no image would be left.
    """
    tiles = tiles_as_dict(mosaic.tiles)
    changed = pruned_tiles(tiles, keep)
    if not changed:
        return mosaic, 0
    left = {key: changed.get(key, names) for key, names in tiles.items() if changed.get(key, names)}
    lost = len(left) < len(tiles)
    smaller = with_less(mosaic, left if lost else None).model_copy(update={"tiles": left})
    return _without_facts(smaller, {name for names in left.values() for name in names}), len(changed)


def with_less(mosaic: MosaicJSON, keys: Iterable[str] | None) -> MosaicJSON:
    """What the document says beside its tiles once images are gone; ``keys`` are those that are left where some went.

    Raises:
        NoAssetFoundError: no key is left.
    """
    changes: dict[str, Any] = {}
    if keys is not None:
        bounds = _bounds_of(mosaic, keys)
        changes = {"bounds": bounds, "center": center_of(bounds, mosaic.minzoom)}
    smaller = mosaic.model_copy(update=changes)
    (smaller.model_extra or {}).pop(OVERVIEW, None)
    smaller._increase_version()
    return smaller


def nothing_left() -> NoAssetFoundError:
    """Why nothing was changed."""
    return NoAssetFoundError(
        "A mosaic needs at least one image, and none would be left; nothing was changed. Choose fewer images, or delete the mosaic"
    )


def _bounds_of(mosaic: MosaicJSON, keys: Iterable[str]) -> BBox:
    """The bounds of the tiles that are left, as far as the mosaic's own reach."""
    extent = extent_of_quadkeys([key for key in keys if is_quadkey(key)])
    if extent is None:
        raise nothing_left()
    tiles = grid_of(mosaic.tilematrixset).geographic_bounds(extent)
    own = mosaic.bounds
    if tiles[0] > tiles[2] or own[0] > own[2]:
        return own
    west, south, east, north = (
        max(own[0], tiles[0]),
        max(own[1], tiles[1]),
        min(own[2], tiles[2]),
        min(own[3], tiles[3]),
    )
    # Where the document's bounds were wrong, the tiles are right.
    return (west, south, east, north) if west < east and south < north else tiles


def _without_facts(mosaic: MosaicJSON, left: set[str]) -> MosaicJSON:
    """The same without what further keys say of images that are gone."""
    extras = mosaic.model_extra or {}
    changes: dict[str, Any] = {}
    for key in FACTS_BY_NAME:
        facts = extras.get(key)
        if isinstance(facts, Mapping):
            changes[key] = {name: fact for name, fact in facts.items() if name in left}
    stacks = extras.get(STACKS)
    if isinstance(stacks, Mapping) and isinstance(stacks.get("images"), Mapping):
        images = {name: files for name, files in stacks["images"].items() if name in left}
        changes[STACKS] = {**stacks, "images": images}
    return mosaic.model_copy(update=changes) if changes else mosaic
