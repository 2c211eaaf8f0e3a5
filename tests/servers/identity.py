"""The managed-identity endpoint of a machine in Azure: hands out tokens to who knows the header. In process."""

from __future__ import annotations

import base64
import json
import secrets
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

from .scripted import LoopbackServer

_TENANT = "00000000-0000-4000-8000-000000000001"
_LIFETIME_S = 3600


class ManagedIdentity(LoopbackServer):
    """Answers as App Service does to `IDENTITY_ENDPOINT` and `IDENTITY_HEADER`, which azure-identity looks for."""

    def __init__(self) -> None:
        super().__init__()
        self._header = secrets.token_hex(16)
        #: How many tokens were asked for.
        self.requests = 0
        #: While true no token is given out: the machine has no identity.
        self.refuses = False

    @property
    def sdk_environment(self) -> dict[str, str]:
        """The environment variables by which azure-identity finds the endpoint."""
        return {"IDENTITY_ENDPOINT": f"{self.url}/msi/token", "IDENTITY_HEADER": self._header}

    def respond(self, request: BaseHTTPRequestHandler) -> None:
        self.requests += 1
        if self.refuses or request.headers.get("X-IDENTITY-HEADER") != self._header:
            return _send(request, 400, {"error": "invalid_request", "error_description": "no identity"})
        resource = parse_qs(urlsplit(request.path).query)["resource"][0]
        expires_on = int(time.time()) + _LIFETIME_S
        claims = {
            "aud": resource,
            "iss": f"https://sts.windows.net/{_TENANT}/",
            "iat": expires_on - _LIFETIME_S,
            "nbf": expires_on - _LIFETIME_S,
            "exp": expires_on,
        }
        token = f"{_part({'alg': 'RS256', 'typ': 'JWT'})}.{_part(claims)}.{_encode(secrets.token_bytes(32))}"
        reply = {"access_token": token, "expires_on": str(expires_on), "resource": resource, "token_type": "Bearer"}
        return _send(request, 200, reply)


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _part(value: Mapping[str, object]) -> str:
    return _encode(json.dumps(value).encode())


def _send(request: BaseHTTPRequestHandler, status: int, value: Mapping[str, object]) -> None:
    body = json.dumps(value).encode()
    request.send_response(status)
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)
