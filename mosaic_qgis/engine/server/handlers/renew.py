"""``renew``: logins that QGIS has renewed. ENGINE side."""

from __future__ import annotations

from ....backends.renewed_logins import give_headers
from ...wire.probing import Renew
from ...wire.results import Empty
from ..jobs import Job


def renew(request: Renew, _job: Job) -> Empty:
    """Touches no store."""
    for login in request.logins:
        give_headers(login.id, login.headers)
    return Empty()
