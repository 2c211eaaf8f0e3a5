"""Addresses without what signs them or says who asks: what a document that others will read may name. Runs in the ENGINE;
pure, no I/O.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from .secret_names import SIGNATURES, SIGNERS, has_secret, holds_login

# Bounded, so that a name of a million letters takes no hours: what is more of a scheme counts as what stands before it.
_PLACED = re.compile(r"(?P<before>.*?)(?P<scheme>[A-Za-z][A-Za-z0-9+.-]{0,31})://(?P<rest>.*)", re.DOTALL)
_SPECIAL_CURL = re.compile(r"/vsicurl(?:_streaming)?\?(?P<options>.*)", re.DOTALL)
_VSI = {"/vsis3/": "s3://", "/vsigs/": "gs://"}


def unsigned(address: str) -> str:
    """An image's address without login, signature, token; everything else stays as it is written."""
    special = _SPECIAL_CURL.fullmatch(address)
    if special is not None:
        # GDAL's form with options, headers among them: the address alone is what others may know.
        options = dict(part.partition("=")[::2] for part in special["options"].split("&"))
        url = unquote(options.get("url", ""))
        return unsigned(url) if url else address.partition("?")[0]
    placed = _PLACED.fullmatch(address)
    if placed is None:
        return address
    authority, slash, path = placed["rest"].partition("/")
    whole = f"{placed['before']}{placed['scheme']}://{authority.rpartition('@')[2]}{slash}{path}"
    start, question, query = whole.partition("?")
    if not question or not has_secret(f"x://x?{query}"):
        return whole
    kept = [part for part in query.split("&") if not _is_secret(unquote(part.partition("=")[0]))]
    return start + ("?" + "&".join(kept) if kept else "")


def plain(address: str) -> str:
    """GDAL's names of whole files on the web, in S3 and Google as the addresses that everybody understands."""
    if address.startswith("/vsicurl/http"):
        return address.removeprefix("/vsicurl/")
    for prefix, scheme in _VSI.items():
        if address.startswith(prefix):
            return scheme + address.removeprefix(prefix)
    return address


def _is_secret(name: str) -> bool:
    return name.lower() in SIGNERS | SIGNATURES or holds_login(name)
