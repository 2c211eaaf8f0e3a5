"""Adding to a mosaic: the tiles of new images, and the document that has both. Runs in the ENGINE; pure."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from .errors import MosaicConflictError
from .model import BBox, MosaicJSON, center_of
from .pruning import FACTS_BY_NAME
from .tile_table import tiles_as_dict

# What decides where in a mosaic an image goes, and under which name.
_GRID_FIELDS = ("asset_prefix", "tilematrixset", "minzoom", "maxzoom", "key_zoom")


def has_same_grid(mosaic: MosaicJSON, other: MosaicJSON) -> bool:
    """Whether what was made to be added to one mosaic can be added to the other."""
    return all(getattr(mosaic, name) == getattr(other, name) for name in _GRID_FIELDS)


def check_same_grid(mosaic: MosaicJSON, known: MosaicJSON, name: str) -> None:
    """Whether what was made to be added to the ``known`` mosaic can be added to what is there now.

    Raises:
        MosaicConflictError: somebody replaced it by another one; ``name`` stands for it.
    """
    if not has_same_grid(mosaic, known):
        raise MosaicConflictError(f"{name} was replaced by another mosaic meanwhile, read it again and repeat")


def new_tiles_for(
    mosaic: MosaicJSON, features: Sequence[dict[str, Any]], *, quadkey_zoom: int, quiet: bool = True, **kwargs: Any
) -> MosaicJSON:
    """A mosaic of GeoJSON features alone, on the zooms and the tile matrix set of another one and with its prefix."""
    kwargs.setdefault("asset_prefix", mosaic.asset_prefix)
    return MosaicJSON.from_features(
        features,
        mosaic.minzoom,
        mosaic.maxzoom,
        quadkey_zoom=quadkey_zoom,
        tilematrixset=mosaic.tilematrixset,
        quiet=quiet,
        **kwargs,
    )


def merged(mosaic: MosaicJSON, addition: MosaicJSON, *, add_first: bool) -> MosaicJSON:
    """A mosaic of both, with the next ``version``; neither of the two is changed.

    The assets of ``addition`` come before (``add_first``) or after those that are there; an asset that is there already
    moves there instead of being listed twice.
    """
    tiles = tiles_as_dict(mosaic.tiles)
    for quadkey, assets in addition.tiles.items():
        tiles[quadkey] = joined_assets(tiles.get(quadkey, []), assets, add_first=add_first)
    both = mosaic.model_copy(update={"tiles": tiles, **_facts_of_both(mosaic, addition)})
    if both.mosaicjson != addition.mosaicjson:
        warnings.warn(
            f"Updating `mosaicjson` version from {both.mosaicjson} to {addition.mosaicjson}", UserWarning, stacklevel=2
        )
        both.mosaicjson = addition.mosaicjson
    both._increase_version()
    if addition.tiles:
        both.bounds = union_of_bounds(mosaic.bounds, addition.bounds)
        both.center = center_of(both.bounds, both.minzoom)
    return both


def _facts_of_both(mosaic: MosaicJSON, addition: MosaicJSON) -> dict[str, Any]:
    """Further keys for facts of images, of both."""
    there, new = mosaic.model_extra or {}, addition.model_extra or {}
    found = {}
    for key in FACTS_BY_NAME:
        if isinstance(new.get(key), Mapping):
            before = there.get(key)
            found[key] = {**(before if isinstance(before, Mapping) else {}), **new[key]}
    return found


def joined_assets(present: Sequence[str], new: Sequence[str], *, add_first: bool) -> list[str]:
    """Both lists, each asset once, the new ones at the asked end."""
    if add_first:
        return list(dict.fromkeys([*new, *present]))
    added = set(new)
    return [*(asset for asset in present if asset not in added), *dict.fromkeys(new)]


def union_of_bounds(first: BBox, second: BBox) -> BBox:
    """The smallest box (west, south, east, north) in degrees that holds both; west > east crosses the antimeridian."""
    south, north = min(first[1], second[1]), max(first[3], second[3])
    west, east = _union_of_longitudes((first[0], first[2]), (second[0], second[2]))
    return west, south, east, north


def _union_of_longitudes(first: tuple[float, float], second: tuple[float, float]) -> tuple[float, float]:
    spans = [first, second]
    if all(west <= east for west, east in spans):
        return min(first[0], second[0]), max(first[1], second[1])
    # At least one crosses the antimeridian: count eastwards from each west end, and keep the shorter way round.
    best: tuple[float, float] | None = None
    best_width = 360.0
    widths = [east - west if west <= east else east - west + 360 for west, east in spans]
    for start, _ in spans:
        width = max((west - start) % 360 + width for (west, _), width in zip(spans, widths, strict=True))
        if width < best_width:
            best, best_width = (start, (start + width + 180) % 360 - 180), width
    return best or (-180.0, 180.0)
