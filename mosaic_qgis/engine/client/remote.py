"""An open mosaic as the QGIS side sees it.

QGIS side, without QGIS. Every method returns at once; what takes time is in the Pending that it gives.
"""

from __future__ import annotations

import contextlib
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

from ..wire.failures import BAD_REQUEST, EngineFailure
from ..wire.request import Request
from ..wire.requests import Assets, Footprints, Identify, Read, Sample, Statistics, Status
from ..wire.results import Extent
from ..wire.saving import Save
from ..wire.times import TimeRange
from .pending import ArrayPatch, Call, OnProgress, Pending
from .session import Session

_OPEN_LATER: Final = ""
"""The handle of a request that has not been sent: the client fills in the present one."""


class MosaicOwner(Protocol):
    """What a mosaic needs of its client."""

    def send(self, call: Call) -> None: ...

    def cancel(self, call: Call) -> None: ...

    def forget(self, session: Session) -> None: ...


class RemoteMosaic:
    """A mosaic that is open in the engine. Opens itself again after a crash of the engine. Thread-safe."""

    description: Mapping[str, Any]
    """The description of docs/protocol.md, numbers as floats; that of the first opening (``handle`` may be outdated)."""

    def __init__(self, owner: MosaicOwner, session: Session, description: Mapping[str, Any]) -> None:
        self.description = description
        self._owner = owner
        self._session = session
        self._forget = weakref.finalize(self, owner.forget, session)
        self._forget.atexit = False

    def __repr__(self) -> str:
        return f"<RemoteMosaic {self._session.opening.uri}>"

    def read(
        self,
        extent: Sequence[float],
        width: int,
        height: int,
        bands: Sequence[int] | None = None,
        resampling: str = "nearest",
        on_patch: Callable[[ArrayPatch], None] | None = None,
        *,
        time: TimeRange | None = None,
        sketch: bool = False,
        is_whole: bool = False,
    ) -> Pending:
        """Read pixels of a north-up grid.

        Args:
            extent: xmin, ymin, xmax, ymax in the layer's CRS.
            width: columns of the grid.
            height: rows of the grid; row 0 is at ymax.
            bands: 1-based; None means all.
            resampling: as rasterio names it.
            on_patch: gets finished rectangles on the client's reader thread, so it must be quick. After a crash the
                read is repeated once, and patches that came before come again.
            time: begin and end in ISO 8601 with a time zone, both included, None is open; only images of this time.
            sketch: for the eye, now: at low zooms it may end after some seconds, with outlines of images left out.
            is_whole: all images count, however many and however long it takes.

        Raises:
            EngineFailure: ``bad_request`` for arguments that no mosaic could answer.
        """
        with _checked():
            request = Read(
                handle=_OPEN_LATER,
                extent=_extent(extent),
                width=int(width),
                height=int(height),
                bands=None if bands is None else tuple(int(band) for band in bands),
                resampling=resampling,
                time=time,
                sketch=sketch,
                is_whole=is_whole,
            )
        return self._ask(request, on_patch)

    def identify(self, x: float, y: float, *, time: TimeRange | None = None) -> Pending:
        """Values and images at a point in the layer's CRS. Raises as ``read``."""
        with _checked():
            request = Identify(handle=_OPEN_LATER, x=float(x), y=float(y), time=time)
        return self._ask(request)

    def sample(self, points: Iterable[tuple[float, float]], *, time: TimeRange | None = None) -> Pending:
        """Values at points in the layer's CRS. Raises as ``read``."""
        with _checked():
            request = Sample(handle=_OPEN_LATER, points=tuple((float(x), float(y)) for x, y in points), time=time)
        return self._ask(request)

    def statistics(
        self,
        bands: Sequence[int],
        extent: Sequence[float] | None = None,
        sample_size: int = 0,
        percentiles: Sequence[float] = (),
        bins: int = 0,
        *,
        time: TimeRange | None = None,
    ) -> Pending:
        """Statistics of ``bands`` (1-based) from at most ``sample_size`` pixels (0: the engine's own bound).

        Raises as ``read``.
        """
        with _checked():
            request = Statistics(
                handle=_OPEN_LATER,
                bands=tuple(int(band) for band in bands),
                extent=None if extent is None else _extent(extent),
                sample_size=int(sample_size),
                percentiles=tuple(float(percentile) for percentile in percentiles),
                bins=int(bins),
                time=time,
            )
        return self._ask(request)

    def assets(self, extent: Sequence[float] | None = None, limit: int = 100) -> Pending:
        """At most ``limit`` images that touch ``extent`` (layer's CRS; None: everywhere). Raises as ``read``."""
        with _checked():
            request = Assets(handle=_OPEN_LATER, extent=None if extent is None else _extent(extent), limit=int(limit))
        return self._ask(request)

    def footprints(
        self,
        extent: Sequence[float] | None = None,
        limit: int = 1000,
        *,
        exact: bool = False,
        on_progress: OnProgress | None = None,
    ) -> Pending:
        """Where the images lie that touch ``extent``; ``exact`` opens those that are not known. Raises as ``read``."""
        with _checked():
            request = Footprints(
                handle=_OPEN_LATER,
                extent=None if extent is None else _extent(extent),
                limit=int(limit),
                exact=exact,
            )
        return self._ask(request, on_progress=on_progress)

    def status(self) -> Pending:
        """What the engine holds of the mosaic and what it could not read; touches no image."""
        return self._ask(Status(handle=_OPEN_LATER))

    def save(
        self,
        target: str,
        target_credentials: Mapping[str, Any] | None = None,
        *,
        overwrite: bool = False,
        name: str | None = None,
        description: str | None = None,
        attribution: str | None = None,
        on_progress: OnProgress | None = None,
    ) -> Pending:
        """Write its images as they are now as a MosaicJSON of its own, see docs/protocol.md. Raises as ``read``."""
        with _checked():
            request = Save(
                handle=_OPEN_LATER,
                target=target,
                target_credentials=target_credentials,
                overwrite=overwrite,
                name=name,
                description=description,
                attribution=attribution,
            )
        return self._ask(request, on_progress=on_progress)

    def close(self) -> None:
        """Let the engine forget it. Returns at once, idempotent; requests under way still end."""
        self._forget()

    def _ask(
        self,
        request: Request,
        on_patch: Callable[[ArrayPatch], None] | None = None,
        on_progress: OnProgress | None = None,
    ) -> Pending:
        call = Call(
            request,
            session=self._session,
            on_patch=on_patch,
            on_progress=on_progress,
            on_cancel=self._owner.cancel,
        )
        if self._forget.alive:
            self._owner.send(call)
        else:
            call.fail(EngineFailure(BAD_REQUEST, "The mosaic was closed; open it again."))
        return Pending(call, keep=self)


@contextlib.contextmanager
def _checked() -> Iterator[None]:
    try:
        yield
    except (ValueError, TypeError, OverflowError) as exc:
        raise EngineFailure(BAD_REQUEST, str(exc)) from exc


def _extent(extent: Sequence[float]) -> Extent:
    xmin, ymin, xmax, ymax = extent
    return float(xmin), float(ymin), float(xmax), float(ymax)
