"""The stable failure codes and the one exception that carries them.

Owns the table of codes of docs/protocol.md. Runs on BOTH sides. Never makes sentences for people: translated texts are
chosen by code on the QGIS side; ``message`` is the engine's own sentence for logs and details.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

AUTH: Final = "auth"
NOT_FOUND: Final = "not_found"
EXISTS: Final = "exists"
CONFLICT: Final = "conflict"
READ_ONLY: Final = "read_only"
BAD_DOCUMENT: Final = "bad_document"
BAD_ASSET: Final = "bad_asset"
BAD_REQUEST: Final = "bad_request"
EMPTY: Final = "empty"
UNREACHABLE: Final = "unreachable"
TIMEOUT: Final = "timeout"
CLUSTER: Final = "cluster"
UNSUPPORTED: Final = "unsupported"
UNTRUSTED: Final = "untrusted"
BUDGET: Final = "budget"
PROMOTED: Final = "promoted"
NO_OVERVIEWS: Final = "no_overviews"
SCALES: Final = "scales"
CANCELLED: Final = "cancelled"
PROTOCOL: Final = "protocol"
ENVIRONMENT: Final = "environment"
CRASHED: Final = "crashed"
INTERNAL: Final = "internal"

MEANINGS: Final[Mapping[str, str]] = {
    AUTH: "401/403, missing or refused credentials",
    NOT_FOUND: "document, asset, table or key does not exist",
    EXISTS: "would overwrite something",
    CONFLICT: "somebody else changed it in between",
    READ_ONLY: "this store cannot be written",
    BAD_DOCUMENT: "not a valid MosaicJSON (or STAC) document",
    BAD_ASSET: "an image that cannot be read or does not fit the mosaic",
    BAD_REQUEST: "the request itself is wrong (unknown option, absurd size)",
    EMPTY: "nothing there: no tiles, no readable asset",
    UNREACHABLE: "no connection, server error after retries",
    TIMEOUT: "no answer in time",
    CLUSTER: "the Dask cluster that was named cannot be reached, or cannot do the work",
    UNSUPPORTED: "a feature or scheme that this version does not know",
    UNTRUSTED: "a reference that a document from elsewhere must not make",
    BUDGET: "more than a bounded read may touch; a note, not an error",
    PROMOTED: "images of several types, the layer has one that holds all; a note, not an error",
    NO_OVERVIEWS: "images without overviews, slow when far out; a note, not an error",
    SCALES: "images of several scales or offsets, the layer has those of the first; a note, not an error",
    CANCELLED: "cancelled by the client",
    PROTOCOL: "broken frame or wrong version",
    ENVIRONMENT: "the engine's packages are missing or cannot be imported",
    CRASHED: "the engine ended unexpectedly (client side only)",
    INTERNAL: "a fault of this program",
}
"""Every code and its meaning, in the order of docs/protocol.md."""


class EngineFailure(Exception):
    """A request to the engine failed, or the engine itself did.

    Attributes:
        code: one of ``MEANINGS``; an unknown code of a newer engine is kept as it is.
        message: one sentence: the rule and the received value. Never holds a secret.
        detail: further facts as JSON values, such as ``asset`` or ``stderr`` (the end of the engine's log).
    """

    def __init__(self, code: str, message: str, detail: Mapping[str, object] | None = None) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.detail: dict[str, object] = dict(detail or {})

    def __str__(self) -> str:
        return self.message

    def __repr__(self) -> str:
        return f"EngineFailure({self.code!r}, {self.message!r})"
