"""A service that gives out OAuth2 tokens, and a folder behind them: only the newest token opens it. In process.

People sign in with a password that QGIS knows, or in a browser, which is sent back to QGIS with a code.
"""

from __future__ import annotations

import json
import re
import secrets
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from .scripted import LoopbackServer

CLIENT = "client"
CLIENT_SECRET = "the client's own"  # pragma: allowlist secret
USER = "ana"
PASSWORD = "pass/word&more"  # pragma: allowlist secret
_RANGE = re.compile(r"bytes=(\d+)-(\d*)")


class TokenServer(LoopbackServer):
    """`/token` signs in with a password or renews; everything else is a file, or 401."""

    def __init__(self, folder: Path, *, lifetime_s: int = 3600, renews: bool = True, is_patient: bool = False) -> None:
        """`lifetime_s` is what it says of tokens, which end when the next one is given, or (`is_patient`) never; `renews`:
        with refresh tokens."""
        super().__init__()
        self.lifetime_s = lifetime_s
        self._folder = folder
        self._renews = renews
        self._is_patient = is_patient
        self._given: set[str] = set()
        self._refresh_token = ""
        #: The token that opens the folder.
        self.token = ""
        #: The kinds of grants that were asked for, in their order.
        self.grants: list[str] = []
        #: Status of each answer to a question for a file.
        self.statuses: list[int] = []
        #: What was asked for in browsers: the queries of `/authorize`.
        self.asked_people: list[dict[str, str]] = []
        #: Whether people agree.
        self.agrees = True
        self._code = ""
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

    def browser_config(self, port: int, *, timeout_s: int = 60) -> dict[str, str]:
        """The same with signing in by a browser, which comes back to a port of this machine."""
        values = json.loads(self.qgis_config["oauth2config"])
        own = {"grantFlow": 0, "requestUrl": f"{self.url}/authorize", "redirectPort": port, "requestTimeout": timeout_s}
        own["refreshTokenUrl"] = self.token_url
        return {"oauth2config": json.dumps({**values, **own, "username": "", "password": ""})}

    def respond(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        if urlsplit(request.path).path == "/token":
            self._give(request, {name: values[0] for name, values in parse_qs(body.decode()).items()})
        elif urlsplit(request.path).path == "/authorize":
            self._send_back(request, dict(parse_qsl(urlsplit(request.path).query)))
        else:
            self._serve(request)

    def _send_back(self, request: BaseHTTPRequestHandler, asked: dict[str, str]) -> None:
        with self._lock:
            self.asked_people.append(asked)
            self._code = secrets.token_urlsafe(16)
            told = {"code": self._code} if self.agrees else {"error": "access_denied"}
        place = f"{asked['redirect_uri']}?{urlencode({**told, 'state': asked.get('state', '')})}"
        _send(request, 302, b"", {"Location": place})

    def _give(self, request: BaseHTTPRequestHandler, asked: Mapping[str, str]) -> None:
        kind = asked.get("grant_type", "")
        with self._lock:
            self.grants.append(kind)
        self.gives.wait(60)
        is_client = (asked.get("client_id"), asked.get("client_secret")) == (CLIENT, CLIENT_SECRET)
        is_user = kind == "password" and (asked.get("username"), asked.get("password")) == (USER, PASSWORD)
        with self._lock:
            is_renewal = kind == "refresh_token" and bool(self._refresh_token)
            is_person = kind == "authorization_code" and bool(self._code) and asked.get("code") == self._code
            # A code is good for once.
            self._code = "" if is_person else self._code
            is_renewal = is_renewal and asked.get("refresh_token") == self._refresh_token
            if not is_client or not (is_user or is_person or is_renewal):
                answer, status = {"error": "invalid_grant"}, 400
            else:
                self.token = secrets.token_urlsafe(16)
                self._given = {*self._given, self.token} if self._is_patient else {self.token}
                answer = {"access_token": self.token, "token_type": "Bearer", "expires_in": self.lifetime_s}
                if self._renews:
                    self._refresh_token = secrets.token_urlsafe(16)
                    answer["refresh_token"] = self._refresh_token
                status = 200
        _send(request, status, json.dumps(answer).encode(), {"Content-Type": "application/json"})

    def _serve(self, request: BaseHTTPRequestHandler) -> None:
        file = self._folder / urlsplit(request.path).path.rpartition("/")[2]
        with self._lock:
            is_open = request.headers.get("Authorization", "").removeprefix("Bearer ") in self._given
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
