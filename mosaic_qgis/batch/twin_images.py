"""The images of a mosaic as GDAL can be told of them: what each file is, and one order for all. Runs in the ENGINE.

Reads the heads of images, no pixels. Names are without logins, signatures and marks of ours.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from rasterio._path import _parse_path

from ..backends.base import MosaicJSONBackend
from ..backends.gdal import gdal_environment
from ..mosaic.errors import UntrustedReferenceError
from ..mosaic.unsigned import unsigned
from ..reading.finding import ImageFinder
from ..reading.image_list import ImageList, short_name
from ..reading.images import ImageInfo
from ..reading.layer import MosaicLayer
from ..reading.pool import GDAL_OPTIONS, ImageSource, _opened
from ..reading.resources import failure_of
from ..reading.stack import look_at_bands, stack_document
from ..reading.values import Failure
from .index_walk import IndexWalk
from .mosaics import shared_resources
from .runner import LocalRunner

_INDEXED, _LOOKED = 0.2, 0.9
"""How far it is when all names are known, and when all heads are read."""
_AT_ONCE = 16

Report = Callable[[float | None, str], None]


@dataclass(frozen=True, kw_only=True)
class TwinImage:
    """One image."""

    name: str
    """For people."""
    gdal_name: str
    """What GDAL opens: a path, a name below /vsi…, or the text of a VRT for an image in several files."""
    info: ImageInfo
    datetime: str | None
    needs_login: bool
    """Whether whoever opens it has to sign in."""

    @property
    def is_file(self) -> bool:
        """Whether it is a file of this machine."""
        return not self.gdal_name.startswith(("/vsi", "<"))


@dataclass(frozen=True, kw_only=True)
class TwinImages:
    """All images of a mosaic."""

    images: tuple[TwinImage, ...]
    """The topmost first."""
    is_one_order: bool
    """Whether this order is that of every tile; a mosaic may have a different one in each."""
    skipped: tuple[Failure, ...]
    """Images that cannot be read."""


def images_of(
    layer: MosaicLayer,
    *,
    report: Report = lambda _fraction, _text: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> TwinImages:
    """Look at all images of a mosaic.

    Raises:
        WorkCancelled, Cancelled: the caller withdrew.
        MosaicError: the store of the index.
    """
    backend, resources = layer.backend, shared_resources()
    cells = IndexWalk(backend).cells(report, cancelled, share=(0.0, _INDEXED))
    names, is_one_order = one_order(names for _, names in cells)
    hrefs, refused = _opened_as(backend, names)
    finder = ImageFinder(backend, layer.description.maxzoom)
    lister = ImageList(
        backend=backend,
        finder=finder,
        resources=resources,
        geographic_wkt=layer.description.geographic_crs_wkt,
    )

    def looking(fraction: float | None, text: str) -> None:
        report(None if fraction is None else _INDEXED + (_LOOKED - _INDEXED) * fraction, text)

    found = lister.placed(hrefs, exact=True, report=looking, cancelled=cancelled)
    failures = {**refused, **found.failures}
    sources = {href: finder.source(href) for href in hrefs if href in found.infos}
    stacks = _stacks({href: source for href, source in sources.items() if source.bands}, failures, cancelled)
    images = [
        TwinImage(
            name=short_name(href),
            gdal_name=stacks.get(href) or gdal_name(href),
            info=found.infos[href],
            datetime=backend.datetime_of(href),
            needs_login=bool(source.options) or any(unsigned(file) != file for file in source.files),
        )
        for href, source in sources.items()
        if href not in failures
    ]
    return TwinImages(images=tuple(images), is_one_order=is_one_order, skipped=tuple(failures.values()))


def _opened_as(backend: MosaicJSONBackend, names: Iterable[str]) -> tuple[list[str], dict[str, Failure]]:
    """What to open for names, each once, and those that must not be opened."""
    hrefs: dict[str, None] = {}
    refused: dict[str, Failure] = {}
    for name in names:
        try:
            hrefs[backend._resolver.resolve(name)] = None
        except UntrustedReferenceError as error:
            refused[name] = failure_of(error, name)
    return list(hrefs), refused


def one_order(lists: Iterable[Sequence[str]]) -> tuple[list[str], bool]:
    """One order that keeps that of every list, and whether there is one; else as many as there can be.

    What the lists leave open stands as it was named first.
    """
    first: dict[str, int] = {}
    behind: dict[str, set[str]] = {}
    before: dict[str, int] = {}
    for names in lists:
        above: str | None = None
        for name in names:
            first.setdefault(name, len(first))
            if above is not None and above != name and name not in behind.setdefault(above, set()):
                behind[above].add(name)
                before[name] = before.get(name, 0) + 1
            above = name
    free = [(place, name) for name, place in first.items() if not before.get(name)]
    heapq.heapify(free)
    waiting = iter(first)
    found: dict[str, None] = {}
    is_whole = True
    while len(found) < len(first):
        if free:
            name = heapq.heappop(free)[1]
        else:
            # They go round in a circle: somewhere it must be cut.
            is_whole = False
            name = next(each for each in waiting if each not in found)
        if name in found:
            continue
        found[name] = None
        for other in behind.get(name, ()):
            before[other] -= 1
            if not before[other] and other not in found:
                heapq.heappush(free, (first[other], other))
    return list(found), is_whole


def gdal_name(href: str) -> str:
    """What GDAL calls an image, without login and signature."""
    # What stands behind "#" of a blob is its account, which GDAL knows from its own options.
    address = unsigned(href)
    if address.startswith(("az://", "/vsiaz/")):
        address = address.partition("#")[0]
    return str(_parse_path(address).as_vsi())


def _stacks(
    sources: dict[str, ImageSource], failures: dict[str, Failure], cancelled: Callable[[], bool]
) -> dict[str, str]:
    """The VRTs of images in several files."""
    found: dict[str, str] = {}
    hrefs = list(sources)
    outcomes = LocalRunner(_AT_ONCE).run(_stack, sources.values(), cancelled=cancelled)
    for outcome in sorted(outcomes, key=lambda each: each.number):
        href = hrefs[outcome.number]
        if outcome.error is not None:
            failures[href] = failure_of(outcome.error, href)
        elif outcome.value is not None:
            found[href] = outcome.value
    return found


def _stack(source: ImageSource) -> str:
    with gdal_environment({**GDAL_OPTIONS, **dict(source.options)}):
        bands = look_at_bands(source.bands, partial(_opened, options=source.options))
    return stack_document([replace(band, gdal_name=gdal_name(band.source.href)) for band in bands])
