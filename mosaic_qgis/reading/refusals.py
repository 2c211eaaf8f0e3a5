"""Failures that may not be passed over: what was told of an image as the error of the whole work. Runs in the ENGINE; pure."""

from __future__ import annotations

from collections.abc import Iterator

from ..mosaic.errors import MosaicError
from .values import Failure


def refusal_of(failure: Failure) -> MosaicError:
    """The error of work that must not leave an image out, with the way out."""
    kinds = {kind.code: kind for kind in _all_kinds(MosaicError)}
    words = f"{failure.message.rstrip('.')}; correct it, or have images that cannot be read left out"
    return kinds.get(failure.code, MosaicError)(words, asset=failure.asset)


def _all_kinds(kind: type[MosaicError]) -> Iterator[type[MosaicError]]:
    """The general ones last, so that they win over special ones with the same code."""
    for special in kind.__subclasses__():
        yield from _all_kinds(special)
    yield kind
