"""Mosaics that take longer to open than QGIS may wait: they go on opening, and the next try finds them. QGIS side.

What nobody fetches is given up after a while, so that the engine holds nothing for nobody. Holds credentials as part of
what tells openings apart, in memory only.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ..engine.client.terms import EngineFailure
from . import patience, window

if TYPE_CHECKING:
    from ..engine.client.process import EngineClient, Opening, RemoteMosaic

LONGEST_S = 900.0
"""An opening that takes longer is given up."""
UNCLAIMED_S = 120.0
"""How long an open mosaic is kept for the next try."""
_AT_ONCE = 8

Key = tuple[str, tuple[tuple[str, str], ...], str]
OnLate = Callable[[str, Mapping[str, str], EngineFailure | None], None]
"""Gets the mosaic, its options and, where it failed, why; called on a thread of its own."""


class Openings:
    """Thread-safe."""

    def __init__(self, on_late: OnLate) -> None:
        self._on_late = on_late
        self._late: OrderedDict[Key, Opening] = OrderedDict()
        self._closed = threading.Event()
        self._lock = threading.Lock()

    def open(
        self,
        client: EngineClient,
        mosaic: str,
        options: Mapping[str, str],
        credentials: Mapping[str, Any] | None,
        timeout_s: float,
        is_cancelled: Callable[[], bool] = patience.never,
        *,
        anew: bool = False,
    ) -> RemoteMosaic:
        """Open a mosaic within `timeout_s`, or raise EngineFailure("timeout") and let it go on without waiting.

        Once cancelled it is given up, EngineFailure("cancelled").
        """
        key = (mosaic, tuple(sorted(options.items())), json.dumps(credentials, sort_keys=True, default=str))
        with self._lock:
            opening = self._late.get(key)
        if opening is None:
            opening = client.begin_open(mosaic, options, credentials, timeout_s, anew=anew)
        if window.wait(opening, timeout_s, is_cancelled):
            with self._lock:
                self._late.pop(key, None)
            return opening.mosaic()
        if is_cancelled():
            if not self._drop(key, opening):
                opening.give_up()
            raise EngineFailure("cancelled", "Opening the mosaic was cancelled.")
        self._go_on(key, opening, options)
        raise EngineFailure(
            "timeout", f"The mosaic was not open within {timeout_s:g} s; opening it goes on.", {"goes_on": True}
        )

    def close(self) -> None:
        """Give up everything; idempotent."""
        self._closed.set()
        with self._lock:
            late, self._late = list(self._late.values()), OrderedDict()
        for opening in late:
            opening.give_up()

    def _go_on(self, key: Key, opening: Opening, options: Mapping[str, str]) -> None:
        oldest: Opening | None = None
        with self._lock:
            if self._late.get(key) is opening:
                return
            self._late[key] = opening
            if len(self._late) > _AT_ONCE:
                _, oldest = self._late.popitem(last=False)
        if oldest is not None:
            oldest.give_up()
        threading.Thread(
            target=self._watch, args=(key, opening, dict(options)), name="mosaic-late-opening", daemon=True
        ).start()

    def _watch(self, key: Key, opening: Opening, options: Mapping[str, str]) -> None:
        failure: EngineFailure | None = None
        if not opening.wait(LONGEST_S):
            failure = EngineFailure("timeout", f"The mosaic was not open within {LONGEST_S:g} s.")
        elif not self._closed.is_set():
            try:
                opening.mosaic()
            except EngineFailure as exc:
                failure = exc
        if failure is None and not self._closed.is_set() and self._is_kept(key, opening):
            self._on_late(key[0], options, None)
            self._closed.wait(UNCLAIMED_S)
        if self._drop(key, opening) and failure is not None and not self._closed.is_set():
            self._on_late(key[0], options, failure)

    def _is_kept(self, key: Key, opening: Opening) -> bool:
        with self._lock:
            return self._late.get(key) is opening

    def _drop(self, key: Key, opening: Opening) -> bool:
        with self._lock:
            if self._late.get(key) is not opening:
                return False
            del self._late[key]
        opening.give_up()
        return True
