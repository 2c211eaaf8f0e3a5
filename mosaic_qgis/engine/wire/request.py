"""What all requests are, and the secrets that some of them carry.

Runs on BOTH sides. The requests themselves are in requests.py, those about STAC APIs in stac_requests.py, writing in saving.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar


class Request:
    """Base of all requests."""

    op: ClassVar[str]
    """Its name on the wire."""
    result: ClassVar[type | None]
    """The dataclass of its result's value; None for a request without an answer."""
    repeatable: ClassVar[bool] = True
    """Whether asking twice does no harm: such a request is repeated after a crash, and a cancelled one is answered at
    once, while the work winds down. One that writes is reported, and answered when it has really ended."""


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """Secrets of one mosaic. They travel over the pipe and nowhere else, and no repr shows them."""

    document: Mapping[str, object] | None = field(default=None, repr=False)
    """For the document or the API."""
    assets: Mapping[str, object] | None = field(default=None, repr=False)
    """For the images."""
