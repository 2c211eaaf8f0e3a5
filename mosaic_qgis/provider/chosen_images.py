"""The images that a layer's URI leaves out or puts on top: its options `exclude` and `first`. QGIS side, pure.

Both are lists of names with commas between them, percent-encoded; a name is what the engine calls an image's key.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, unquote

from .uri import LayerUri

EXCLUDE = "exclude"
FIRST = "first"
_SAFE = "/:@;+-._~*()!$'<>=?&#"


@dataclass(frozen=True, kw_only=True)
class ChosenImages:
    """Keys of images; none is in both lists."""

    excluded: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    """Topmost first."""

    def __bool__(self) -> bool:
        return bool(self.excluded or self.first)

    def excluding(self, *keys: str) -> ChosenImages:
        """The same, without some images."""
        more = tuple(dict.fromkeys((*self.excluded, *keys)))
        return ChosenImages(excluded=more, first=tuple(key for key in self.first if key not in keys))

    def raising(self, *keys: str) -> ChosenImages:
        """The same, with some images on top of all others."""
        rest = tuple(key for key in self.first if key not in keys)
        excluded = tuple(key for key in self.excluded if key not in keys)
        return ChosenImages(excluded=excluded, first=(*dict.fromkeys(keys), *rest))

    def releasing(self, *keys: str) -> ChosenImages:
        """The same, with some images as the mosaic has them."""
        return ChosenImages(
            excluded=tuple(key for key in self.excluded if key not in keys),
            first=tuple(key for key in self.first if key not in keys),
        )


def chosen_in(uri: LayerUri) -> ChosenImages:
    """What a layer's URI says."""
    excluded = _names(uri.options.get(EXCLUDE, ""))
    first = tuple(name for name in _names(uri.options.get(FIRST, "")) if name not in excluded)
    return ChosenImages(excluded=excluded, first=first)


def with_chosen(uri: LayerUri, chosen: ChosenImages) -> LayerUri:
    """The same layer with other images left out and on top."""
    options = {key: value for key, value in uri.options.items() if key not in (EXCLUDE, FIRST)}
    for key, names in ((EXCLUDE, chosen.excluded), (FIRST, chosen.first)):
        if names:
            options[key] = _text(names)
    return LayerUri(mosaic=uri.mosaic, options=options)


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(unquote(part.strip()) for part in text.split(",") if part.strip()))


def _text(names: Iterable[str]) -> str:
    return ",".join(quote(name, safe=_SAFE) for name in names)
