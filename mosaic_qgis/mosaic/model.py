"""``MosaicJSON``: one mosaic document, versions 0.0.1 to 0.0.3. Runs in the ENGINE; no I/O, no network, no GDAL.

The keys are trusted, not the version string: documents that call themselves 0.0.2 carry keys of 0.0.3. Reading follows
the specification: an optional value that is invalid counts as absent and is noted in ``notices``, a required one that
is invalid refuses the document, unknown keys are kept and written back. Assigning to a field is strict.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, Self

import morecantile
from morecantile import TileMatrixSet
from morecantile.errors import MorecantileError
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    SerializerFunctionWrapHandler,
    ValidationError,
    ValidatorFunctionWrapHandler,
    field_serializer,
    field_validator,
    model_validator,
)
from pyproj.exceptions import ProjError

from .accessors import Accessor, default_stac_accessor
from .grid import require_quadtree
from .notices import Notice, shortened
from .quadkeys import MAX_ZOOM, is_quadkey
from .tile_table import TileTable, copied_tiles, tiles_as_dict

BBox = tuple[float, float, float, float]
Colormap = dict[int, tuple[int, int, int, int]]

KNOWN_VERSIONS = ("0.0.1", "0.0.2", "0.0.3")
WORLD: BBox = (-180.0, -90.0, 180.0, 90.0)


class MosaicJSON(BaseModel):
    """A mosaic: which images (assets) lie in which tile, named by its quadkey.

    ``tiles`` maps quadkeys to assets, topmost first, as the document spells them: ``asset_prefix`` is not applied. That of
    a large document that was read is a ``TileTable``, which cannot be changed; assign ``dict(mosaic.tiles.items())`` to change it.
    ``bounds`` is (west, south, east, north) in degrees of the tile matrix set's geographic CRS; west > east crosses
    the antimeridian. ``center`` is (longitude, latitude, zoom).
    """

    model_config = ConfigDict(extra="allow", validate_assignment=True)

    mosaicjson: str
    name: str | None = None
    description: str | None = None
    version: str = "1.0.0"
    attribution: str | None = None
    minzoom: int = Field(0, ge=0, le=MAX_ZOOM)
    maxzoom: int = Field(MAX_ZOOM, ge=0, le=MAX_ZOOM)
    quadkey_zoom: int | None = Field(None, ge=0, le=MAX_ZOOM)
    bounds: BBox = WORLD
    center: tuple[float, float, int] | None = None
    tiles: dict[str, list[str]]
    tilematrixset: TileMatrixSet | None = None
    asset_type: str | None = None
    asset_prefix: str | None = None
    data_type: str | None = None
    colormap: Colormap | None = None
    layers: dict[str, Any] | None = None

    _notices: tuple[Notice, ...] = PrivateAttr(default=())
    _tiles_are_in: str | None = PrivateAttr(default=None)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What was ignored or assumed when the document was read."""
        return self._notices

    @property
    def tiles_are_in(self) -> str | None:
        """The database that the tiles stay in, for a document that was read from one without them."""
        return self._tiles_are_in

    @tiles_are_in.setter
    def tiles_are_in(self, uri: str | None) -> None:
        self._tiles_are_in = uri

    @property
    def key_zoom(self) -> int:
        """The zoom of the quadkeys as declared: ``quadkey_zoom``, or ``minzoom`` without it (as in 0.0.1)."""
        return self.minzoom if self.quadkey_zoom is None else self.quadkey_zoom

    @model_validator(mode="wrap")
    @classmethod
    def _read_leniently(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Leave out the optional values that are invalid, and note them."""
        if not isinstance(data, Mapping):
            return handler(data)
        values, notices = _without_invalid(dict(data))
        mosaic = handler(values)
        mosaic._notices = (*notices, *_notices_about_tiles(mosaic))
        return mosaic

    @field_validator("tiles", mode="wrap")
    @classmethod
    def _check_tiles(cls, value: Any, _: ValidatorFunctionWrapHandler) -> dict[str, list[str]]:
        # pydantic's own check would copy every list. Its schema stays, so that writing is fast.
        return checked_tiles(value)

    @field_serializer("tiles", mode="wrap")
    def _dump_tiles(self, value: Any, handler: SerializerFunctionWrapHandler) -> Any:
        return handler(tiles_as_dict(value) if isinstance(value, TileTable) else value)

    @field_validator("bounds")
    @classmethod
    def _check_bounds(cls, value: BBox) -> BBox:
        west, south, east, north = value
        if not all(map(math.isfinite, value)) or south > north:
            raise ValueError("bounds must be finite numbers [west, south, east, north] with south not above north")
        return west, south, east, north

    @field_validator("tilematrixset", mode="before")
    @classmethod
    def _to_tms(cls, value: Any) -> Any:
        return value if value is None or isinstance(value, TileMatrixSet) else tms_of(value)

    @field_validator("tilematrixset")
    @classmethod
    def _check_tms(cls, value: TileMatrixSet | None) -> TileMatrixSet | None:
        return None if value is None else require_quadtree(value)

    @field_validator("colormap", mode="before")
    @classmethod
    def _complete_colors(cls, value: Any) -> Any:
        """Let opaque colours be given without alpha."""
        if not isinstance(value, Mapping):
            return value
        return {key: (*color, 255) if _is_rgb(color) else color for key, color in value.items()}

    @field_validator("colormap")
    @classmethod
    def _check_colors(cls, value: Colormap | None) -> Colormap | None:
        for key, color in (value or {}).items():
            if not all(0 <= part <= 255 for part in color):
                raise ValueError(f"a colour must have parts from 0 to 255, got {key}: {color!r}")
        return value

    @model_validator(mode="after")
    def _compute_center(self) -> Self:
        if self.center is None:
            # Not by assignment: that would validate the whole model again, without end.
            self.__dict__["center"] = center_of(self.bounds, self.minzoom)
        return self

    def _increase_version(self) -> None:
        """Count the last number of ``version`` up: 1.0.0 becomes 1.0.1."""
        start, number, end = re.fullmatch(r"(?s)(.*?)(\d*)(\D*)", self.version).groups()  # type: ignore[union-attr]
        self.version = f"{start}{int(number) + 1}{end}" if number else f"{self.version}.1"

    @classmethod
    def from_features(
        cls,
        features: Sequence[Mapping[str, Any]],
        minzoom: int,
        maxzoom: int,
        *,
        asset_type: str | None = None,
        asset_prefix: str | None = None,
        data_type: str | None = None,
        colormap: Colormap | None = None,
        layers: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> Self:
        """A mosaic of GeoJSON features, their coordinates in degrees of the tile matrix set's geographic CRS.

        A feature has a Polygon or MultiPolygon (across the antimeridian and over poles too), or a ``bbox``; footprints
        that cannot be used are left out and told in ``notices``. The zooms and what follows them go into the document;
        ``asset_prefix`` is cut off the assets. ``kwargs``: ``quadkey_zoom`` (default: minzoom); ``accessor`` (default:
        ``properties.path``); ``asset_filter`` (default: ``default_filter``) and its arguments ``minimum_tile_cover``,
        ``tile_cover_sort``, ``maximum_items_per_tile``; ``version`` of the specification; ``tilematrixset``; ``quiet``;
        ``progress``, called with a fraction and a text.

        Raises:
            NoAssetFoundError: no footprint can be used.
            BadRequestError: an argument is wrong.
            UnsupportedError: the tile matrix set is no quadtree.
        """
        from .creation import mosaic_of_features

        document = {
            "asset_type": asset_type,
            "asset_prefix": asset_prefix,
            "data_type": data_type,
            "colormap": colormap,
            "layers": layers,
        }
        return mosaic_of_features(cls, features, minzoom, maxzoom, document=document, **kwargs)

    _create_mosaic = from_features

    @classmethod
    def from_urls(
        cls,
        urls: Sequence[str],
        minzoom: int | None = None,
        maxzoom: int | None = None,
        max_threads: int = 20,
        tilematrixset: TileMatrixSet | None = None,
        quiet: bool = True,
        **kwargs: Any,
    ) -> Self:
        """A mosaic of images, which are opened to find their footprints, and their zooms where none are given.

        ``kwargs`` are those of ``from_features``. Images that cannot be read are left out and told in ``notices``.

        Raises:
            BadAssetError: no image can be read.
            MultipleDataTypeError: the images have different data types.
        """
        from .creation import zooms_of_images
        from .footprints import get_footprints

        footprints = get_footprints(
            urls, tms=tilematrixset, max_threads=max_threads, quiet=quiet, progress=kwargs.get("progress")
        )
        minzoom, maxzoom = zooms_of_images(footprints, minzoom, maxzoom)
        mosaic = cls.from_features(footprints, minzoom, maxzoom, tilematrixset=tilematrixset, quiet=quiet, **kwargs)
        mosaic._notices = (*footprints.notices, *mosaic._notices)
        return mosaic

    @classmethod
    def from_stac(
        cls, items: Iterable[Any], minzoom: int, maxzoom: int, *, accessor: Accessor | None = None, **kwargs: Any
    ) -> Self:
        """A mosaic of STAC items: dictionaries, or objects with ``to_dict`` such as those of pystac.

        ``accessor`` defaults to ``default_stac_accessor``, the address of the item. Raises and ``kwargs`` as
        ``from_features``.
        """
        features = [item if isinstance(item, Mapping) else item.to_dict() for item in items]
        return cls.from_features(features, minzoom, maxzoom, accessor=accessor or default_stac_accessor, **kwargs)


def tms_of(value: Any) -> TileMatrixSet:
    """A tile matrix set from its JSON, of version 2 or 1 of the standard, or from the name of a known one.

    Names are not in the specification, but are written by hand often enough.

    Raises:
        ValueError: it is none of these.
    """
    try:
        if isinstance(value, str):
            return morecantile.tms.get(value)
        if isinstance(value, Mapping):
            is_version_1 = "supportedCRS" in value
            return TileMatrixSet.from_v1(dict(value)) if is_version_1 else TileMatrixSet.model_validate(value)
    except (MorecantileError, ProjError, LookupError, TypeError, ValueError) as error:
        raise ValueError(f"it is no tile matrix set: {error}") from error
    raise ValueError("it is no tile matrix set")


def center_of(bounds: BBox, zoom: int) -> tuple[float, float, int]:
    """The middle of bounds in degrees, which may cross the antimeridian (west > east), with a zoom."""
    west, south, east, north = bounds
    longitude = (west + east) / 2
    if west > east:
        longitude = (west + east + 360) / 2
        longitude = longitude - 360 if longitude > 180 else longitude
    return longitude, (south + north) / 2, zoom


def checked_tiles(value: Any) -> dict[str, list[str]]:
    """``tiles`` as a dictionary of its own; the lists are the given ones. A table is what it is: it cannot be changed.

    A well-formed dictionary, such as a JSON parser makes, is checked without a Python loop: 0.2 s for a million keys.

    Raises:
        ValueError: not an object of lists of strings; the message names the first wrong key and value.
    """
    if not isinstance(value, Mapping):
        raise ValueError(f"tiles must be an object of lists of strings, got {shortened(value)}")  # noqa: TRY004 - pydantic wants it
    if isinstance(value, TileTable):
        return copied_tiles(value)
    tiles = dict(value)
    has_lists = set(map(type, tiles)) <= {str} and set(map(type, tiles.values())) <= {list}
    if has_lists and set(map(type, chain.from_iterable(tiles.values()))) <= {str}:
        return tiles
    for quadkey, assets in tiles.items():
        if not isinstance(quadkey, str):
            raise ValueError(f"the keys of tiles must be strings, got {shortened(quadkey)}")  # noqa: TRY004 - pydantic wants it
        if not isinstance(assets, list | tuple):
            raise ValueError(f"tiles[{quadkey!r}] must be a list of strings, got {shortened(assets)}")  # noqa: TRY004 - pydantic wants it
        for asset in assets:
            if not isinstance(asset, str):
                raise ValueError(f"tiles[{quadkey!r}] must be a list of strings, got one with {shortened(asset)}")  # noqa: TRY004 - pydantic wants it
        tiles[quadkey] = list(assets)
    return tiles


def _is_rgb(color: Any) -> bool:
    return isinstance(color, Sequence) and not isinstance(color, str) and len(color) == 3


_REQUIRED = frozenset({"mosaicjson", "tiles"})


def _without_invalid(values: dict[str, Any]) -> tuple[dict[str, Any], list[Notice]]:
    """The values of a document without the optional ones that are null or invalid, and a notice for each of the latter."""
    notices = []
    for key in [key for key in values if key in MosaicJSON.model_fields and key not in _REQUIRED]:
        value = values[key]
        if value is None:
            del values[key]
            continue
        try:
            values[key] = _validated(key, value)
        except ValidationError as error:
            del values[key]
            reason = error.errors(include_url=False, include_input=False, include_context=False)[0]["msg"]
            notices.append(_ignored(f"{key} is ignored, its value {shortened(value)} is not valid: {reason}"))
    low, high = values.get("minzoom", 0), values.get("maxzoom", MAX_ZOOM)
    if low > high:
        values["minzoom"], values["maxzoom"] = high, low
        notices.append(_ignored(f"minzoom {low} and maxzoom {high} are swapped, minzoom must not be the greater one"))
    version = values.get("mosaicjson")
    if isinstance(version, str) and version not in KNOWN_VERSIONS:
        notices.append(
            _ignored(f"the version {version!r} is unknown, the keys of {', '.join(KNOWN_VERSIONS)} are read")
        )
    return values, notices


def _ignored(message: str) -> Notice:
    return Notice(code="bad_document", message=message)


def _validated(key: str, value: Any) -> Any:
    """One optional value, validated exactly as the model's field is."""
    draft = MosaicJSON.model_construct()
    MosaicJSON.__pydantic_validator__.validate_assignment(draft, key, value)
    return getattr(draft, key)


def _notices_about_tiles(mosaic: MosaicJSON) -> Iterable[Notice]:
    if not mosaic.tiles:
        yield Notice(code="empty", message="the document lists no tiles, nothing can be drawn")
        return
    if isinstance(mosaic.tiles, TileTable):
        wrong = list(mosaic.tiles.shape.others)
        if wrong:
            yield _wrong_keys(wrong, len(mosaic.tiles))
        return
    if "".join(mosaic.tiles).strip("0123") or max(map(len, mosaic.tiles)) > MAX_ZOOM:
        wrong = [key for key in mosaic.tiles if not is_quadkey(key)]
        yield _wrong_keys(wrong, len(mosaic.tiles))


def _wrong_keys(wrong: Sequence[str], count: int) -> Notice:
    return _ignored(f"{len(wrong)} of {count} keys of tiles are ignored, they are no quadkeys, such as {wrong[0]!r}")
