"""Waiting for what a network does, no longer than somebody wants it. Runs in the ENGINE; no network of its own."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from typing import TypeVar

from ..mosaic.errors import ClusterError
from .runner import WorkCancelled

T = TypeVar("T")
LOOK_EVERY_S = 0.1


def in_background(call: Callable[[], T], name: str) -> Future[T]:
    """Have something done on a thread that nobody has to wait for."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(call())
        except BaseException as error:  # noqa: BLE001 - raised where somebody waits
            future.set_exception(error)

    threading.Thread(target=run, name=name, daemon=True).start()
    return future


def patiently(
    call: Callable[[], T],
    what: str,
    *,
    cancelled: Callable[[], bool],
    limit_s: float,
    too_late: Callable[[T], object],
) -> T:
    """What ``call`` gives; ``too_late`` gets it when nobody waits for it any more.

    Raises:
        WorkCancelled: the caller withdrew.
        ClusterError: ``what`` took longer than the limit.
        Exception: what ``call`` raised.
    """
    future = in_background(call, what)
    waited_s = 0.0
    while True:
        try:
            return future.result(LOOK_EVERY_S)
        except NotYet:
            if future.done():
                return future.result()
        waited_s += LOOK_EVERY_S
        is_cancelled = cancelled()
        if is_cancelled or waited_s >= limit_s:
            future.add_done_callback(lambda ended: _dispose(ended, too_late))
            if is_cancelled:
                raise WorkCancelled("the work was stopped")
            raise ClusterError(f"{what} took longer than {limit_s:.0f} seconds. Look after the cluster and try again")


def _dispose(ended: Future[T], too_late: Callable[[T], object]) -> None:
    with contextlib.suppress(Exception):
        too_late(ended.result())
