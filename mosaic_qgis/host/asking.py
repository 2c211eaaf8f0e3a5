"""Waiting for the answer to a request: bounded, cancelled when nobody wants it, and to the end of one that writes. QGIS side.

QGIS-free. For threads that may wait; who starts the engine is engine.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ..engine.client.terms import EngineFailure
from . import patience

if TYPE_CHECKING:
    from ..engine.client.process import Pending

WINDING_DOWN_S = 60.0
"""How long a request that writes may take to say how it ended, once it was given up."""


def answer_of(
    pending: Pending, timeout_s: float, is_cancelled: Callable[[], bool] = patience.never
) -> Mapping[str, Any]:
    """The value of a request, as docs/protocol.md shapes it.

    Given up when cancelled or when the time is over. One that writes is then waited for until it says how it ended: it may
    have been done just before.

    Raises EngineFailure: its own; ``cancelled``; ``timeout``.
    """
    if patience.wait(pending, timeout_s, is_cancelled):
        return pending.result(0)
    is_wanted = not is_cancelled()
    pending.cancel()
    if not pending.wait(WINDING_DOWN_S):
        raise EngineFailure(
            "timeout", f"The engine does not say how the request ended, {WINDING_DOWN_S:g} s after its end."
        )
    try:
        return pending.result(0)
    except EngineFailure as failure:
        if is_wanted and failure.code == "cancelled":
            raise EngineFailure("timeout", f"The engine gave no answer within {timeout_s:g} s.") from failure
        raise
