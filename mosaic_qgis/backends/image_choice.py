"""``ImageChoice``: images that a layer leaves out, and those that it puts on top. Runs in the ENGINE; pure.

The options ``exclude`` and ``first`` name images as the document does. A name that may hold a secret stands in no URI:
such an image is named by its address without login and query.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from ..mosaic.assets import redacted
from ..mosaic.secret_names import has_secret

EXCLUDE = "exclude"
FIRST = "first"


@dataclass(frozen=True)
class ImageChoice:
    """What a layer's options say. Empty, it changes nothing and costs nothing."""

    excluded: frozenset[str] = frozenset()
    """Keys of images that count nowhere."""
    first: tuple[str, ...] = ()
    """Keys of images that lie above all others, topmost first."""

    @classmethod
    def of_options(cls, options: Mapping[str, str]) -> ImageChoice:
        """From the options of a layer's URI: names with commas between them, percent-encoded."""
        first = tuple(dict.fromkeys(_names(options.get(FIRST, ""))))
        return cls(excluded=frozenset(_names(options.get(EXCLUDE, ""))), first=first)

    def __bool__(self) -> bool:
        return bool(self.excluded or self.first)

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {key: place for place, key in enumerate(self.first)}

    def excludes(self, name: str, asset: str) -> bool:
        """Whether an image is left out: ``name`` as the document has it, ``asset`` as it is opened."""
        excluded = self.excluded
        return bool(excluded) and (
            name in excluded
            or asset in excluded
            or (_may_hold_secret(asset) and (address := public_address(asset)) != asset and address in excluded)
        )

    def place(self, name: str, asset: str) -> int:
        """Its place among those on top; for all others the place behind them."""
        places = self._places
        for key in (name, asset):
            if key in places:
                return places[key]
        return places.get(public_address(asset), len(places)) if _may_hold_secret(asset) else len(places)

    def room(self, limit: int) -> int:
        """How many images are looked at to find ``limit`` that are not left out."""
        return limit + len(self.excluded)


def key_of(name: str | None, asset: str) -> str:
    """What the options call an image: its name if that is known and fit to be shown, else its address."""
    for text in (name, asset):
        if text is not None and not _is_secret(text):
            return text
    return public_address(asset)


def public_address(asset: str) -> str:
    """An address without login and query."""
    return redacted(asset).partition("?")[0]


def _is_secret(text: str) -> bool:
    return _may_hold_secret(text) and (has_secret(text) or redacted(text).partition("?")[0] != text.partition("?")[0])


def _may_hold_secret(asset: str) -> bool:
    return "?" in asset or "@" in asset


def _names(text: str) -> list[str]:
    return [unquote(part.strip()) for part in text.split(",") if part.strip()]
