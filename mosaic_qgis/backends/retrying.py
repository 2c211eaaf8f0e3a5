"""Asking again after a trouble that may pass, and asking within a time, for stores whose library does not. ENGINE.

The pauses are those of ``HttpPolicy``: longer each time, with chance in them, or as long as the server asks for.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass
from threading import Thread
from typing import TypeVar

from ..mosaic.errors import MosaicTimeoutError
from .http import HttpPolicy, policy_in_force

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Passing:
    """A trouble that may be over soon."""

    asked_pause_s: float | None = None
    """How long the server asked to wait, in seconds."""


def within_time(ask: Callable[[], T], name: str, limit_s: float | None = None) -> T:
    """What ``ask`` returns or raises, for libraries that bound each silence of a store but not all of them together.

    A store that drips is left alone with the thread that waits for it. ``name`` stands for the mosaic in messages.

    Raises:
        MosaicTimeoutError: there was neither a result nor an exception in time.
    """
    limit_s = policy_in_force().total_timeout_s if limit_s is None else limit_s
    outcome: Future[T] = Future()

    def work() -> None:
        try:
            outcome.set_result(ask())
        except BaseException as error:  # noqa: BLE001 - handed over as it is
            outcome.set_exception(error)

    Thread(target=work, name="mosaic-fetch", daemon=True).start()
    wait([outcome], timeout=limit_s)
    if not outcome.done():
        raise MosaicTimeoutError(f"{name} was not delivered within {limit_s:g} s; try again")
    return outcome.result()


def ask_until_answered(
    ask: Callable[[int], T], judge: Callable[[Exception], Passing | None], policy: HttpPolicy | None = None
) -> T:
    """Call ``ask`` with the number of the attempt, 1 for the first, until it answers or fails for good.

    ``judge`` says whether an exception is a trouble that may pass. Blocks for the policy's total time at most, beyond
    what the last attempt takes itself. Raises the exception of the last attempt.
    """
    policy = policy or policy_in_force()
    deadline_s = time.monotonic() + policy.total_timeout_s
    for attempt in range(1, policy.attempts + 1):
        try:
            return ask(attempt)
        except Exception as error:
            passing = judge(error)
            if passing is None or attempt == policy.attempts:
                raise
            asked_s = passing.asked_pause_s or 0.0
            pause_s = min(policy.backoff_s * 2 ** (attempt - 1), policy.max_pause_s) * random.uniform(0.5, 1)  # nosec B311: spreads retries, guards nothing
            pause_s = max(pause_s, asked_s)
            if asked_s > policy.max_pause_s or time.monotonic() + pause_s >= deadline_s:
                raise
            time.sleep(pause_s)
    raise AssertionError("the last attempt returns or raises")
