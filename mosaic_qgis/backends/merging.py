"""Several mosaics written as one: each with its own names, one index, one document. Runs in the ENGINE; blocks on the stores.

Never opens an image.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..mosaic.errors import BadRequestError, NoAssetFoundError
from ..mosaic.joining import check_zoom, common_zoom, joined_header, joined_tiles, size_of
from .base import TIMES_KEY, MosaicJSONBackend
from .making import check, write_document
from .naming import NewNames
from .saving import NewTexts, Report, SavedMosaic, check_target
from .stacks import KEY, Stack, written_stacks

_NAMED, _JOINED = 0.5, 0.8
"""How far it is when all images have their names, and when all lists are joined."""
_LOOK_EVERY = 5_000

Tiles = dict[str, list[str]]


def merge_mosaics(
    sources: Sequence[MosaicJSONBackend],
    target: str,
    *,
    credentials: Any = None,
    overwrite: bool = False,
    quadkey_zoom: int | None = None,
    texts: NewTexts | None = None,
    report: Report = lambda _fraction, _text: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> SavedMosaic:
    """Write the images of open mosaics, as their options have them, to ``target``, the first mosaic topmost. All or nothing.

    ``credentials`` are those of the store of ``target``; ``quadkey_zoom`` is that of the new index, ``None`` the finest of the
    mosaics' own, unless its lists would be too long.

    Raises:
        ReadOnlyMosaicError, MosaicExistsError: as ``check_target``; the latter also from the store itself.
        BadRequestError: the index cannot have this zoom, or their images are of files in different ways.
        UnsupportedError: the mosaics have different tile matrix sets.
        UntrustedReferenceError: the document would name files of this machine from elsewhere.
        NoAssetFoundError: there is no image in any of them.
        MakingCancelled: the caller withdrew in time.
        MosaicError: as the stores.
    """
    check_target(target, overwrite=overwrite)
    header = joined_header([source.mosaic_def for source in sources], quadkey_zoom or 0)
    names = _AllNames(target)
    indexes: list[Tiles] = []
    for number, source in enumerate(sources):
        check(cancelled)
        report(_NAMED * number / len(sources), f"mosaic {number + 1} of {len(sources)}")
        indexes.append(names.renamed(source, cancelled))
    indexes = [tiles for tiles in indexes if tiles]
    if not indexes:
        raise NoAssetFoundError(f"None of the {len(sources)} mosaics has an image that could be written")
    sizes = [size_of(tiles) for tiles in indexes]
    if quadkey_zoom is not None:
        check_zoom(quadkey_zoom, sizes)
    zoom = common_zoom(sizes) if quadkey_zoom is None else quadkey_zoom
    report(_NAMED, f"an index of zoom {zoom}")
    tiles = joined_tiles(indexes, zoom, check=lambda: check(cancelled))
    given = texts or NewTexts()
    changes: dict[str, Any] = {"tiles": tiles, "quadkey_zoom": zoom, **names.keys}
    for key in ("name", "description", "attribution"):
        if (text := getattr(given, key)) is not None:
            changes[key] = text or None
    uri = write_document(
        header.model_copy(update=changes),
        target,
        credentials=credentials,
        overwrite=overwrite,
        report=lambda text: report(_JOINED, text),
        cancelled=cancelled,
    )
    return SavedMosaic(uri=uri, images=names.count, tiles=len(tiles))


class _AllNames:
    """The names of all images in the new document."""

    def __init__(self, target: str) -> None:
        self._target = target
        self._names: set[str] = set()
        self._stacks: dict[str, Stack] = {}
        self._times: dict[str, str] = {}

    @property
    def count(self) -> int:
        """Different images so far."""
        return len(self._names)

    @property
    def keys(self) -> Mapping[str, Any]:
        """Further keys of the document."""
        found = {KEY: written_stacks(self._stacks), TIMES_KEY: self._times}
        return {key: value for key, value in found.items() if value}

    def renamed(self, source: MosaicJSONBackend, cancelled: Callable[[], bool]) -> Tiles:
        """The tiles of a mosaic with new names. Raises as ``NewNames``."""
        names = NewNames(source, self._target)
        tiles: Tiles = {}
        for number, (quadkey, listed) in enumerate(source.chosen_mosaic().tiles.items()):
            if number % _LOOK_EVERY == 0:
                check(cancelled)
            # Two names may be one address once their signatures are gone.
            kept = list(dict.fromkeys(name for each in listed if (name := names.new(each)) is not None))
            if kept:
                tiles[quadkey] = kept
        apart = self._apart(names.stacks)
        if apart:
            tiles = {key: [apart.get(name, name) for name in listed] for key, listed in tiles.items()}
        for name, stack in names.stacks.items():
            self._stacks[apart.get(name, name)] = stack
        for name, time in names.times.items():
            self._times.setdefault(apart.get(name, name), time)
        self._names.update(name for listed in tiles.values() for name in listed)
        return tiles

    def _apart(self, stacks: Mapping[str, Stack]) -> dict[str, str]:
        """Other names for images of several files that would be called like other ones of another mosaic.

        Raises:
            BadRequestError: the files of the mosaics are different bands.
        """
        first = next(iter(self._stacks.values()), None)
        apart = {}
        for name, stack in stacks.items():
            if first is not None and _bands_of(first) != _bands_of(stack):
                raise BadRequestError(
                    "Mosaics whose images are several files each can be merged when these are the same bands, got "
                    f"{', '.join(_bands_of(first))} and {', '.join(_bands_of(stack))}; choose the same assets for all"
                )
            if self._stacks.get(name, stack) != stack:
                number = 2
                while f"{name}#{number}" in self._stacks or f"{name}#{number}" in stacks:
                    number += 1
                apart[name] = f"{name}#{number}"
        return apart


def _bands_of(stack: Stack) -> list[str]:
    return [source.name for source in stack.sources]
