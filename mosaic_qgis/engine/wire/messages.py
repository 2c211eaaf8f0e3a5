"""Headers: a request or reply together with the id that ties them.

Runs on BOTH sides. Never reads or writes a stream: framing.py does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .codec import FieldError, from_json, to_json
from .numbers import clipped
from .replies import REPLIES, AnyReply, Reply
from .request import Request
from .requests import REQUESTS


class UnknownOp(FieldError):
    """A well-formed request whose ``op`` this version does not know."""


def encode_request(request_id: int, request: Request) -> dict[str, Any]:
    """The header of a request."""
    return {"id": request_id, "op": request.op, **to_json(request)}


def encode_reply(request_id: int, reply: Reply) -> dict[str, Any]:
    """The header of a reply to the request ``request_id``."""
    return {"id": request_id, "kind": reply.kind, **to_json(reply)}


def request_id_of(header: Mapping[str, Any]) -> int:
    """The id of any header.

    Raises:
        FieldError: there is none, or it is no positive integer: nobody could be answered.
    """
    request_id = header.get("id")
    if type(request_id) is not int or request_id < 1:
        raise FieldError(f"id must be a positive integer, got {clipped(request_id)}.")
    return request_id


def request_kind_of(header: Mapping[str, Any]) -> type[Request]:
    """What a header asks for, without looking at its fields.

    Raises:
        UnknownOp: the op is not known.
    """
    op = header.get("op")
    kind = REQUESTS.get(op) if isinstance(op, str) else None  # nosec B113: a table, no HTTP
    if kind is None:
        raise UnknownOp(f"op must be one of {', '.join(REQUESTS)}, got {clipped(op)}.")
    return kind


def decode_request(header: Mapping[str, Any]) -> Request:
    """The request in a header.

    Raises:
        UnknownOp: the op is not known.
        FieldError: a field is missing, unknown or wrong.
    """
    kind = request_kind_of(header)
    return from_json(kind, {key: value for key, value in header.items() if key not in ("id", "op")})


def decode_reply(header: Mapping[str, Any]) -> AnyReply:
    """The reply in a header.

    Raises:
        FieldError: its kind is not known, or a field is missing, unknown or wrong.
    """
    name = header.get("kind")
    kind = REPLIES.get(name) if isinstance(name, str) else None
    if kind is None:
        raise FieldError(f"kind must be one of {', '.join(REPLIES)}, got {clipped(name)}.")
    return from_json(kind, {key: value for key, value in header.items() if key not in ("id", "kind")})
