"""From a layer's URI to an open mosaic: credentials, the engine, and what is said about reads. QGIS side.

One opener per loaded plugin. Layers of the same document and options share one open mosaic, so that a clone or a
duplicate costs nothing, and who asks while another opens it waits for that. Waits are bounded by the settings and leave
QGIS's window alive (host/window.py).
"""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..engine.client.terms import EngineFailure
from ..host import failures, settings, window
from ..host.auth import credentials_for, stays_locked
from ..host.engine import EngineHost
from ..host.log import log
from ..host.notes import Notes
from ..host.patience import never
from ..host.translation import tr
from . import paths
from . import uri as uris
from .skipped import ToldImages

if TYPE_CHECKING:
    from ..host.settings import Settings
    from .frames import Frame, FrameCache
    from .pixels import OnPreview
    from .source import MosaicSource
    from .uri import LayerUri

_SILENT = ("cancelled",)
_TRIAL_S = 60.0
"""QGIS tries the layers of a project once more right after all of them were tried on its threads."""
_ON_THE_PAGE = ("promoted", "no_overviews", "scales")
"""Notes about an open mosaic that its Information page tells; nothing has to be done about them."""
_SKIPPED_NAMED = 20


Key = tuple[str, object]
Login = Callable[[], Mapping[str, Any] | None]


class _UnderWay(threading.Event):
    """An opening, set when it has ended."""

    def __init__(self) -> None:
        super().__init__()
        self.thread = threading.get_ident()


class MosaicOpener:
    """Opens mosaics for providers."""

    def __init__(self, engine: EngineHost, notes: Notes, on_preview: OnPreview = lambda _map, _is_first: None) -> None:
        self._engine = engine
        self.on_preview = on_preview
        self._notes = notes
        self._frames: FrameCache | None = None
        self._sources: weakref.WeakValueDictionary[Key, MosaicSource] = weakref.WeakValueDictionary()
        self._under_way: dict[Key, _UnderWay] = {}
        self._trials: dict[Key, tuple[float, EngineFailure]] = {}
        """When and how openings failed that QGIS's window tries once more."""
        self._lock = threading.Lock()

    def known(self, uri: LayerUri) -> MosaicSource | None:
        """The mosaic of a layer's URI if it is open. Never waits."""
        with self._lock:
            return self._sources.get(_key(uri))

    def open(
        self,
        uri: LayerUri,
        *,
        anew: bool = False,
        login: Login | None = None,
        may_ask: bool = True,
        timeout_s: float | None = None,
        is_cancelled: Callable[[], bool] = never,
        is_quiet: bool = False,
    ) -> MosaicSource:
        """The open mosaic of a layer's URI, a shared one unless `anew`. Raises EngineFailure.

        `is_quiet`: nothing is said in the message bar before somebody else opens it, too. `login` gives the credentials;
        default: from QGIS's authentication manager, which asks a person for its password where it `may_ask`; where it
        may not, QGIS's window tries once more if that fails. `timeout_s`: default as the settings say.
        """
        key = _key(uri)
        if not key[0]:
            raise EngineFailure("bad_request", "a layer needs the path or URL of a mosaic, got nothing")
        current = settings.load()
        bound_s = current.open_timeout_s if timeout_s is None else timeout_s
        other = None
        if not anew:
            with self._lock:
                known = self._sources.get(key)
                other = self._under_way.get(key)
            if known is not None:
                return self._told(known, uri, is_quiet=is_quiet)
        # Further down in this thread's own stack it could never end while this one waits.
        if other is not None and other.thread != threading.get_ident():
            window.wait(other, bound_s, is_cancelled)
            known = self.known(uri)
            if known is not None:
                return self._told(known, uri, is_quiet=is_quiet)
        if may_ask and window.asks():
            self._spare_second_trial(key)
        mine = _UnderWay()
        with self._lock:
            self._under_way.setdefault(key, mine)
        try:
            credentials = credentials_for(uri.options, may_ask=may_ask) if login is None else login()
            source = self._open(uri, key, credentials, bound_s, is_cancelled, anew=anew)
            return self._told(source, uri, is_quiet=is_quiet)
        except EngineFailure as failure:
            if not may_ask and failure.code != "auth":
                with self._lock:
                    self._trials[key] = (time.monotonic(), failure)
            raise
        finally:
            with self._lock:
                if self._under_way.get(key) is mine:
                    del self._under_way[key]
            mine.set()

    def _frame_cache(self, current: Settings) -> FrameCache:
        """The one cache for all layers, as large as the settings say now."""
        from .frames import FrameCache

        limit_bytes = int(current.frame_cache_megabytes * 1024 * 1024)
        with self._lock:
            if self._frames is None:
                self._frames = FrameCache(limit_bytes)
            self._frames.set_limit(limit_bytes)
            return self._frames

    def _spare_second_trial(self, key: Key) -> None:
        """Fail as the trial on another thread has just failed: only a login could make a difference."""
        now = time.monotonic()
        with self._lock:
            self._trials = {each: trial for each, trial in self._trials.items() if now - trial[0] < _TRIAL_S}
            trial = self._trials.get(key)
        if trial is not None:
            raise trial[1]

    def _open(
        self,
        uri: LayerUri,
        key: Key,
        credentials: Mapping[str, Any] | None,
        timeout_s: float,
        is_cancelled: Callable[[], bool],
        *,
        anew: bool,
    ) -> MosaicSource:
        mosaic = paths.absolute(uri.mosaic)
        try:
            remote = self._engine.open(mosaic, uri.options, credentials, timeout_s, is_cancelled, anew=anew)
        except EngineFailure as failure:
            failure.detail["is_search"] = mosaic.lower().startswith("stac+")
            raise
        # Loading the plugin loads neither numpy nor what works with it; the provider is made next, on the main thread.
        from . import provider  # noqa: F401
        from .source import Limits, MosaicSource

        subject, told = uri.name, ToldImages()
        current = settings.load()
        source = MosaicSource(
            remote,
            frames=self._frame_cache(current),
            limits=Limits(
                stall_timeout_s=current.stall_timeout_s,
                statistics_timeout_s=current.statistics_timeout_s,
                point_timeout_s=current.point_timeout_s,
            ),
            on_frame_settled=lambda frame: self._tell(frame, subject, told),
            wait=window.wait,
        )
        if stays_locked(uri.options):
            note = {"code": "auth", "message": tr("Opened without its login, which stays locked.")}
            source.description = {
                **source.description,
                # The message bar says it already, once for all layers.
                "warnings": [*(source.description.get("warnings") or ()), {**note, "asset": None, "is_told": True}],
            }
        with self._lock:
            self._sources[key] = source
        return source

    def _told(self, source: MosaicSource, uri: LayerUri, *, is_quiet: bool) -> MosaicSource:
        """The same mosaic, after its warnings were told once."""
        with self._lock:
            if is_quiet or source.is_told:
                return source
            source.is_told = True
        subject = uri.name
        for warning in source.description.get("warnings") or ():
            text = tr("{subject}: {message}").format(subject=failures.quoted(subject), message=warning["message"])
            if warning["code"] in _ON_THE_PAGE or warning.get("is_told"):
                log(text)
            elif warning.get("asset"):
                # A map tells how many images it lacks.
                log(text, "warning")
            else:
                self._notes.post(text, kind=f"warning {subject} {warning['code']}")
        return source

    def tell_failure(
        self, failure: EngineFailure, subject: str, *, is_trial: bool = False, is_news: bool = False
    ) -> str:
        """Say that something failed, in the log and the message bar; gives the sentence with the engine's own words.

        `is_trial`: it is tried again at once, so only the log needs to know. `is_news`: somebody has just asked for it and
        is to see an answer, even if the same was told a moment ago.
        """
        text = failures.sentence(failure, subject)
        told = failures.with_detail(text, failure.message)
        if is_trial:
            log(told)
        elif failure.code == "environment" and not failure.detail.get("is_set_up"):
            # In a window the offer to set the engine up is the message.
            log(told, "error")
        elif failure.code not in _SILENT:
            self._notes.post(text, "error", kind=f"{failure.code} {subject}", detail=failure.message, is_news=is_news)
        return told

    def _tell(self, frame: Frame, subject: str, told: ToldImages) -> None:
        """What a person should know about a read that ended."""
        if frame.failure is not None:
            self.tell_failure(frame.failure, subject)
        elif frame.result is not None:
            skipped = frame.result.get("skipped") or ()
            if told.has_news(skipped):
                self._tell_skipped(skipped, len(skipped) + int(frame.result["assets"]), subject)
            for note in frame.result.get("notes") or ():
                text = failures.sentence(EngineFailure(note["code"], note["message"], note.get("detail")), subject)
                self._notes.post(text, "info", kind=f"note {subject} {note['code']}", detail=note["message"])

    def _tell_skipped(self, skipped: Sequence[Mapping[str, Any]], total: int, subject: str) -> None:
        href = str(skipped[0].get("asset") or "?")
        name = href.split("?")[0].replace("\\", "/").rstrip("/").rpartition("/")[2]
        text = failures.left_out(len(skipped), total, name, subject)
        lines = [f"{each.get('asset') or '?'}: {each['message']}" for each in skipped[:_SKIPPED_NAMED]]
        lines += ["…"] if len(skipped) > _SKIPPED_NAMED else []
        self._notes.post(text, kind=f"skipped {subject}", detail="\n".join(lines), is_news=True)


def _key(uri: LayerUri) -> Key:
    """What layers that share a mosaic have in common; an empty text where there is no mosaic."""
    mosaic = paths.absolute(uri.mosaic)
    return (uris.encode(uri.with_mosaic(mosaic)) if mosaic else "", _stamp(mosaic))


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
