"""Floating-point numbers in JSON, which has no word for those that are not finite.

Owns the "number*" of docs/protocol.md. Runs on BOTH sides. Never touches whole messages: see codec.py.
"""

from __future__ import annotations

import math
import reprlib
from typing import Final

_WORDS: Final = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


def number_to_json(number: float) -> float | str:
    """``number`` itself, or "nan", "inf", "-inf" where it is not finite."""
    if math.isfinite(number):
        return number
    if math.isnan(number):
        return "nan"
    return "inf" if number > 0 else "-inf"


def number_from_json(value: object) -> float:
    """The float that ``number_to_json`` wrote; a JSON integer becomes a float too.

    Raises:
        ValueError: ``value`` is no number and none of the three words.
    """
    if isinstance(value, str) and value in _WORDS:
        return _WORDS[value]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        try:
            return float(value)
        except OverflowError as exc:
            raise ValueError(f"must fit a 64-bit float, got an integer of {value.bit_length()} bits") from exc  # type: ignore[union-attr]
    raise ValueError(f"must be a number or one of 'nan', 'inf', '-inf', got {clipped(value)}")


def clipped(value: object) -> str:
    """``repr(value)`` cut to about 100 characters, for error texts; quick for a value of any size."""
    return _SHORT.repr(value)


_SHORT: Final = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 100
