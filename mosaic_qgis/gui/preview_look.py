"""Opening a mosaic for a look at it: what it is, how many images, where they lie, a picture. QGIS side.

Works in the background and tells what it finds as it finds it, by signals on the main thread. Says nothing in the message
bar. The mosaic that it has opened is the one that a layer gets which is added next.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..engine.client.terms import EngineFailure
from ..host import failures
from ..host.auth import credentials_for
from ..host.guard import answer, guarded
from ..host.openings import LONGEST_S
from ..host.patience import wait
from ..host.translation import tr
from . import tasks
from .preview_facts import count_of_images

if TYPE_CHECKING:
    from ..engine.client.process import Pending
    from ..provider.opening import MosaicOpener
    from ..provider.source import MosaicSource
    from ..provider.uri import LayerUri
    from .preview_picture import Picture

_COUNT_S = 10.0
_COUNTED_MOST = 5000
_OUTLINES_S = 20.0
_OUTLINES_SHOWN = 500
_PICTURE_S = 30.0
_PARTIAL_S = 0.25
_OPEN, _COUNTED, _OUTLINED = 0.4, 0.5, 0.6
"""How far it is after each part."""


class PreviewLook(QObject):
    """One look at one mosaic. Lives on the main thread; nothing is told after `cancel`."""

    described = pyqtSignal(object)
    """The open mosaic, a MosaicSource."""
    counted = pyqtSignal(str)
    """How many images there are, in words."""
    outlined = pyqtSignal(object)
    """GeoJSON geometries of images, in degrees."""
    pictured = pyqtSignal(object, int, int)
    """Bytes as Qt paints them (`Picture.painted`), width and height in pixels; comes again as the picture fills."""
    ended = pyqtSignal(object)
    """EngineFailure, or None where all went well."""

    def __init__(self, opener: MosaicOpener, uri: LayerUri, longest_px: int, parent: QObject) -> None:
        """Reads the credentials, without asking anybody for a password. Raises EngineFailure("auth").

        `longest_px`: the longer side of the picture.
        """
        # No child of it: the thread that tells what it finds must never find the teller deleted. The task keeps it.
        super().__init__()
        parent.destroyed.connect(self.cancel)
        self._credentials = credentials_for(uri.options, may_ask=False)
        self._opener = opener
        self._uri = uri
        self._longest_px = longest_px
        self._task: tasks.EngineTask | None = None

    def start(self) -> None:
        """Begin, once everybody who wants to hear of it is connected."""
        text = tr("Looking at {subject}").format(subject=failures.quoted(self._uri.name))
        self._task = tasks.start(text, self._look, lambda _value: self.ended.emit(None), self.ended.emit, self)
        self._task.taskTerminated.connect(self._terminated)

    @guarded(answer(None))
    def cancel(self, *_parent: object) -> None:
        """Stop; nothing more is told. Returns at once."""
        self.blockSignals(True)
        if self._task is not None and not sip.isdeleted(self._task):
            self._task.cancel()

    @guarded(answer(None))
    def _terminated(self) -> None:
        if self._task is not None and self._task.isCanceled():
            # In QGIS's status bar.
            self.ended.emit(EngineFailure("cancelled", tr("The preview was cancelled.")))

    # On a thread of the pool

    def _look(self, task: tasks.EngineTask) -> None:
        source = self._opener.open(
            self._uri,
            login=lambda: self._credentials,
            timeout_s=LONGEST_S,
            is_cancelled=task.isCanceled,
            is_quiet=True,
        )
        self.described.emit(source)
        task.report(_OPEN, "")
        self.counted.emit(count_of_images(_tried(task, lambda: source.first_images(_COUNTED_MOST, _COUNT_S))))
        task.report(_COUNTED, "")
        places = _tried(task, lambda: _awaited(source.outlines(_OUTLINES_SHOWN), _OUTLINES_S, task))
        if places is not None:
            self.outlined.emit([feature["geometry"] for feature in places["features"]])
        task.report(_OUTLINED, "")
        if not task.isCanceled():
            self._draw(source, task)

    def _draw(self, source: MosaicSource, task: tasks.EngineTask) -> None:
        """The picture, shown as it fills. Raises EngineFailure where nothing of it came."""
        from ..provider.frames import Grid
        from .preview_picture import Picture, grid_for, shown_bands

        extent = source.description["extent"]
        width_px, height_px = grid_for(extent, self._longest_px)
        bands = shown_bands(source.bands)
        picture = Picture(bands, width_px, height_px)
        grid = Grid(extent=tuple(extent), width_px=width_px, height_px=height_px, resampling="nearest", sketch=True)
        pending = source.sketch(grid, [band.number for band in bands], picture.paint)
        ends = time.monotonic() + _PICTURE_S
        while not pending.wait(_PARTIAL_S):
            if task.isCanceled() or time.monotonic() > ends:
                pending.cancel()
                break
            self._show(picture)
        self._show(picture)
        if not task.isCanceled():
            pending.result(0)

    def _show(self, picture: Picture) -> None:
        pixels = picture.painted()
        height, width = pixels.shape
        self.pictured.emit(pixels.tobytes(), width, height)


def _tried(task: tasks.EngineTask, ask: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """An answer that the preview can do without."""
    try:
        return None if task.isCanceled() else ask()
    except EngineFailure:
        return None


def _awaited(pending: Pending, timeout_s: float, task: tasks.EngineTask) -> Mapping[str, Any]:
    if not wait(pending, timeout_s, task.isCanceled):
        pending.cancel()
    return pending.result(0)
