"""How the samples of a TIFF's directory are written down, where reading them takes no more than inflating. Runs in the ENGINE.

What is told here is enough to make pixels of a block's bytes (`inflating`). All other codings, types and layouts are GDAL's:
of them nothing is told. No I/O, no pixels.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

_BITS, _COMPRESSION, _PHOTOMETRIC, _FILL_ORDER = 258, 259, 262, 266
_SAMPLES, _PLANAR, _PREDICTOR, _SAMPLE_FORMAT = 277, 284, 317, 339
_PLAIN, _DEFLATE, _OLD_DEFLATE = 1, 8, 32946
_BLACK_IS_ZERO, _RGB, _PALETTE, _MASK = 1, 2, 3, 4
_MOST_SIGNIFICANT_FIRST = 1
_TOGETHER, _SEPARATE = 1, 2
_NO_PREDICTOR, HORIZONTAL, FLOATING_POINT = 1, 2, 3
_KINDS = {1: "u", 2: "i", 3: "f"}
_FLOAT = 3
_WHOLE_BYTES = frozenset({8, 16, 32, 64})
_FLOATS = frozenset({32, 64})


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """What a block's bytes mean."""

    bands: int
    samples: int
    """Of each pixel within one block: as many as there are bands, or one where bands are stored apart."""
    bits: int
    """Of a sample; 1 for a mask."""
    dtype: str
    """numpy's, with the file's byte order. A mask's is that of the bytes which hold its bits."""
    is_deflated: bool
    predictor: int
    """What was done to the samples before; 1 for nothing."""


def coding_of(numbers: Callable[[int], tuple[int, ...]], order: str) -> Coding | None:
    """The coding of a directory; None where reading it is GDAL's work.

    `numbers` gives the values of a tag, none where there is no such tag; `order` is < or >, for the bytes of numbers.
    """

    def one(tag: int, default: int) -> int:
        """The value that a tag has for all bands, -1 where they differ."""
        found = numbers(tag) or (default,)
        return found[0] if len(set(found)) == 1 else -1

    compression, photometric = one(_COMPRESSION, _PLAIN), one(_PHOTOMETRIC, -1)
    bands, bits, kind = one(_SAMPLES, 1), one(_BITS, 1), one(_SAMPLE_FORMAT, 1)
    planar = one(_PLANAR, _TOGETHER)
    is_deflated = compression in {_DEFLATE, _OLD_DEFLATE}
    predictor = one(_PREDICTOR, _NO_PREDICTOR) if is_deflated else _NO_PREDICTOR
    if (
        (compression != _PLAIN and not is_deflated)
        or one(_FILL_ORDER, _MOST_SIGNIFICANT_FIRST) != _MOST_SIGNIFICANT_FIRST
        or planar not in {_TOGETHER, _SEPARATE}
        or kind not in _KINDS
        or bands < 1
    ):
        return None
    if photometric == _MASK:
        is_known = (bands, bits, kind, predictor) == (1, 1, 1, _NO_PREDICTOR)
    elif photometric in {_BLACK_IS_ZERO, _RGB, _PALETTE}:
        is_known = bits in (_FLOATS if kind == _FLOAT else _WHOLE_BYTES) and (
            predictor in {_NO_PREDICTOR, HORIZONTAL} or (predictor == FLOATING_POINT and kind == _FLOAT)
        )
    else:
        is_known = False
    if not is_known:
        return None
    return Coding(
        bands=bands,
        samples=1 if planar == _SEPARATE else bands,
        bits=bits,
        dtype="u1" if bits == 1 else f"{order}{_KINDS[kind]}{bits // 8}",
        is_deflated=is_deflated,
        predictor=predictor,
    )
