"""What looking up the assets of a place answers. Runs in the ENGINE; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from ..mosaic.errors import UntrustedReferenceError


@dataclass(frozen=True, kw_only=True)
class AssetLookup:
    """The assets of a place, and those that the mosaic names there but must not be opened."""

    assets: tuple[str, ...]
    """What to open, topmost first, each once."""
    refused: tuple[UntrustedReferenceError, ...] = ()
    """One error per asset that a document from elsewhere must not refer to."""
    is_truncated: bool = False
    """Whether a limit left assets out."""


def first_names(lists: Iterable[Sequence[str]], count: int) -> dict[str, None]:
    """The first ``count`` different names."""
    names: dict[str, None] = {}
    for name in chain.from_iterable(lists):
        names.setdefault(name)
        if len(names) >= count:
            break
    return names


def gathered(tiles: Iterable[tuple[str, Sequence[str]]], limit: int | None) -> dict[str, Sequence[str]]:
    """Quadkeys and their assets, until there are more than ``limit`` different assets; the others are not visited."""
    found: dict[str, Sequence[str]] = {}
    names: set[str] = set()
    for quadkey, assets in tiles:
        found[quadkey] = assets
        if limit is not None:
            names.update(assets)
            if len(names) > limit:
                break
    return found


def ordered(found: AssetLookup, reverse: bool = False) -> list[str]:
    """The assets that may be opened, topmost first or, reversed, last."""
    return list(reversed(found.assets)) if reverse else list(found.assets)
