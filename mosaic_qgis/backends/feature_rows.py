"""Features of a vector layer as rows: an image's address, its outline, what it is sorted by, when it was taken. Runs in the
ENGINE; blocks on the rows.

Rows are ``[address, WKB as base64, sort key, time]``, each but the address may be null; a time is ISO 8601.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from ..mosaic.errors import BadRequestError
from ..mosaic.gathered import GatheredFootprints
from ..mosaic.geometries import ToDegrees, geometries_of_wkb
from ..mosaic.notices import Notice, shortened
from .gathered_mosaic import Wanted, ZoomsOf, left_out, write_gathered
from .making import MadeMosaic, Report, check, named
from .naming import ImageNames
from .saving import check_target
from .times import AssetTimes

_CHUNK = 2048
_PARTS = 4
_READ = 0.4
"""How far it is when all rows are read."""
_SAMPLE = 256
"""Addresses that are remembered, to choose from those that are opened."""


@dataclass(frozen=True, kw_only=True)
class FeatureRows:
    """Rows that a mosaic is to be made of."""

    rows: Iterable[Any]
    count: int
    """About how many they are; 0: not known."""
    crs: str = ""
    """Of their outlines, x before y; empty: degrees."""
    is_descending: bool = False
    """Whether the greatest sort key comes first; rows without one come last."""


def make_mosaic_of_rows(
    features: FeatureRows, wanted: Wanted, zooms_of: ZoomsOf, *, report: Report, cancelled: Callable[[], bool]
) -> MadeMosaic:
    """Make a mosaic of rows and write it. All of it or nothing. ``zooms_of`` is asked with the addresses of some images.

    Raises:
        NoAssetFoundError: there is no row, or none that can be used.
        BadRequestError: a row is none, or the CRS.
        MosaicError: as ``write_gathered`` and ``zooms_of``.
    """
    check_target(wanted.target, overwrite=wanted.overwrite)
    with GatheredFootprints() as gathered:
        rows = _Rows(gathered, wanted)
        _gather(rows, features, report, cancelled)
        report(_READ, "zooms")
        zooms = zooms_of(rows.sample) if len(gathered) else (0, 0)
        return write_gathered(
            gathered,
            order_of(rows.keys, is_descending=features.is_descending),
            wanted,
            zooms=zooms,
            times=rows.known_times(),
            report=lambda fraction, text: report(None if fraction is None else _READ + (1 - _READ) * fraction, text),
            cancelled=cancelled,
        )


def _gather(rows: _Rows, features: FeatureRows, report: Report, cancelled: Callable[[], bool]) -> None:
    to_degrees = ToDegrees(features.crs, rows.wanted.recipe.tilematrixset.geographic_crs)
    source = iter(features.rows)
    seen = 0
    while chunk := list(islice(source, _CHUNK)):
        check(cancelled)
        rows.add(chunk, seen, to_degrees)
        seen += len(chunk)
        report(_READ * min(1.0, seen / features.count) if features.count else None, f"{seen} features")


class _Rows:
    """What is known of the rows so far, beside what ``gathered`` has."""

    def __init__(self, gathered: GatheredFootprints, wanted: Wanted) -> None:
        self.gathered = gathered
        self.wanted = wanted
        self.keys: list[Any] = []
        self.times: dict[str, str] = {}
        self.sample: list[str] = []
        self._stride = 1
        self._names = ImageNames(wanted.target)

    def add(self, chunk: Sequence[Any], first: int, to_degrees: ToDegrees) -> None:
        """Take rows; ``first`` is the number of the first one of them."""
        prefix = self.wanted.recipe.asset_prefix
        names: list[str] = []
        outlines: list[bytes | None] = []
        notices: list[Notice] = []
        for number, row in enumerate(chunk, first + 1):
            address, outline, key, taken = _checked(row, number)
            if not address:
                notices.append(left_out(f"Feature {number}", "it names no image"))
                continue
            self._remember(address, len(self.gathered.names) + len(names))
            name = named(address, self._names, prefix).removeprefix(prefix)
            names.append(name)
            outlines.append(outline)
            self.keys.append(key)
            if taken is not None:
                self.times.setdefault(name, taken)
        self.gathered.leave_out(notices)
        self.gathered.add(names, to_degrees.shapes(geometries_of_wkb(outlines), names))

    def _remember(self, address: str, number: int) -> None:
        """Keep addresses from all over, few of them."""
        if number % self._stride == 0:
            self.sample.append(address)
            if len(self.sample) > _SAMPLE:
                self.sample = self.sample[::2]
                self._stride *= 2

    def known_times(self) -> dict[str, str]:
        """When images were taken, as documents say it; what is no time is passed over."""
        times = AssetTimes.of_texts(self.times)
        known = ((name, times.text_of(name)) for name in self.times)
        return {name: text for name, text in known if text is not None}


def order_of(keys: Sequence[Any], *, is_descending: bool) -> list[int] | None:
    """Numbers of rows, sorted by their keys; those without one come last whichever way it is sorted.

    ``None`` where no row has one. Numbers and texts have no order between them: where there are both, all count as text.
    """
    known = [number for number, key in enumerate(keys) if key is not None]
    if not known:
        return None
    has_text = any(isinstance(keys[number], str) for number in known)
    known.sort(key=(lambda number: str(keys[number])) if has_text else keys.__getitem__, reverse=is_descending)
    return [*known, *(number for number, key in enumerate(keys) if key is None)]


def _checked(row: Any, number: int) -> tuple[str | None, bytes | None, Any, str | None]:
    if not isinstance(row, list) or len(row) != _PARTS:
        raise BadRequestError(f"A row is [address, outline, sort key, time], got {shortened(row)} as number {number}")
    address, outline, key, taken = row
    is_key = key is None or isinstance(key, str | int | float)
    if not all(part is None or isinstance(part, str) for part in (address, outline, taken)) or not is_key:
        raise BadRequestError(
            f"The parts of a row are texts, its sort key a number or a text, got {shortened(row)} as number {number}"
        )
    try:
        return address, None if outline is None else base64.b64decode(outline, validate=True), key, taken
    except (binascii.Error, ValueError) as error:
        raise BadRequestError(
            f"The outline of a row is WKB in base64, got {shortened(outline)} as number {number}"
        ) from error
