"""One decorator for every method that QGIS or Qt calls: an exception is logged and a safe answer is given. QGIS side.

An exception that leaves such a method crashes QGIS (block() in a render thread) or opens a modal window (anything on the
main thread), so none may leave.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from .log import log_exception


def guarded(fallback: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Answer with `fallback(*the same arguments)` when the method raises. The fallback itself must not raise."""

    def decorate(method: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(method)
        def call(*args: Any, **kwargs: Any) -> Any:
            try:
                return method(*args, **kwargs)
            except Exception:  # noqa: BLE001 (any exception here would take QGIS down)
                log_exception(f"{method.__qualname__} failed; a safe answer was given instead.")
                return fallback(*args, **kwargs)

        return call

    return decorate


def answer(value: Any) -> Callable[..., Any]:
    """A fallback that gives the same immutable value whatever the arguments."""

    def give(*_args: Any, **_kwargs: Any) -> Any:
        return value

    return give
