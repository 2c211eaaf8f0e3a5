"""The images of one drawing: what is known of each, where it lies on the asked grid, which failed. Runs in the ENGINE.

Belongs to the drawing's thread. Opens nothing: the drawing has the workers open what is unknown here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from ..mosaic.errors import MosaicError
from .grid import Rect
from .images import ImageInfo
from .pool import ImageSource
from .projecting import ControlNet, SourceGrid, control_net, places_of
from .resources import ReadingResources, failure_of
from .sampling import Target
from .values import Failure


class Unknown:
    """Stands for an image that was not opened yet."""


UNKNOWN: Final = Unknown()


class ViewImages:
    """The images of one drawing, by href."""

    def __init__(
        self,
        *,
        target: Target,
        resources: ReadingResources,
        identify: Callable[[str], ImageSource],
        misfit: Callable[[ImageInfo], Failure | None],
    ) -> None:
        """`misfit` says why an image does not belong to the layer."""
        self._target = target
        self._resources = resources
        self._identify = identify
        self._misfit = misfit
        self._sources: dict[str, ImageSource] = {}
        self._infos: dict[str, ImageInfo | None] = {}
        self._nets: dict[str, ControlNet] = {}
        self._places: dict[str, list[SourceGrid]] = {}
        self._failures: dict[str, Failure] = {}

    @property
    def failures(self) -> tuple[Failure, ...]:
        """One per image that failed."""
        return tuple(self._failures.values())

    @property
    def sources(self) -> Mapping[str, ImageSource]:
        """Identities of the images that were looked at."""
        return self._sources

    def source(self, href: str) -> ImageSource:
        """The identity of an image that was asked for before."""
        return self._sources[href]

    def is_same(self, href: str, source: ImageSource) -> bool:
        """Whether an image is still what it was."""
        try:
            return self._identity(href) == source
        except MosaicError:
            return False

    def _identity(self, href: str) -> ImageSource:
        source = self._sources.get(href)
        if source is None:
            source = self._sources[href] = self._identify(href)
        return source

    def info(self, href: str) -> ImageInfo | Unknown | None:
        """What is known of an image: None when it failed, `UNKNOWN` when it has to be opened first."""
        if href in self._infos:
            return self._infos[href]
        try:
            source = self._identity(href)
        except MosaicError as error:
            self._refuse(href, failure_of(error, href))
            return None
        failure = self._resources.failures.recall(source)
        if failure is not None:
            self._refuse(href, failure)
            return None
        info = self._resources.known_info(source)
        return UNKNOWN if info is None else self._learn(href, info)

    def opened(self, href: str, info: ImageInfo | None, error: Exception | None) -> None:
        """Take in what opening an image gave."""
        if info is not None and error is None:
            self._learn(href, info)
            return
        failure = failure_of(error or RuntimeError("nothing came back"), href)
        self._resources.failures.remember(self._sources[href], failure)
        self._refuse(href, failure)

    def fail(self, href: str, failure: Failure) -> None:
        """Note a failure of a part of an image; the rest of it may be fine."""
        self._failures.setdefault(href, failure)

    def _learn(self, href: str, info: ImageInfo) -> ImageInfo | None:
        misfit = self._misfit(info)
        if misfit is not None:
            self._refuse(href, misfit)
            return None
        self._infos[href] = info
        return info

    def _refuse(self, href: str, failure: Failure) -> None:
        self._infos[href] = None
        self.fail(href, failure)

    def rects(self, href: str, info: ImageInfo, unit: Rect) -> list[tuple[SourceGrid, Rect]]:
        """Where an image lies in a rectangle of the grid."""
        places = self._places.get(href)
        if places is None:
            places = places_of(info, self._target.grid, self._target.grid_wkt, self._net(info))
            self._places[href] = places
        common = ((place, place.rect.intersection(unit)) for place in places)
        return [(place, rect) for place, rect in common if not rect.is_empty]

    def _net(self, info: ImageInfo) -> ControlNet:
        net = self._nets.get(info.crs_wkt)
        if net is None:
            net = self._nets[info.crs_wkt] = control_net(self._target.grid, self._target.grid_wkt, info.crs_wkt)
        return net
