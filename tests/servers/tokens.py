"""A service that gives out OAuth2 tokens, and a folder behind them: only the newest token opens it. In process."""

from __future__ import annotations

import json
import re
import secrets
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from .scripted import LoopbackServer

CLIENT = "client"
CLIENT_SECRET = "the client's own"  # pragma: allowlist secret
USER = "ana"
PASSWORD = "pass/word&more"  # pragma: allowlist secret
_RANGE = re.compile(r"bytes=(\d+)-(\d*)")


class TokenServer(LoopbackServer):
    """`/token` signs in with a password or renews; everything else is a file, or 401."""

    def __init__(self, folder: Path, *, lifetime_s: int = 3600, renews: bool = True) -> None:
        """`lifetime_s` is what it says of tokens, which end when the next one is given; `renews`: with refresh tokens."""
        super().__init__()
        self.lifetime_s = lifetime_s
        self._folder = folder
        self._renews = renews
        self._refresh_token = ""
        #: The token that opens the folder.
        self.token = ""
        #: The kinds of grants that were asked for, in their order.
        self.grants: list[str] = []
        #: Status of each answer to a question for a file.
        self.statuses: list[int] = []
        #: While not set, no token is given.
        self.gives = threading.Event()
        self.gives.set()
        self._lock = threading.Lock()

    @property
    def token_url(self) -> str:
        """Where tokens are given."""
        return f"{self.url}/token"

    @property
    def qgis_config(self) -> dict[str, str]:
        """A configuration of QGIS's method OAuth2, by user and password, as its own window would store it."""
        values = {
            "version": 1,
            "configType": 1,
            "grantFlow": 2,
            "accessMethod": 0,
            "tokenUrl": self.token_url,
            "clientId": CLIENT,
            "clientSecret": CLIENT_SECRET,
            "username": USER,
            "password": PASSWORD,
            "persistToken": False,
            "redirectPort": 7070,
            "requestTimeout": 10,
        }
        return {"oauth2config": json.dumps(values)}

    def respond(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        if urlsplit(request.path).path == "/token":
            self._give(request, {name: values[0] for name, values in parse_qs(body.decode()).items()})
        else:
            self._serve(request)

    def _give(self, request: BaseHTTPRequestHandler, asked: Mapping[str, str]) -> None:
        kind = asked.get("grant_type", "")
        with self._lock:
            self.grants.append(kind)
        self.gives.wait(60)
        is_client = (asked.get("client_id"), asked.get("client_secret")) == (CLIENT, CLIENT_SECRET)
        is_user = kind == "password" and (asked.get("username"), asked.get("password")) == (USER, PASSWORD)
        with self._lock:
            is_renewal = kind == "refresh_token" and bool(self._refresh_token)
            is_renewal = is_renewal and asked.get("refresh_token") == self._refresh_token
            if not is_client or not (is_user or is_renewal):
                answer, status = {"error": "invalid_grant"}, 400
            else:
                self.token = secrets.token_urlsafe(16)
                answer = {"access_token": self.token, "token_type": "Bearer", "expires_in": self.lifetime_s}
                if self._renews:
                    self._refresh_token = secrets.token_urlsafe(16)
                    answer["refresh_token"] = self._refresh_token
                status = 200
        _send(request, status, json.dumps(answer).encode(), {"Content-Type": "application/json"})

    def _serve(self, request: BaseHTTPRequestHandler) -> None:
        file = self._folder / urlsplit(request.path).path.rpartition("/")[2]
        with self._lock:
            is_open = bool(self.token) and request.headers.get("Authorization") == f"Bearer {self.token}"
        headers, body, status = {}, b"", 401 if not is_open else 200 if file.is_file() else 404
        if status == 200:
            body = file.read_bytes()
            headers = {"ETag": f'"{len(body)}"', "Accept-Ranges": "bytes"}
            part = _RANGE.fullmatch(request.headers.get("Range", ""))
            if part is not None:
                start, end = int(part[1]), min(int(part[2] or len(body)), len(body) - 1)
                headers["Content-Range"] = f"bytes {start}-{end}/{len(body)}"
                body, status = body[start : end + 1], 206
        with self._lock:
            self.statuses.append(status)
        _send(request, status, body, headers)


def _send(request: BaseHTTPRequestHandler, status: int, body: bytes, headers: Mapping[str, str]) -> None:
    request.send_response(status)
    for name, value in {**headers, "Content-Length": str(len(body))}.items():
        request.send_header(name, value)
    request.end_headers()
    if request.command != "HEAD":
        request.wfile.write(body)
