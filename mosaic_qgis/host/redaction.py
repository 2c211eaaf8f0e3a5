"""Texts without secrets: the only form in which a URI or a foreign sentence may be shown, logged or stored. QGIS side, pure."""

from __future__ import annotations

from .patterns import Pattern

HIDDEN = "***"

_USERINFO = Pattern(r"([A-Za-z][A-Za-z0-9+.-]{0,31}://)[^/?#\s@|]+@(?:[^/?#\s@|\"'<>]*@)*")
_SCHEME_OF_LOGIN = r"basic|bearer|digest|sharedkey|sharedaccesssignature|aws4-hmac-sha256"
_HEADER = Pattern(
    rf"(?i)(\b(?:proxy-)?authorization[\"']?\s*[:=]\s*[\"']?)(?:({_SCHEME_OF_LOGIN})\s+)?(?!\*\*\*)[^\s\"',}}]+"
)
_BEARER = Pattern(r"(?i)\b(bearer\s+)(?!\*\*\*)(?=[A-Za-z0-9._~+/-]*[A-Z0-9._~+/-])[A-Za-z0-9._~+/-]{6,}=*")
# Repetitions are bounded: a stranger's long text must not take a step for each pair of its letters.
_TELLING_NAMES = (
    r"sig|signature|(?:[a-z]+[-_]){0,12}token|(?:[a-z]+[-_]){0,12}api[-_]?key|(?:[a-z]+[-_]){0,12}secret(?:[-_][a-z]+){0,12}|"
    r"(?:[a-z]+[-_]){0,12}(?:access|account|storage|private|subscription|shared|signing|encryption)[-_]?key(?:[-_]?id)?|"
    r"(?:[a-z]+[-_]){0,12}(?:password|passwd|passphrase|pwd)|authorization|cookie|set-cookie|"
    r"x-amz-[a-z-]{1,60}|x-goog-[a-z-]{1,60}|jwt|sas(?:[-_]?token)?"
)
_HIDDEN_NAMES = rf"{_TELLING_NAMES}|key|auth|credentials?"
_SECRET = Pattern(rf"(?i)([?&|;]|%3F|%26|\b)({_HIDDEN_NAMES})(=|%3D)(?!\*\*\*)[^&|;#\s'\"<>]+")
# "name: value" as headers, sentences, JSON and reprs have it, plain or percent-encoded. "key:" alone is ordinary English.
_NAMED = Pattern(
    rf"(?i)((?:(?<![\w-])|(?<=%22))(?:{_TELLING_NAMES})(?:[\"']|%22)?(?::|%3A)"
    r"(?!(?:\s|%20)*(?:[\"']|%22)?\*\*\*)(?:\s|%20)*(?:[\"']|%22)?)(?:(?!%22|%2C|%7D)[^\s\"',;&|}<>])+"
)


def redacted(text: str) -> str:
    """`text` (a URI, or a sentence that holds some) without user names, passwords, tokens and signatures."""
    text = _USERINFO.sub(rf"\1{HIDDEN}@", text)
    text = _HEADER.sub(rf"\1{HIDDEN}", text)
    text = _BEARER.sub(rf"\1{HIDDEN}", text)
    text = _SECRET.sub(rf"\1\2\3{HIDDEN}", text)
    return _NAMED.sub(rf"\1{HIDDEN}", text)
