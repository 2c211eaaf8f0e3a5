"""``GatheredFootprints``: where images lie, however many they are, in little memory. Runs in the ENGINE; no I/O but one temporary file.

Names stay in memory, outlines go to a temporary file as soon as they are more than some megabytes.
"""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Iterator, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

import numpy
import shapely
from numpy.typing import NDArray

from .errors import BadRequestError, UnreachableError
from .notices import Notice
from .shapes import Shapes

MOST_NOTICES = 1000
"""Of images that are left out; the rest is counted."""
_MEMORY_BYTES = 32 << 20
_CHUNK = 4096


class GatheredFootprints:
    """Images and their outlines, numbered from 0 in the order in which they came. Not thread-safe."""

    def __init__(self) -> None:
        self.names: list[str] = []
        """Of all images, also of those without an outline."""
        self.notices: list[Notice] = []
        """The first ones that are left out."""
        self.left_out = 0
        """How many are."""
        self._outlines: Any = tempfile.SpooledTemporaryFile(_MEMORY_BYTES)  # noqa: SIM115 - closed by close
        self._numbers = array("q")
        self._sizes = array("q")
        self._areas = array("d")
        self._boxes = array("d")
        self._box_numbers = array("q")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __len__(self) -> int:
        """How many images have an outline."""
        return len(self._numbers)

    def close(self) -> None:
        """Remove the temporary file."""
        # What could not be written before cannot be now.
        with suppress(OSError):
            self._outlines.close()

    def add(self, names: Sequence[str], shapes: Shapes) -> None:
        """Take images; ``shapes`` are of the features that ``names`` count from 0.

        Raises:
            BadRequestError: a name is no text, as a file's may be.
            UnreachableError: the disk is full.
        """
        _require_texts(names)
        first = len(self.names)
        self.names += names
        self.leave_out(shapes.notices)
        outlines = shapely.to_wkb(shapes.geometries).tolist()
        try:
            self._outlines.write(b"".join(outlines))
        except OSError as error:
            raise UnreachableError(
                f"The temporary file of outlines in {tempfile.gettempdir()} cannot be written ({error.strerror})"
            ) from error
        self._numbers.extend((first + shapes.features).tolist())
        self._sizes.extend(map(len, outlines))
        whole = shapely.bounds(shapes.geometries).reshape(-1, 4)
        self._areas.extend(((whole[:, 2] - whole[:, 0]) * (whole[:, 3] - whole[:, 1])).tolist())
        parts, owners = shapely.get_parts(shapes.geometries, return_index=True)
        self._boxes.extend(shapely.bounds(parts).ravel().tolist())
        self._box_numbers.extend((first + shapes.features[owners]).tolist())

    def leave_out(self, notices: Sequence[Notice]) -> None:
        """Images that are none of these: told and counted."""
        self.left_out += len(notices)
        self.notices += notices[: MOST_NOTICES - len(self.notices)]

    def boxes(self, is_wanted: NDArray[numpy.bool_]) -> NDArray[numpy.float64]:
        """West, south, east, north of each part of an outline of the images that are wanted, shape (n, 4)."""
        boxes = numpy.array(self._boxes, dtype=numpy.float64).reshape(-1, 4)
        return boxes[is_wanted[numpy.array(self._box_numbers, dtype=numpy.int64)]]

    def chunks(self, most_area: float) -> Iterator[Shapes]:
        """All outlines; ``features`` are the numbers of the images. ``most_area`` of one chunk in square degrees, unless one image
        alone is larger."""
        self._outlines.seek(0)
        start = 0
        while start < len(self._numbers):
            reached = numpy.cumsum(self._areas[start : start + _CHUNK])
            size = max(1, int(numpy.searchsorted(reached, most_area)))
            sizes = self._sizes[start : start + size]
            text = self._outlines.read(sum(sizes))
            ends = numpy.cumsum(sizes).tolist()
            outlines = [text[end - length : end] for end, length in zip(ends, sizes, strict=True)]
            yield Shapes(
                geometries=numpy.asarray(shapely.from_wkb(outlines), dtype=object),
                features=numpy.asarray(self._numbers[start : start + size], dtype=numpy.int64),
                notices=(),
            )
            start += size


def _require_texts(names: Sequence[str]) -> None:
    try:
        "".join(names).encode()
    except UnicodeEncodeError:
        wrong = next(name for name in names if not name.isascii() and name != name.encode(errors="ignore").decode())
        raise BadRequestError(
            f"A document names images in UTF-8, which {wrong!r} is not; give that file another name"
        ) from None
