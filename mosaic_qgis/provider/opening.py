"""From a layer's URI to an open mosaic: credentials, the engine, and what is said about reads. QGIS side.

One opener per loaded plugin. Layers of the same document and options share one open mosaic, so that a clone or a
duplicate costs nothing. Blocks up to the time-out of the settings, never longer.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..engine.client.process import EngineFailure
from ..host import failures, settings
from ..host.auth import credentials_for
from ..host.engine import EngineHost
from ..host.log import log
from ..host.notes import Notes
from ..host.translation import tr
from . import paths
from . import uri as uris
from .frames import FrameCache
from .source import Limits, MosaicSource

if TYPE_CHECKING:
    from .frames import Frame
    from .uri import LayerUri

_SILENT = ("cancelled",)
_SKIPPED_NAMED = 20


class MosaicOpener:
    """Opens mosaics for providers."""

    def __init__(self, engine: EngineHost, notes: Notes) -> None:
        self._engine = engine
        self._notes = notes
        current = settings.load()
        self._frames = FrameCache(int(current.frame_cache_megabytes * 1024 * 1024))
        self._sources: weakref.WeakValueDictionary[tuple[str, object], MosaicSource] = weakref.WeakValueDictionary()
        self._lock = threading.Lock()

    def open(self, uri: LayerUri, *, anew: bool = False) -> MosaicSource:
        """The open mosaic of a layer's URI, a shared one unless `anew`. Raises EngineFailure."""
        mosaic = paths.absolute(uri.mosaic)
        if not mosaic:
            raise EngineFailure("bad_request", "a layer needs the path or URL of a mosaic, got nothing")
        key = (uris.encode(uri.with_mosaic(mosaic)), _stamp(mosaic))
        if not anew:
            with self._lock:
                known = self._sources.get(key)
            if known is not None:
                return known
        current = settings.load()
        try:
            remote = self._engine.open(mosaic, uri.options, credentials_for(uri.options), current.open_timeout_s)
        except EngineFailure as failure:
            failure.detail["is_search"] = mosaic.lower().startswith("stac+")
            raise
        subject = uri.name
        source = MosaicSource(
            remote,
            frames=self._frames,
            limits=Limits(
                stall_timeout_s=current.stall_timeout_s,
                statistics_timeout_s=current.statistics_timeout_s,
                point_timeout_s=current.point_timeout_s,
            ),
            on_frame_settled=lambda frame: self._tell(frame, subject),
        )
        for warning in source.description.get("warnings") or ():
            self._notes.post(
                tr("{subject}: {message}").format(subject=failures.quoted(subject), message=warning["message"]),
                kind=f"warning {subject} {warning['code']}",
                detail=str(warning.get("asset") or ""),
            )
        with self._lock:
            self._sources[key] = source
        return source

    def tell_failure(self, failure: EngineFailure, subject: str) -> str:
        """Say that something failed, in the log and the message bar; gives the sentence with the engine's own words."""
        text = failures.sentence(failure, subject)
        told = failures.with_detail(text, failure.message)
        if failure.code == "environment" and not failure.detail.get("is_set_up"):
            # In a window the offer to set the engine up is the message.
            log(told, "error")
        elif failure.code not in _SILENT:
            self._notes.post(text, "error", kind=f"{failure.code} {subject}", detail=failure.message)
        return told

    def _tell(self, frame: Frame, subject: str) -> None:
        """What a person should know about a read that ended."""
        if frame.failure is not None:
            self.tell_failure(frame.failure, subject)
        elif frame.result is not None:
            self._tell_skipped(frame.result.get("skipped") or (), subject)
            for note in frame.result.get("notes") or ():
                text = failures.sentence(EngineFailure(note["code"], note["message"]), subject)
                self._notes.post(text, "info", kind=f"note {subject} {note['code']}", detail=note["message"])

    def _tell_skipped(self, skipped: Sequence[Mapping[str, Any]], subject: str) -> None:
        if skipped:
            href = str(skipped[0].get("asset") or "?")
            name = href.split("?")[0].replace("\\", "/").rstrip("/").rpartition("/")[2]
            text = failures.left_out(len(skipped), name, subject)
            detail = "\n".join(f"{each.get('asset') or '?'}: {each['message']}" for each in skipped[:_SKIPPED_NAMED])
            self._notes.post(text, kind=f"skipped {subject}", detail=detail)


def _stamp(mosaic: str) -> object:
    """Tells versions of a local document apart; None for any other."""
    path = uris.file_in(mosaic)
    if path is None:
        return None
    try:
        status = Path(path).stat()
    except (OSError, ValueError):
        return None
    return (status.st_mtime_ns, status.st_size)
