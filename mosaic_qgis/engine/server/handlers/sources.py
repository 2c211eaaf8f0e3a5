"""The mosaic of a request about long work. ENGINE side."""

from __future__ import annotations

from collections.abc import Mapping

from ....batch.mosaics import Source
from ...wire.request import Credentials

MOST_SKIPPED = 1000
"""Things left out that a result names; the others are counted."""


def source_of(uri: str, options: Mapping[str, str], credentials: Credentials | None) -> Source:
    """As tasks have it."""
    return Source(
        uri=uri,
        options=options,
        login=None if credentials is None else credentials.document,
        images_login=None if credentials is None else credentials.assets,
    )
