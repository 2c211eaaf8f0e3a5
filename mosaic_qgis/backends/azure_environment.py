"""The connection string that a machine is set up with for Azure. Runs in the ENGINE; no I/O.

``AZURE_STORAGE_CONNECTION_STRING`` leads Azure's command line and GDAL to one storage account, also to one that lies
elsewhere (an emulator, a gateway), so a mosaic in that account is read with it as its images are. It is never used for
another account: GDAL, which would, is told so.
"""

from __future__ import annotations

import os
from urllib.parse import urlsplit

_VARIABLE = "AZURE_STORAGE_CONNECTION_STRING"


def connection_string_for(account: str) -> str | None:
    """The machine's connection string if it is for this account. A secret."""
    text = os.environ.get(_VARIABLE, "").strip()
    return text if text and _account_in(text) == account.lower() else None


def account_options(account: str, *, has_credentials: bool = False) -> dict[str, str]:
    """What makes GDAL read from this account, whichever the machine's connection string is for.

    With credentials for it, which follow among the options, the machine's string is not used at all.
    """
    options = {"AZURE_STORAGE_ACCOUNT": account}
    if has_credentials or connection_string_for(account) is None:
        options |= without_connection_string()
    return options


def without_connection_string() -> dict[str, str]:
    """What keeps GDAL from using the machine's connection string; empty where there is none."""
    return {_VARIABLE: ""} if os.environ.get(_VARIABLE) else {}


def _account_in(text: str) -> str:
    """The account's name in a connection string, lower case; signatures come with the address of the account only."""
    parts = {name.strip().lower(): value for name, _, value in (part.partition("=") for part in text.split(";"))}
    named = parts.get("accountname") or (urlsplit(parts.get("blobendpoint", "")).hostname or "").partition(".")[0]
    return named.strip().lower()
