"""The images of a layer one by one, at points: which are listed there, which reach there, what one alone shows.

Runs in the ENGINE; thread-safe. Reads as `points` does, on the caller's thread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .finding import ImageFinder
from .points import PointReader, Values
from .values import Failure, TimeTexts


class SingleImages:
    """The images of one layer."""

    def __init__(self, *, finder: ImageFinder, points: PointReader) -> None:
        self._finder = finder
        self._points = points

    def listed_at(
        self, x: float, y: float, cancelled: Callable[[], bool], *, time: TimeTexts | None = None
    ) -> tuple[str, ...]:
        """The images that the finest tile at a point of the layer's CRS lists; they need not reach to the point.

        Raises Cancelled, and BadRequestError where `time` is none.
        """
        return self._finder.at(x, y, time, cancelled)

    def reaches(self, href: str, x: float, y: float, cancelled: Callable[[], bool]) -> bool:
        """Whether an image has a pixel at a point, by its header alone. Raises MosaicError about that image, Cancelled."""
        return self._points.lies_at(href, x, y, self._finder.source, cancelled)

    def values_at(
        self, hrefs: Sequence[str], x: float, y: float, cancelled: Callable[[], bool]
    ) -> tuple[Values, tuple[Failure, ...]]:
        """What the layer would show at a point if it had these images only, and those of them that failed. Raises Cancelled."""
        return self._points.values(x, y, hrefs, self._finder.source, cancelled)
