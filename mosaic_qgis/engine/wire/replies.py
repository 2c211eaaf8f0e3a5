"""The five kinds of reply of docs/protocol.md.

Runs on BOTH sides. A patch's array is the frame's payload (arrays.py); the value of a result is checked against its
request's own dataclass (results.py) by the client, which knows what it asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Final, Literal

from .numbers import clipped
from .requests import check_bands

DType = Literal[
    "uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64",
    "float32", "float64", "complex64", "complex128",
]  # fmt: skip
"""What a patch may hold: the data types that GDAL knows and numpy names."""


class Reply:
    """Base of all replies."""

    kind: ClassVar[str]
    """Its name on the wire."""
    final: ClassVar[bool]
    """Whether it is the last message of its request."""


@dataclass(frozen=True, kw_only=True)
class PatchReply(Reply):
    """A finished rectangle of a read; the payload holds it as (band, row, column)."""

    kind = "patch"
    final = False

    col: int
    """Column of its left edge in the asked grid."""
    row: int
    """Row of its top edge in the asked grid."""
    width: int
    height: int
    bands: tuple[int, ...]
    """1-based, in the order of the payload's first axis."""
    dtype: DType
    complete: bool
    """False where an asset failed that should have contributed."""

    def __post_init__(self) -> None:
        if self.col < 0 or self.row < 0 or self.width < 1 or self.height < 1:
            place = [self.col, self.row, self.width, self.height]
            raise ValueError(f"A patch lies at column and row 0 or more and has an area, got {place}.")
        check_bands(self.bands)


@dataclass(frozen=True, kw_only=True)
class ProgressReply(Reply):
    """How far a long job is."""

    kind = "progress"
    final = False

    fraction: float | None
    """0 to 1; None where it cannot be known."""
    text: str

    def __post_init__(self) -> None:
        if self.fraction is not None and not 0 <= self.fraction <= 1:
            raise ValueError(f"fraction must be from 0 to 1, got {self.fraction}.")


@dataclass(frozen=True, kw_only=True)
class PartReply(Reply):
    """Some entries of a long list in the result. They come before it, so that no message takes long to understand."""

    kind = "part"
    final = False

    name: str
    """Field of the result; its entries are those of all parts, then those of the result itself."""
    entries: tuple[object, ...]
    """JSON, as that field has it."""

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError("name must not be empty.")


@dataclass(frozen=True, kw_only=True)
class ResultReply(Reply):
    """The request succeeded."""

    kind = "result"
    final = True

    value: Mapping[str, object]
    """JSON of the request's result."""


@dataclass(frozen=True, kw_only=True)
class ErrorReply(Reply):
    """The request failed or was cancelled."""

    kind = "error"
    final = True

    code: str
    """A code of failures.py."""
    message: str
    """One sentence: the rule and the received value."""
    detail: Mapping[str, object] = field(default_factory=dict)
    """Further facts."""

    def __post_init__(self) -> None:
        if not self.code:
            raise ValueError(f"An error has a code, got {clipped(self.code)}.")


AnyReply = PatchReply | ProgressReply | PartReply | ResultReply | ErrorReply

REPLIES: Final[Mapping[str, type[AnyReply]]] = {
    kind.kind: kind for kind in (PatchReply, ProgressReply, PartReply, ResultReply, ErrorReply)
}
"""Every reply by its name on the wire."""
