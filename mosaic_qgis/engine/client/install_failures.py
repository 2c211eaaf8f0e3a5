"""Why the engine's environment could not be made.

QGIS side, without QGIS. Owns the list of reasons and the exception that carries one. Never makes sentences for people: the
translated text is chosen by reason on the QGIS side; ``message`` is the plain English of the log.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from ..wire.failures import AUTH, CANCELLED, ENVIRONMENT, UNREACHABLE, EngineFailure

CODES: Final[Mapping[str, str]] = {
    "cancelled": CANCELLED,
    "no_network": UNREACHABLE,
    "proxy": UNREACHABLE,
    "proxy_auth": AUTH,
    "index_auth": AUTH,
    "certificate": UNREACHABLE,
    "hash_mismatch": ENVIRONMENT,
    "no_wheel": ENVIRONMENT,
    "disk_full": ENVIRONMENT,
    "no_permission": ENVIRONMENT,
    "no_python": ENVIRONMENT,
    "no_pip": ENVIRONMENT,
    "busy": ENVIRONMENT,
    "in_use": ENVIRONMENT,
    "stalled": UNREACHABLE,
    "incomplete": ENVIRONMENT,
    "broken": ENVIRONMENT,
    "not_installed": ENVIRONMENT,
    "pip_failed": ENVIRONMENT,
}
"""Every reason, and the failure code of docs/protocol.md under which callers who know no reasons see it."""

_LOGIN_IN_URL: Final = re.compile(r"(?<=://)[^/\s@]+@")


class EnvironmentFailure(EngineFailure):
    """Installing, finding or checking the engine's environment failed.

    Attributes:
        reason: a key of ``CODES``.
        code, message, detail: as in EngineFailure; ``detail["output"]`` holds the end of pip's output where there is one.
    """

    def __init__(self, reason: str, message: str, output: str = "") -> None:
        super().__init__(CODES[reason], without_logins(message), {"output": without_logins(output)} if output else None)
        self.reason = reason


def without_logins(text: str) -> str:
    """``text`` with the user name and the password of every URL replaced by stars."""
    return _LOGIN_IN_URL.sub("***@", text)
