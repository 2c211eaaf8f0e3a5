"""A checked mosaic without what is wrong with it, as far as that can be put right safely. Runs in the ENGINE; pure.

Nothing is guessed: what is wrong is left out, what follows from tiles and images is computed anew. Each change is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import shapely

from ..mosaic.creation import bounds_of
from ..mosaic.errors import MosaicError
from ..mosaic.findings import Findings
from ..mosaic.grid import TileGrid
from ..mosaic.index_rules import TileIndex, shown
from ..mosaic.model import KNOWN_VERSIONS, BBox, MosaicJSON, center_of
from ..mosaic.quadkeys import MAX_ZOOM
from ..mosaic.specification import DATA_TYPES
from .validation_cover import Placed
from .validation_ground import extent_of

_NAMED = 50
"""Images that are told by name."""
_BOUNDS_RULES = ("bounds", "bounds_missing", "bounds_cut", "bounds_too_large", "image_outside_bounds")


class NothingLeft(MosaicError):
    """No image would be left."""

    code = "empty"


def repaired(
    values: Mapping[str, Any],
    index: TileIndex,
    findings: Findings,
    *,
    dead: Mapping[int, str],
    wrong: Collection[tuple[int, int]],
    placed: Placed | None,
    finest_zoom: int | None,
    data_types: Collection[str],
    grid: TileGrid,
) -> tuple[MosaicJSON, list[str]]:
    """The document put right, and what was done.

    ``dead``: images that are left out, and why. ``wrong``: tiles and images of listings that are. ``placed``: where the images lie, if
    all of them were looked at. ``data_types``: those of all images, if they are known.

    Raises:
        NothingLeft: no image would be left.
    """
    done: list[str] = []
    tiles = _tiles(index, dead, wrong, findings, done)
    if not tiles:
        raise NothingLeft("No image of the mosaic is left, so no repaired document was written.")
    told = dict(values)
    _put_head_right(told, tiles, finest_zoom, data_types, findings, done)
    changed = MosaicJSON.model_validate({**told, "tiles": tiles})
    done += [f"{notice.message[0].upper()}{notice.message[1:]}." for notice in changed.notices]
    if findings.has(*_BOUNDS_RULES):
        _set_bounds(changed, _bounds(index, dead, placed, grid), done)
    zoom = changed.center[2] if changed.center else -1
    if findings.has("center") or not changed.minzoom <= zoom <= changed.maxzoom:
        changed.center = center_of(changed.bounds, changed.minzoom)
        done.append(f"The center is {_rounded(changed.center)}, the middle of the bounds.")
    if done:
        changed._increase_version()
    return changed, done


def _tiles(
    index: TileIndex,
    dead: Mapping[int, str],
    wrong: Collection[tuple[int, int]],
    findings: Findings,
    done: list[str],
) -> dict[str, list[str]]:
    tiles: dict[str, list[str]] = {}
    for tile, image in zip(index.pair_tile, index.pair_image, strict=True):
        if image not in dead and (tile, image) not in wrong:
            tiles.setdefault(index.quadkey(tile), []).append(index.names[image])
    for number, (image, reason) in enumerate(dead.items()):
        if number == _NAMED:
            done.append(f"And {len(dead) - _NAMED} further images are left out.")
            break
        done.append(f"The image {shown(index.names[image])} is left out: {reason}")
    if wrong:
        done.append(f"{len(wrong)} listings of images that lie elsewhere are left out.")
    lost = len(index.tile_x) - len(tiles)
    if lost:
        done.append(f"{lost} tiles without any image are left out.")
    for rule, words in (
        ("quadkey", "Tiles whose keys are no quadkeys are left out."),
        ("tile_list", "Tiles that have no list of images are left out."),
        ("asset_name", "Names of images that are no strings, or empty, are left out."),
        ("asset_twice", "An image that a tile listed twice is listed once."),
        ("key_twice", "A key that stood twice stands once; the last one counted."),
        ("asset_secret", "Logins and signatures are left out of addresses."),
        ("asset_prefix_twice", "Images are named by whole addresses, without asset_prefix."),
    ):
        if findings.has(rule):
            done.append(words)
    return tiles


def _put_head_right(
    told: dict[str, Any],
    tiles: Mapping[str, Any],
    finest_zoom: int | None,
    data_types: Collection[str],
    findings: Findings,
    done: list[str],
) -> None:
    newest = KNOWN_VERSIONS[-1]
    if findings.has("spec_version", "spec_version_unknown", "newer_key") or not isinstance(told.get("mosaicjson"), str):
        told["mosaicjson"] = newest
        done.append(f"mosaicjson is {newest}, the version whose keys the document has.")
    if findings.has("version"):
        told["version"] = "1.0.0"
        done.append("version is 1.0.0, as it was no version.")
    layers = told.get("layers")
    if findings.has("layers") and isinstance(layers, Mapping):
        told["layers"] = {name: layer for name, layer in layers.items() if isinstance(layer, Mapping)}
        done.append("Configurations of layers that are no objects are left out.")
    lengths = sorted({len(key) for key in tiles})
    zoom = max(lengths, key=lambda length: sum(len(key) == length for key in tiles))
    for key, value in (("minzoom", zoom), ("maxzoom", max(zoom, finest_zoom or 0))):
        given = told.get(key)
        if not isinstance(given, int) or isinstance(given, bool) or not 0 <= given <= MAX_ZOOM:
            told[key] = value
            done.append(f"{key} is {value}, as the {'tiles' if key == 'minzoom' else 'images'} have it.")
    keys = told.get("quadkey_zoom", told["minzoom"])
    if keys != zoom:
        told["quadkey_zoom"] = zoom
        done.append(f"quadkey_zoom is {zoom}, as most keys have it.")
    if zoom > max(told["minzoom"], told["maxzoom"]):
        told["maxzoom"] = zoom
        done.append(f"maxzoom is {zoom}, as quadkey_zoom must not be greater.")
    if findings.has("data_type", "not_data_type"):
        told.pop("data_type", None)
        (only, *others) = sorted(data_types) or [""]
        if only in DATA_TYPES and not others:
            told["data_type"] = only
            done.append(f"data_type is {only}, as all images have it.")
        else:
            done.append("data_type is left out, as it does not fit all images.")


def _bounds(index: TileIndex, dead: Mapping[int, str], placed: Placed | None, grid: TileGrid) -> BBox | None:
    """Of the images where all are known, else of the tiles."""
    if placed is not None and len(placed.images) + len(dead) == len(index.names) and len(placed.images):
        return bounds_of(shapely.bounds(shapely.get_parts(placed.outlines)).reshape(-1, 4))
    extent = extent_of(index)
    return None if extent is None else grid.geographic_bounds(extent)


def _set_bounds(mosaic: MosaicJSON, bounds: BBox | None, done: list[str]) -> None:
    if bounds is None:
        return
    mosaic.bounds = bounds
    mosaic.center = center_of(bounds, mosaic.minzoom)
    done.append(f"bounds are {_rounded(bounds)}, where images and tiles lie; center is their middle.")


def _rounded(values: Iterable[float]) -> str:
    """Coordinates for people: to about a decimetre."""
    return ", ".join(f"{round(value, 6):g}" if isinstance(value, int) else f"{value:.6f}" for value in values)
