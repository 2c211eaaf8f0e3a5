"""Texts without secrets: the only form in which a URI or a foreign sentence may be shown, logged or stored. QGIS side, pure."""

from __future__ import annotations

import re

HIDDEN = "***"

_USERINFO = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://)[^/?#\s@|]+@")
_HEADER = re.compile(r"(?i)(\bauthorization[\"']?\s*[:=]\s*[\"']?)(?:(basic|bearer)\s+)?(?!\*\*\*)[^\s\"',}]+")
_HIDDEN_NAMES = (
    r"sig|signature|token|access_token|api[-_]?key|key|secret|client_secret|password|passwd|pwd|credentials?|"
    r"auth|authorization|awsaccesskeyid|x-amz-[a-z-]+|x-goog-[a-z-]+|subscription-key|jwt|sas"
)
_SECRET = re.compile(rf"(?i)([?&|;]|%3F|%26|\b)({_HIDDEN_NAMES})(=|%3D)(?!\*\*\*)[^&|;#\s'\"<>]+")


def redacted(text: str) -> str:
    """`text` (a URI, or a sentence that holds some) without user names, passwords, tokens and signatures."""
    without_login = _USERINFO.sub(rf"\1{HIDDEN}@", text)
    without_header = _HEADER.sub(rf"\1{HIDDEN}", without_login)
    return _SECRET.sub(rf"\1\2\3{HIDDEN}", without_header)
