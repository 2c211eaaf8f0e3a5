"""Which assets a layer of found items can show: what the items offer, and the usual pictures and indices made of it.

QGIS side, pure. Goes by common names of bands first, then by the keys that catalogs use for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

_LOOKED_AT = 200
"""Items of one collection have the same assets, but for odd ones; so many tell which."""
_IMAGE_TYPES = ("image/tiff", "image/vnd.stac.geotiff", "image/x.geotiff", "image/jp2")
_NOT_THE_IMAGE = frozenset({"thumbnail", "overview", "metadata"})
_PLAIN = re.compile(r"[A-Za-z_]\w*\Z")

NATURAL, INFRARED, SHORT_WAVE, PICTURE = "natural colour", "colour infrared", "short-wave infrared", "picture"
NDVI, NDWI, NDMI, NBR = "NDVI", "NDWI", "NDMI", "NBR"
_COLOURS: Final[Mapping[str, tuple[str, ...]]] = {
    NATURAL: ("red", "green", "blue"),
    INFRARED: ("nir", "red", "green"),
    SHORT_WAVE: ("swir22", "nir", "red"),
}
_INDICES: Final[Mapping[str, tuple[str, str]]] = {
    NDVI: ("nir", "red"),
    NDWI: ("green", "nir"),
    NDMI: ("nir", "swir16"),
    NBR: ("nir", "swir22"),
}
_ALSO: Final[Mapping[str, tuple[str, ...]]] = {"nir": ("nir08", "rededge4"), "swir22": ("swir2",), "swir16": ("swir1",)}
"""Common names that will do where the right one is not offered."""
_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "blue": ("blue", "B02", "B02_10m", "SR_B2"),
    "green": ("green", "B03", "B03_10m", "SR_B3"),
    "red": ("red", "B04", "B04_10m", "SR_B4"),
    "nir": ("nir", "nir08", "B08", "B08_10m", "SR_B5"),
    "swir16": ("swir16", "B11", "B11_20m", "SR_B6"),
    "swir22": ("swir22", "B12", "B12_20m", "SR_B7"),
}
_PICTURE_KEYS = ("visual", "rendered", "TCI_10m")


@dataclass(frozen=True, kw_only=True)
class Offer:
    """An asset that found items have."""

    key: str
    title: str
    common_name: str
    """Of its only band, such as "red"; may be empty."""
    is_picture: bool
    """Whether it is meant to be looked at."""
    share: float
    """Of the items, how many have it: 0 to 1."""

    @property
    def label(self) -> str:
        """For lists."""
        words = [self.title if self.title != self.key else "", self.common_name]
        told = ", ".join(dict.fromkeys(word for word in words if word))
        return f"{self.key} – {told}" if told else self.key


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What a layer shows."""

    name: str
    """One of the names above."""
    assets: tuple[str, ...] = ()
    expression: str = ""


def offers_of(items: Sequence[Mapping[str, Any]]) -> tuple[Offer, ...]:
    """The images among the assets of items, those that all have first, otherwise in the items' order."""
    looked_at = items[:: max(1, len(items) // _LOOKED_AT)]
    found: dict[str, list[Mapping[str, Any]]] = {}
    for item in looked_at:
        for key, asset in item["assets"].items():
            if _is_image(asset):
                found.setdefault(key, []).append(asset)
    offers = [
        Offer(
            key=key,
            title=str(assets[0].get("title") or ""),
            common_name=str(assets[0].get("common_name") or ""),
            is_picture="visual" in (assets[0].get("roles") or ()) or key in _PICTURE_KEYS,
            share=len(assets) / len(looked_at),
        )
        for key, assets in found.items()
    ]
    return tuple(sorted(offers, key=lambda offer: -round(offer.share, 2)))


def choices_of(offers: Sequence[Offer], preferred: Sequence[str] = ()) -> tuple[Choice, ...]:
    """The pictures and indices that these assets make; `preferred`: what the catalog's preset shows, first."""
    keys = {offer.key for offer in offers}
    choices = []
    if preferred and all(key in keys for key in preferred):
        is_one = len(preferred) == 1
        choices.append(Choice(name=PICTURE if is_one else NATURAL, assets=tuple(preferred)))
    choices += [Choice(name=PICTURE, assets=(offer.key,)) for offer in offers if offer.is_picture]
    for name, colours in _COLOURS.items():
        bands = [_key_of(colour, offers) for colour in colours]
        if None not in bands:
            choices.append(Choice(name=name, assets=tuple(band for band in bands if band)))
    for name, (one, other) in _INDICES.items():
        first, second = _key_of(one, offers), _key_of(other, offers)
        if first and second:
            choices.append(Choice(name=name, expression=index_of(first, second)))
    return tuple(_unlike(choices))


def index_of(one: str, other: str) -> str:
    """The normalised difference of two assets as an expression."""
    a, b = quoted(one), quoted(other)
    return f"({a}-{b})/({a}+{b})"


def quoted(key: str) -> str:
    """An asset's key as expressions have it."""
    return key if _PLAIN.match(key) else f'"{key}"'


def _key_of(colour: str, offers: Sequence[Offer]) -> str | None:
    for common_name in (colour, *_ALSO.get(colour, ())):
        for offer in offers:
            if offer.common_name == common_name and not offer.is_picture:
                return offer.key
    keys = {offer.key for offer in offers}
    return next((key for key in _KEYS[colour] if key in keys), None)


def _unlike(choices: Iterable[Choice]) -> list[Choice]:
    seen: set[tuple[tuple[str, ...], str]] = set()
    kept = []
    for choice in choices:
        what = (choice.assets, choice.expression)
        if what not in seen:
            seen.add(what)
            kept.append(choice)
    return kept


def _is_image(asset: Mapping[str, Any]) -> bool:
    if _NOT_THE_IMAGE & set(asset.get("roles") or ()):
        return False
    media_type = str(asset.get("type") or "").lower()
    # The engine hands no addresses out, so that what has no type may be an image.
    return not media_type or media_type.startswith(_IMAGE_TYPES)
