"""Images of a document that are several files each: one band here, another there. Runs in the ENGINE; pure, no I/O.

Owns the key ``stacks`` of a document::

    {"bands": [{"name": "B04", "asset": "B04"}, …],
     "images": {"<name in tiles>": [{"href": "…", "band": 1, "scale": 0.0001, "offset": 0, "nodata": 0, "unit": ""}, …]}}

The specification has no place for such images. Who does not know the key finds under their names what they are called elsewhere:
the STAC items, when a search was saved. All but ``href`` may be left out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..mosaic.errors import MosaicError
from ..mosaic.notices import Notice, shortened
from .bands import BandFacts, BandSource

KEY = "stacks"


@dataclass(frozen=True, kw_only=True)
class Stack:
    """One image."""

    sources: tuple[BandSource, ...]
    facts: tuple[BandFacts, ...]
    """One per source; empty where nothing is told."""


def stacks_of(
    extras: Mapping[str, Any] | None, named: Callable[[str], str], opened: Callable[[str], str]
) -> tuple[dict[str, Stack], tuple[Notice, ...]]:
    """The stacks of a document by the address that their name stands for, and what was wrong with the others.

    ``named`` resolves the name of an image, ``opened`` a reference to a file; both may raise MosaicError.
    """
    value = (extras or {}).get(KEY)
    if value is None:
        return {}, ()
    bands = value.get("bands") if isinstance(value, Mapping) else None
    images = value.get("images") if isinstance(value, Mapping) else None
    if not isinstance(bands, list) or not isinstance(images, Mapping):
        text = f'{KEY} is ignored, it must have "bands" and "images", got {shortened(value)}'
        return {}, (Notice(code="bad_document", message=text),)
    stacks, wrong = {}, []
    for name, files in images.items():
        try:
            stacks[named(str(name))] = _stack(bands, files, opened)
        except (MosaicError, ValueError, TypeError, KeyError, AttributeError) as error:
            code = error.code if isinstance(error, MosaicError) else "bad_document"
            wrong.append(Notice(code=code, message=f"an image of {KEY} is ignored: {error}", asset=str(name)))
    return stacks, tuple(wrong)


def _stack(bands: Sequence[Any], files: Sequence[Any], opened: Callable[[str], str]) -> Stack:
    if len(files) != len(bands):
        raise ValueError(f"it must have {len(bands)} files, got {len(files)}")
    sources = tuple(
        BandSource(
            href=opened(str(file["href"])),
            band_1based=int(file.get("band", 1)),
            name=str(band.get("name") or number),
            asset=str(band.get("asset") or ""),
        )
        for number, (band, file) in enumerate(zip(bands, files, strict=True), 1)
    )
    facts = tuple(
        BandFacts(
            scale=_number(file.get("scale")),
            offset=_number(file.get("offset")),
            nodata=_number(file.get("nodata")),
            unit=str(file.get("unit") or ""),
        )
        for file in files
    )
    return Stack(sources=sources, facts=() if all(fact.is_empty for fact in facts) else facts)


def written_stacks(images: Mapping[str, Stack]) -> dict[str, Any]:
    """The value of the key for these images, empty for none; all have the same bands. Numbers that are not finite are left out."""
    first = next(iter(images.values()), None)
    if first is None:
        return {}
    return {
        "bands": [{"name": source.name, "asset": source.asset} for source in first.sources],
        "images": {
            name: [_file(stack, place) for place in range(len(stack.sources))] for name, stack in images.items()
        },
    }


def _file(stack: Stack, place: int) -> dict[str, Any]:
    source = stack.sources[place]
    fact = stack.facts[place] if stack.facts else BandFacts()
    told = {"scale": fact.scale, "offset": fact.offset, "nodata": fact.nodata}
    numbers = {key: value for key, value in told.items() if value is not None and math.isfinite(value)}
    return {
        "href": source.href,
        **({"band": source.band_1based} if source.band_1based != 1 else {}),
        **numbers,
        **({"unit": fact.unit} if fact.unit else {}),
    }


def _number(value: Any) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else None
