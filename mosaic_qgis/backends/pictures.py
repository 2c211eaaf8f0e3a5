"""Small pictures from the web, such as the thumbnails of STAC items. Runs in the ENGINE.

What a picture is, its first bytes say, not the server. Never decodes one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from ..mosaic.assets import redacted
from ..mosaic.errors import BadAssetError, BadDocumentError, UnsupportedError
from .http import HttpClient, never, policy_in_force
from .http_credentials import HttpCredentials
from .stac_sources import is_web_address

_ATTEMPTS = 2
_TOTAL_S = 40.0
_KINDS: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"GIF8"), "image/gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
)


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture as it came."""

    media_type: str
    content: bytes


def fetch_picture(
    href: str,
    home: str,
    credentials: HttpCredentials | None,
    max_bytes: int,
    cancelled: Callable[[], bool] = never,
) -> Picture:
    """The picture at a web address. ``credentials`` are for the server of ``home`` only. Blocks.

    Raises:
        UnsupportedError: it is not on the web.
        BadAssetError: it is larger than that, or no picture.
        MosaicError: as ``HttpClient.request``.
    """
    if not is_web_address(href):
        raise UnsupportedError(f"A thumbnail is fetched from a web address (https), got {redacted(href)!r}")
    policy = policy_in_force()
    policy = replace(
        policy,
        max_body_bytes=max_bytes,
        attempts=min(policy.attempts, _ATTEMPTS),
        total_timeout_s=min(policy.total_timeout_s, _TOTAL_S),
    )
    with HttpClient(home or href, credentials if home else None, policy=policy, cancelled=cancelled) as client:
        try:
            reply = client.get(href, headers={"Accept": "image/*"})
        except BadDocumentError as error:
            raise BadAssetError(f"A thumbnail has at most {max_bytes} bytes, {redacted(href)} has more") from error
    media_type = kind_of(reply.body)
    if media_type is None:
        told = str(reply.headers.get("Content-Type") or "unknown")[:60]
        raise BadAssetError(f"A thumbnail is a PNG, JPEG, GIF or WebP picture, {redacted(href)} is none ({told})")
    return Picture(media_type=media_type, content=reply.body)


def kind_of(content: bytes) -> str | None:
    """The media type that the first bytes tell; ``None`` for what is no picture."""
    return next((kind for magic, kind in _KINDS if magic.match(content)), None)
