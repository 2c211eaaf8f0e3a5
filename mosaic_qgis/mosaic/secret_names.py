"""Names of query parameters that hold what may be nobody else's: signatures and logins. Runs in the ENGINE; pure.

The one list of them on this side. It decides what may be kept on disk, and as whose; shown is no value of a query at all
(`assets.redacted`). Rather too long: what is wrongly taken for a secret is only kept less often.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

SIGNERS = frozenset({"x-amz-credential", "x-goog-credential"})
"""Parameters that name who signed, then a day and a place, behind slashes."""

SIGNATURES = frozenset(
    "expires signature policy x-amz-algorithm x-amz-date x-amz-expires x-amz-signedheaders x-amz-signature "
    "x-amz-security-token x-goog-algorithm x-goog-date x-goog-expires x-goog-signedheaders x-goog-signature "
    "sig se st ske skt sv skv sp sr spr sip".split()
)
"""Parameters that sign an address anew each time and say nothing of who asks or what for."""

_SECRET = re.compile("token|key|secret|pass|pwd|auth|sign|code|cred|sas|jwt|^sig$")


def holds_login(name: str) -> bool:
    """Whether a parameter says who asks: a token, a key, a password."""
    return name.lower() not in SIGNATURES and _SECRET.search(name.lower()) is not None


def has_secret(address: str) -> bool:
    """Whether the query of an address signs it or says who asks."""
    try:
        query = urlsplit(address).query
    except ValueError:
        # No address at all, such as https://[; what stands behind its "?" is not to be shown all the same.
        query = address.partition("?")[2]
    names = (name.lower() for name, _ in parse_qsl(query, keep_blank_values=True))
    return any(_SECRET.search(name) for name in names)
