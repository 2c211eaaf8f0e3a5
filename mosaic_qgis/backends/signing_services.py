"""Services that sign links to images in Azure: a token for a container, for an hour or so. Runs in the ENGINE.

Planetary Computer's, and any that answers alike. Tokens are asked for when images are read and live in memory alone.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from ..mosaic.assets import redacted
from ..mosaic.errors import BadDocumentError, BadRequestError
from .azure_environment import without_connection_string
from .http import HttpClient
from .http_credentials import HttpCredentials
from .renewed_logins import Clock, Granted, RenewedLogin, shared

PLANETARY_COMPUTER = "planetary_computer"
_PLANETARY_URL = "https://planetarycomputer.microsoft.com/api/sas/v1/token/{account}/{container}"
_PLANETARY_KEY_HEADER = "Ocp-Apim-Subscription-Key"
_PUBLIC_ACCOUNTS = frozenset({"ai4edatasetspublicassets"})
"""Of Planetary Computer; its service knows none of their containers."""

_BLOB_HOST = re.compile(r"([a-z0-9]{3,24})\.blob\.core\.windows\.net", re.IGNORECASE)
_ACCOUNT = re.compile(r"[a-z0-9]{3,24}")
_CONTAINER = re.compile(r"[a-z0-9$-]{3,63}")
_UNSIGNED_S = 3600.0
_LARGEST_TOKEN = 16_384


class SigningService:
    """Signs images in Azure for one layer. Thread-safe."""

    def __init__(self, address: str, key: str = "", *, clock: Clock = time.time) -> None:
        """``address`` has the places {account} and {container}; ``key`` is a subscription's.

        Raises:
            BadRequestError: it is no such address.
        """
        parts = urlsplit(address)
        is_address = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
        if not is_address or "{account}" not in parts.path or "{container}" not in parts.path:
            raise BadRequestError(
                "The option signing is none (read public data without signing in), planetary_computer, or the address of "
                f"a service with {{account}} and {{container}} in its path, not {redacted(address)!r}"
            )
        self._address = address
        self._key = key
        self._host = (parts.hostname or "").lower()
        self._clock = clock
        self._lock = threading.Lock()
        self._endpoints: dict[str, str] = {}
        self._tokens: dict[tuple[str, str], ContainerToken] = {}

    @classmethod
    def of_option(cls, text: str, key: str = "") -> SigningService:
        """The service that the option ``signing`` names. Raises BadRequestError."""
        return cls(_PLANETARY_URL if text == PLANETARY_COMPUTER else text, key)

    @property
    def address(self) -> str:
        """Where it is, for people."""
        return redacted(self._address)

    def as_blob(self, href: str) -> str:
        """``az://container/key#account`` for the web address of a blob that may be signed, anything else as it is."""
        if not href.lower().startswith(("http://", "https://")):
            return href
        try:
            parts = urlsplit(href)
        except ValueError:
            # What is no address is told when it is opened.
            return href
        host = (parts.hostname or "").lower()
        path = parts.path.lstrip("/")
        match = _BLOB_HOST.fullmatch(host)
        endpoint = ""
        if match:
            account = match[1].lower()
        elif host == self._host:
            # As emulators and gateways have it: the account is the first part of the path.
            account, _, path = path.partition("/")
            endpoint = f"{parts.scheme}://{parts.netloc}/{account}"
        else:
            return href
        container, _, key = path.partition("/")
        key = unquote(key)
        is_blob = _ACCOUNT.fullmatch(account) and _CONTAINER.fullmatch(container) and key
        if not is_blob or parts.query or "@" in parts.netloc or set(key) & set("#?"):
            return href
        if account in _PUBLIC_ACCOUNTS:
            return href
        if endpoint:
            with self._lock:
                self._endpoints[account] = endpoint
        return f"az://{container}/{key}#{account}"

    def token_for(self, account: str, container: str) -> ContainerToken:
        """The token of a container; asks for nothing yet."""
        with self._lock:
            token = self._tokens.get((account, container))
            if token is None:
                endpoint = self._endpoints.get(account, "")
                url = self._address.replace("{account}", account).replace("{container}", container)
                token = shared(ContainerToken(url, self._key, account, endpoint, clock=self._clock))
                self._tokens[account, container] = token
            return token


class ContainerToken(RenewedLogin):
    """A signature for all blobs of a container."""

    def __init__(self, url: str, key: str, account: str, endpoint: str, *, clock: Clock = time.time) -> None:
        super().__init__(url, key, account, endpoint, clock=clock)
        self._url = url
        self._secret = key
        self._account = account
        self._endpoint = endpoint

    def _ask(self) -> Granted:
        login = HttpCredentials(headers=((_PLANETARY_KEY_HEADER, self._secret),)) if self._secret else None
        with HttpClient(self._url, login) as client:
            reply = client.get(self._url, headers={"Accept": "application/json"}, accept=(404,))
        if reply.status == 404:
            # Nobody has to sign in there.
            return Granted(options=self._options(""), ends_s=self._clock() + _UNSIGNED_S)
        answer = reply.json()
        token = answer.get("token") if isinstance(answer, Mapping) else None
        if not isinstance(token, str) or not token or len(token) > _LARGEST_TOKEN or not token.isprintable():
            raise BadDocumentError(f"{redacted(self._url)} must answer with a token, it answers something else")
        return Granted(options=self._options(token.removeprefix("?")), ends_s=self._end_of(answer, token))

    def _options(self, token: str) -> dict[str, str]:
        if self._endpoint:
            parts = {"BlobEndpoint": self._endpoint, "AccountName": self._account, "SharedAccessSignature": token}
            text = ";".join(f"{name}={value}" for name, value in parts.items() if value)
            return {"AZURE_STORAGE_CONNECTION_STRING": text, **({} if token else {"AZURE_NO_SIGN_REQUEST": "YES"})}
        signed = {"AZURE_STORAGE_SAS_TOKEN": token} if token else {"AZURE_NO_SIGN_REQUEST": "YES"}
        return {**without_connection_string(), "AZURE_STORAGE_ACCOUNT": self._account, **signed}

    def _end_of(self, answer: Mapping[str, Any], token: str) -> float:
        told = answer.get("msft:expiry") or answer.get("expiry") or (parse_qs(token).get("se") or [""])[0]
        try:
            at = datetime.fromisoformat(str(told))
        except ValueError:
            raise BadDocumentError(
                f"{redacted(self._url)} must say until when its token is good, as msft:expiry, and does not"
            ) from None
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
