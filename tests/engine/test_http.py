"""Asking over HTTP: retries, time limits, sizes, redirects, sign-in, and which error each trouble becomes."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

import pytest
from servers.scripted import Answer, ScriptedServer

from mosaic_qgis.backends.http import (
    DEFAULT_POLICY,
    HttpClient,
    HttpCredentials,
    HttpPolicy,
    RequestCancelled,
    origin,
)
from mosaic_qgis.mosaic.errors import (
    BadDocumentError,
    BadRequestError,
    MosaicAuthError,
    MosaicConflictError,
    MosaicError,
    MosaicNotFoundError,
    MosaicTimeoutError,
    UnreachableError,
    UnsupportedError,
    UntrustedReferenceError,
)

QUICK = HttpPolicy(backoff_s=0.01, read_timeout_s=2, total_timeout_s=5)


def client(server: ScriptedServer, **kwargs: object) -> HttpClient:
    return HttpClient(server.url, **{"policy": QUICK, **kwargs})  # type: ignore[arg-type]


def test_passing_trouble_is_survived(scripted_server: ScriptedServer) -> None:
    url = scripted_server.script(
        "/a", Answer(status=503), Answer(hang_up=True), Answer(body=b"123", cut_at=1), Answer(body=b"123")
    )
    assert client(scripted_server).get(url).body == b"123"
    assert len(scripted_server.received_at("/a")) == 4


@pytest.mark.parametrize(
    ("status", "error_class", "requests"),
    [
        (400, BadRequestError, 1),
        (401, MosaicAuthError, 1),
        (403, MosaicAuthError, 1),
        (404, MosaicNotFoundError, 1),
        (405, UnsupportedError, 1),
        (408, MosaicTimeoutError, 4),
        (409, MosaicConflictError, 1),
        (410, MosaicNotFoundError, 1),
        (418, BadRequestError, 1),
        (429, UnreachableError, 4),
        (500, UnreachableError, 4),
        (504, MosaicTimeoutError, 4),
        (599, UnreachableError, 1),
    ],
)
def test_status_becomes_error(
    scripted_server: ScriptedServer, status: int, error_class: type[MosaicError], requests: int
) -> None:
    url = scripted_server.script("/a", Answer.of_json({"detail": "so it is"}, status=status))
    with pytest.raises(error_class, match=rf"/a\?sig=… answered {status} .*so it is") as caught:
        client(scripted_server).get(f"{url}?sig=secret")
    assert type(caught.value) is error_class
    assert "secret" not in str(caught.value)
    assert len(scripted_server.received_at("/a")) == requests


def test_accepted_status_is_an_answer(scripted_server: ScriptedServer) -> None:
    url = scripted_server.script("/a", Answer(status=404))
    assert client(scripted_server).get(url, accept={404}).status == 404
    url = scripted_server.script("/b", Answer(status=304, headers={"ETag": '"1"'}))
    reply = client(scripted_server).get(url, headers={"If-None-Match": '"1"'})
    assert (reply.status, reply.body, reply.headers["etag"]) == (304, b"", '"1"')


@pytest.mark.parametrize("as_date", [False, True])
def test_retry_after_is_honoured(scripted_server: ScriptedServer, as_date: bool) -> None:
    date = (datetime.now(UTC) + timedelta(seconds=3)).replace(microsecond=0)
    due_s = time.monotonic() + (date - datetime.now(UTC)).total_seconds()
    wait = format_datetime(date, usegmt=True) if as_date else "1"
    url = scripted_server.script("/a", Answer(status=429, headers={"Retry-After": wait}), Answer(body=b"ok"))
    assert client(scripted_server).get(url).body == b"ok"
    first, second = scripted_server.received_at("/a")
    assert second.at_s - (due_s if as_date else first.at_s + 1) >= -0.2


def test_long_retry_after_is_not_waited_for(scripted_server: ScriptedServer) -> None:
    url = scripted_server.script("/a", Answer(status=429, headers={"Retry-After": "3600"}))
    with pytest.raises(UnreachableError, match="asks to wait 3600 s"):
        client(scripted_server).get(url)
    assert len(scripted_server.received_at("/a")) == 1


def test_pauses_grow(scripted_server: ScriptedServer) -> None:
    url = scripted_server.script("/a", Answer(status=500))
    with pytest.raises(UnreachableError):
        client(scripted_server, policy=HttpPolicy(backoff_s=0.1)).get(url)
    at_s = [request.at_s for request in scripted_server.received_at("/a")]
    pauses = [after - before for before, after in pairwise(at_s)]
    assert pauses[0] >= 0.05
    assert pauses[1] >= 0.1
    assert pauses[2] >= 0.2


def test_silence_is_a_timeout(scripted_server: ScriptedServer) -> None:
    url = scripted_server.script("/a", Answer(silent=True))
    policy = HttpPolicy(read_timeout_s=0.2, attempts=2, backoff_s=0.01)
    with pytest.raises(MosaicTimeoutError, match="did not answer in time"):
        client(scripted_server, policy=policy).get(url)
    assert len(scripted_server.received_at("/a")) == 2


def test_dripping_is_a_timeout(scripted_server: ScriptedServer) -> None:
    url = scripted_server.script("/a", Answer(body=b"x" * 1000, piece_bytes=1, pause_s=0.05))
    policy = HttpPolicy(read_timeout_s=5, total_timeout_s=0.4)
    started_s = time.monotonic()
    with pytest.raises(MosaicTimeoutError, match=r"not delivered within 0.4 s"):
        client(scripted_server, policy=policy).get(url)
    assert time.monotonic() - started_s < 30, "delivering takes 50 s"


def test_nobody_listens() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/a"
    with pytest.raises(UnreachableError, match=r"cannot be reached \(Connection refused\)"):
        HttpClient(url, policy=QUICK).get(url)


@pytest.mark.parametrize("url", ["http://", "http://a b/", "http://[::1", "http://host:port/"])
def test_what_is_no_address(url: str) -> None:
    with pytest.raises((BadRequestError, UnreachableError)):
        HttpClient("http://127.0.0.1/", policy=HttpPolicy(attempts=1)).get(url)


def test_other_schemes_are_refused() -> None:
    with pytest.raises(UntrustedReferenceError, match="http or https"):
        HttpClient("http://127.0.0.1/").get("file:///etc/passwd")


def test_size_is_bounded_also_when_compressed(scripted_server: ScriptedServer) -> None:
    bomb = gzip.compress(b"0" * 5_000_000)
    url = scripted_server.script("/a", Answer(body=bomb, headers={"Content-Encoding": "gzip"}))
    with pytest.raises(BadDocumentError, match="larger than the 1000000 bytes"):
        client(scripted_server, policy=HttpPolicy(max_body_bytes=1_000_000)).get(url)
    assert len(client(scripted_server).get(url).body) == 5_000_000


def test_damaged_compression(scripted_server: ScriptedServer) -> None:
    url = scripted_server.script("/a", Answer(body=b"no gzip at all", headers={"Content-Encoding": "gzip"}))
    with pytest.raises(BadDocumentError, match="damaged compression"):
        client(scripted_server).get(url)


def test_sign_in_page_instead_of_json(scripted_server: ScriptedServer) -> None:
    url = scripted_server.script("/a", Answer(body=b"<!DOCTYPE html><html>Sign in</html>"))
    with pytest.raises(BadDocumentError, match="HTML page"):
        client(scripted_server).get(url).json()


def test_redirected_search_stays_a_post(scripted_server: ScriptedServer) -> None:
    target = scripted_server.script("/b", Answer(body=b"found"))
    url = scripted_server.script("/a", Answer(status=301, headers={"Location": "/b"}))
    reply = client(scripted_server).post_json(url, {"limit": 1})
    assert (reply.body, reply.url) == (b"found", target)
    (received,) = scripted_server.received_at("/b")
    assert (received.method, received.json()) == ("POST", {"limit": 1})


def test_endless_redirects(scripted_server: ScriptedServer) -> None:
    url = scripted_server.script("/a", Answer(status=302, headers={"Location": "/a"}))
    with pytest.raises(UnreachableError, match="redirects more than"):
        client(scripted_server, policy=HttpPolicy(attempts=1)).get(url)


def test_credentials_go_home_only(scripted_server: ScriptedServer) -> None:
    with ScriptedServer() as foreign:
        elsewhere = foreign.script("/b", Answer(body=b"there"))
        url = scripted_server.script("/a", Answer(status=302, headers={"Location": elsewhere}))
        login = HttpCredentials(username="me", password="pa55", headers=(("X-Api-Key", "k3y"),))
        assert client(scripted_server, credentials=login).get(url).body == b"there"
        at_home, there = scripted_server.received_at("/a")[0], foreign.received_at("/b")[0]
    assert at_home.headers["Authorization"].startswith("Basic ")
    assert at_home.headers["X-Api-Key"] == "k3y"
    assert "Authorization" not in there.headers
    assert "X-Api-Key" not in there.headers


def test_secrets_are_never_shown(scripted_server: ScriptedServer) -> None:
    login = HttpCredentials(headers=(("Authorization", "Bearer t0ken"),))
    assert "t0ken" not in repr(login)
    url = scripted_server.script("/a", Answer(body=b"bad token t0ken", status=403))
    with pytest.raises(MosaicAuthError, match=r"bad token …; check the credentials") as caught:
        client(scripted_server, credentials=login).get(url)
    assert "t0ken" not in str(caught.value)


def test_half_a_login_is_refused() -> None:
    with pytest.raises(ValueError, match="user name and a password"):
        HttpCredentials(username="me")
    with pytest.raises(ValueError, match="one line"):
        HttpCredentials(headers=(("X-Key", "a\r\nHost: b"),))


def test_cancel_ends_a_pause(scripted_server: ScriptedServer) -> None:
    url = scripted_server.script("/a", Answer(status=503, headers={"Retry-After": "20"}))
    unwanted = threading.Event()
    threading.Timer(0.3, unwanted.set).start()
    started_s = time.monotonic()
    with pytest.raises(RequestCancelled):
        client(scripted_server, policy=DEFAULT_POLICY, cancelled=unwanted.is_set).get(url)
    assert time.monotonic() - started_s < 10


def test_body_that_is_no_json(scripted_server: ScriptedServer) -> None:
    with pytest.raises(BadRequestError, match="JSON values"):
        client(scripted_server).post_json(scripted_server.url, {"when": datetime.now(UTC)})


def test_origin_ignores_the_usual_port() -> None:
    assert origin("https://Host.org:443/a?b") == origin("https://host.org/c") == ("https", "host.org", None)
    assert origin("https://host.org:8443/") != origin("https://host.org/")


@pytest.mark.parametrize("credentials", [None, HttpCredentials(headers=(("Authorization", "Bearer given"),))])
def test_the_netrc_file_signs_nothing_in(
    scripted_server: ScriptedServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    credentials: HttpCredentials | None,
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    url = scripted_server.script("/a", Answer(body=b"ok"))
    assert client(scripted_server, credentials=credentials).get(url).body == b"ok"
    sent = scripted_server.received_at("/a")[0].headers.get("Authorization")
    assert sent == (None if credentials is None else "Bearer given")
    client(scripted_server, credentials=credentials).get(url.replace("//", "//user:p%40ss@"))
    sent = scripted_server.received_at("/a")[1].headers.get("Authorization")
    assert sent == ("Basic dXNlcjpwQHNz" if credentials is None else "Bearer given")
