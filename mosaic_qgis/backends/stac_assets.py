"""Which asset of an item a layer shows. Runs in the ENGINE; pure, no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..mosaic.errors import BadRequestError
from .stac_items import asset_href

_IMAGE_TYPES = ("image/tiff", "image/vnd.stac.geotiff", "image/x.geotiff", "image/jp2")
_IMAGE_SUFFIXES = (".tif", ".tiff", ".jp2", ".vrt")
_NOT_THE_IMAGE = frozenset({"thumbnail", "overview", "metadata"})
# What catalogs call the asset that is meant to be looked at, and then the one that holds the values.
_USUAL_KEYS = ("visual", "image", "rendered", "data", "analytic", "cog")
_NAMED_KEYS = 12


@dataclass(frozen=True, kw_only=True)
class AssetAccessor:
    """An accessor that gives the address of one asset."""

    key: str | None = None
    """Key of the asset; ``None`` chooses the picture that the item is about."""

    def __call__(self, item: Mapping[str, Any]) -> str:
        """The asset's address.

        Raises:
            BadRequestError: the item has no such asset, or none that stands out.
        """
        href = asset_href(item, self.key if self.key is not None else main_asset(item))
        if href is None:
            raise BadRequestError(f"they have no asset {self.key!r}")
        return href


def main_asset(item: Mapping[str, Any]) -> str:
    """The key of the image that an item is about.

    Raises:
        BadRequestError: none stands out.
    """
    assets = item.get("assets")
    images = {key: asset for key, asset in (assets or {}).items() if _is_image(asset)}
    if len(images) == 1:
        return next(iter(images))
    pictures = [key for key, asset in images.items() if "visual" in _roles(asset)]
    if len(pictures) == 1:
        return pictures[0]
    usual = next((key for key in _USUAL_KEYS if key in images), None)
    if usual is not None:
        return usual
    values = [key for key, asset in images.items() if "data" in _roles(asset)]
    if len(values) == 1:
        return values[0]
    raise BadRequestError(f"name the assets to show with the option assets, they have {keys_of(item)}")


def keys_of(item: Mapping[str, Any]) -> str:
    """The keys of an item's images, or of all its assets, for a message."""
    assets = item.get("assets")
    named = assets if isinstance(assets, Mapping) else {}
    keys = sorted(key for key, asset in named.items() if _is_image(asset)) or sorted(named)
    return ", ".join(keys[:_NAMED_KEYS]) + (", …" if len(keys) > _NAMED_KEYS else "") or "none"


def _is_image(asset: Any) -> bool:
    if not isinstance(asset, Mapping) or _NOT_THE_IMAGE & _roles(asset):
        return False
    media_type = str(asset.get("type") or "").lower()
    if media_type:
        return media_type.startswith(_IMAGE_TYPES)
    return str(asset.get("href") or "").partition("?")[0].lower().endswith(_IMAGE_SUFFIXES)


def _roles(asset: Any) -> frozenset[str]:
    roles = asset.get("roles") if isinstance(asset, Mapping) else None
    return frozenset(map(str, roles)) if isinstance(roles, list) else frozenset()
