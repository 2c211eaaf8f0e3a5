"""From a layer's URI and its options, which are texts, to an open backend. Runs in the ENGINE.

Owns the options that decide where a mosaic comes from and what it is; those about pixels belong to ``reading.options``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import morecantile
from morecantile import TileMatrixSet
from morecantile.errors import InvalidIdentifier

from ..mosaic.errors import BadRequestError, MosaicError, UnsupportedError
from ..mosaic.model import MosaicJSON
from ..mosaic.notices import shortened
from ..mosaic.quadkeys import MAX_ZOOM
from . import MosaicBackend, scheme_of
from .base import MosaicJSONBackend
from .image_choice import ImageChoice
from .logins import credentials_for, image_access, no_credentials

DEFAULT_MAX_ITEMS = 1000
"""Items of a STAC search that a layer takes when its URI does not say; that more match is told."""


def open_backend(
    uri: str,
    options: Mapping[str, str],
    login: Mapping[str, Any] | None = None,
    *,
    images_login: Mapping[str, Any] | None = None,
    cancelled: Callable[[], bool] | None = None,
    mosaic_def: MosaicJSON | None = None,
    place: str = "",
) -> MosaicJSONBackend:
    """Open the mosaic of a layer. Blocks on the store, within its time limits.

    ``login`` is QGIS's for the document or the API, ``images_login`` that for the images, where it is another one;
    unknown options are nobody's fault here. ``mosaic_def`` is the document where it is there already: the store is not asked then. ``place`` is the
    folder that a document on the web came from, after redirects.

    Raises:
        BadRequestError: an option has a wrong value.
        UnsupportedError: an unknown scheme, tile matrix set or kind of login.
        MosaicError: see the backends.
    """
    arguments = backend_arguments(uri, options)
    scheme = scheme_of(uri)
    credentials = credentials_for(scheme, login)
    if arguments.get("unsigned_images"):
        if credentials is not None:
            raise BadRequestError("A layer has either a login (authcfg) or signing=none, not both; remove one of them")
        if images_login is not None:
            raise BadRequestError(
                "A layer has either a login for its images (assets_authcfg) or signing=none, not both; remove one of them"
            )
        credentials = no_credentials(scheme)
    access = image_access(options.get("signing", "").strip(), images_login)
    if access is not None:
        arguments["image_access"] = access
    if credentials is not None:
        arguments["credentials"] = credentials
    if cancelled is not None:
        arguments["cancelled"] = cancelled
    if mosaic_def is not None and scheme in ("http", "https"):
        arguments["known"] = mosaic_def, place or uri
    elif mosaic_def is not None:
        arguments["mosaic_def"] = mosaic_def
    try:
        return MosaicBackend(uri, **arguments)
    except MosaicError:
        raise
    except ValueError as error:
        raise UnsupportedError(str(error)) from error


def backend_arguments(uri: str, options: Mapping[str, str]) -> dict[str, Any]:
    """What the backend of ``uri`` is called with; does no I/O. Raises as ``open_backend``."""
    given = {key: text.strip() for key, text in options.items() if isinstance(text, str) and text.strip()}
    # Without the option, the mosaic's own tile matrix set.
    arguments: dict[str, Any] = {"tms": _tile_matrix_set("tms", given)}
    choice = ImageChoice.of_options(given)
    if choice:
        arguments["choice"] = choice
    if _is_unsigned(given):
        arguments["unsigned_images"] = True
    return {**arguments, **_stac_arguments(given)} if _is_stac(scheme_of(uri)) else arguments


def _stac_arguments(given: Mapping[str, str]) -> dict[str, Any]:
    from .stac_assets import AssetAccessor
    from .stac_here import FilteredHere

    mosaic_options: dict[str, Any] = {
        "tilematrixset": _tile_matrix_set("mosaic_tms", given),
        "minzoom": _zoom("mosaic_minzoom", given),
        "maxzoom": _zoom("mosaic_maxzoom", given),
    }
    mosaic_options = {key: value for key, value in mosaic_options.items() if value is not None}
    keys = tuple(key.strip() for key in given.get("assets", "").split(",") if key.strip())
    if len(keys) < 2:
        # One asset: its file is what the tiles name, nothing has to be put together.
        mosaic_options["accessor"] = AssetAccessor(key=keys[0] if keys else None)
    here = FilteredHere.of_options(given)
    limits = {"max_items": _count("max_items", given) or DEFAULT_MAX_ITEMS, "limit": _count("limit", given)}
    return {
        "query": _query(given),
        "minzoom": _zoom("minzoom", given),
        "maxzoom": _zoom("maxzoom", given),
        "stac_api_options": {key: value for key, value in limits.items() if value is not None},
        "mosaic_options": mosaic_options,
        "assets": keys or None,
        **({"here": here} if here else {}),
        **({"asset_bands": _asset_bands(given["asset_bands"])} if "asset_bands" in given else {}),
    }


def _asset_bands(text: str) -> dict[str, list[int]]:
    """Of which assets only some bands are wanted; made of an expression, not written by people."""
    try:
        return {str(key): [int(band) for band in bands] for key, bands in json.loads(text).items()}
    except (ValueError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise BadRequestError(
            f'The option asset_bands is a JSON object such as {{"visual": [1, 2]}}, not {shortened(text)}'
        ) from error


def _is_unsigned(given: Mapping[str, str]) -> bool:
    return given.get("signing") == "none"


def _query(given: Mapping[str, str]) -> dict[str, Any]:
    text = given.get("query")
    if text is None:
        return {}
    try:
        query = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadRequestError(f"The option query is a JSON object, {shortened(text)} is no JSON ({error})") from error
    if not isinstance(query, dict):
        raise BadRequestError(
            f'The option query is a JSON object such as {{"collections": […]}}, not {shortened(query)}'
        )
    return query


def _tile_matrix_set(key: str, given: Mapping[str, str]) -> TileMatrixSet | None:
    name = given.get(key)
    if name is None:
        return None
    try:
        return morecantile.tms.get(name)
    except InvalidIdentifier as error:
        known = ", ".join(sorted(morecantile.tms.list()))
        raise UnsupportedError(f"The option {key} is one of {known}, not {name!r}") from error


def _zoom(key: str, given: Mapping[str, str]) -> int | None:
    zoom = _number(key, given)
    if zoom is not None and not 0 <= zoom <= MAX_ZOOM:
        raise BadRequestError(f"The option {key} lies in 0…{MAX_ZOOM}, not {zoom}")
    return zoom


def _count(key: str, given: Mapping[str, str]) -> int | None:
    count = _number(key, given)
    if count is not None and count < 1:
        raise BadRequestError(f"The option {key} is a whole number above 0, not {count}")
    return count


def _number(key: str, given: Mapping[str, str]) -> int | None:
    text = given.get(key)
    try:
        return None if text is None else int(text)
    except ValueError:
        raise BadRequestError(f"The option {key} is a whole number, not {text!r}") from None


def _is_stac(scheme: str) -> bool:
    return scheme.startswith("stac+")
