"""Asking for byte ranges: logins, redirects, retries, proxies, certificates, servers without ranges, withdrawn questions."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
import urllib3
from servers.ranges import RangeServer, serving
from servers.scripted import Answer, ScriptedServer

from mosaic_qgis.mosaic.errors import MosaicAuthError, MosaicNotFoundError, MosaicTimeoutError, UnreachableError
from mosaic_qgis.reading import ranges, web_connections
from mosaic_qgis.reading.ranges import NoRanges, RangeClient, gdal_is_set_up, web_address
from mosaic_qgis.reading.workers import Unwanted

CONTENT = bytes(range(256)) * 40


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RangeServer]:
    (tmp_path / "a.tif").write_bytes(CONTENT)
    with serving(tmp_path) as made:
        yield made


@pytest.fixture
def client() -> Iterator[RangeClient]:
    made = RangeClient()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """No pauses between attempts."""
    monkeypatch.setattr(ranges, "BACKOFF_S", 0)


def address(url: str, **options: str):
    found = web_address(url, options)
    assert found is not None
    return found


def test_a_range_and_its_version(server, client):
    piece = client.get(address(f"{server.url}/a.tif"), 100, 300)
    assert piece is not None
    assert piece.body == CONTENT[100:300]
    assert piece.validator.startswith('"')
    assert client.get(address(f"{server.url}/a.tif"), 0, 10, known=piece.validator) is None
    other = client.get(address(f"{server.url}/a.tif"), 0, 10, known='"older"')
    assert other is not None
    assert other.validator == piece.validator
    assert client.get(address(f"{server.url}/a.tif"), len(CONTENT) - 5, len(CONTENT) + 100).body == CONTENT[-5:]


def test_one_connection_serves_many_questions(server, client):
    there = address(f"{server.url}/a.tif")
    for start in range(0, 500, 100):
        client.get(there, start, start + 100)
    assert len({asked.port for asked in server.asked}) == 1


def test_logins_are_sent_and_not_shown(server, client):
    headers = "X-Api-Key: secret, with a comma\r\nX-Other: b\r\n"
    client.get(address(f"{server.url}/a.tif", GDAL_HTTP_HEADERS=headers), 0, 10)
    assert server.asked[-1].headers["x-api-key"] == "secret, with a comma"
    assert server.asked[-1].headers["x-other"] == "b"
    host = server.url.removeprefix("http://")
    named = address(f"http://me:p%40ss@{host}/a.tif?sig=signature")
    client.get(named, 0, 10)
    assert server.asked[-1].headers["authorization"] == "Basic " + base64.b64encode(b"me:p@ss").decode()
    assert "signature" not in repr(named)
    assert "p@ss" not in repr(named)
    assert "p%40ss" not in named.url


def test_the_login_of_netrc(server, client, monkeypatch, tmp_path):
    file = tmp_path / "netrc"
    file.write_text("machine 127.0.0.1\nlogin her\npassword own\n")
    file.chmod(0o600)
    monkeypatch.setenv("NETRC", str(file))
    client.get(address(f"{server.url}/a.tif"), 0, 10)
    assert server.asked[-1].headers["authorization"] == "Basic " + base64.b64encode(b"her:own").decode()


def test_a_redirect_to_another_host_takes_no_login_along(server, client, tmp_path):
    with serving(tmp_path) as other:
        server.redirect_of["moved.tif"] = f"{other.url}/a.tif"
        there = address(f"{server.url}/moved.tif", GDAL_HTTP_HEADERS="Authorization: Bearer x\r\nX-Api-Key: y")
        assert client.get(there, 5, 10).body == CONTENT[5:10]
        assert server.asked[-1].headers["x-api-key"] == "y"
        assert not {"authorization", "x-api-key"} & other.asked[-1].headers.keys()
        assert other.asked[-1].range == "bytes=5-9"


def test_redirects_in_a_circle_end(server, client):
    server.redirect_of["a.tif"] = f"{server.url}/a.tif"
    with pytest.raises(UnreachableError):
        client.get(address(f"{server.url}/a.tif"), 0, 10)


def test_passing_troubles_are_tried_again(server, client):
    server.passing["a.tif"] = [503, 429]
    assert client.get(address(f"{server.url}/a.tif"), 0, 10).body == CONTENT[:10]
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("status", "error", "times"),
    [(403, MosaicAuthError, 1), (401, MosaicAuthError, 1), (404, MosaicNotFoundError, 1), (500, UnreachableError, 3),
     (503, UnreachableError, 3), (504, MosaicTimeoutError, 3)],
)  # fmt: skip
def test_refusals(server, client, status, error, times):
    server.status_of["a.tif"] = status
    with pytest.raises(error, match=rf"a\.tif cannot be read: the server answered {status}") as caught:
        client.get(address(f"{server.url}/a.tif?token=secret"), 0, 10)
    assert "secret" not in str(caught.value)
    assert len(server.asked) == times


@pytest.mark.parametrize(
    "answer",
    [
        Answer(body=CONTENT),
        Answer(body=CONTENT, headers={"Content-Encoding": "gzip"}),
        Answer(status=206, body=CONTENT[:10]),
        Answer(status=206, body=CONTENT[:10], headers={"Content-Range": "bytes 5-14/10240"}),
        Answer(status=206, body=CONTENT[:20], headers={"Content-Range": "bytes 0-19/10240"}),
        Answer(status=206, body=CONTENT[:20], headers={"Content-Range": "bytes 0-9/10240"}),
        Answer(status=416),
    ],
)
def test_servers_without_ranges_are_left_to_gdal(client, answer):
    with ScriptedServer() as scripted:
        url = scripted.script("/a.tif", answer)
        with pytest.raises(NoRanges):
            client.get(address(url), 0, 10)


class Endless(urllib3.HTTPResponse):
    """An answer that never ends."""

    reads = 0

    def read1(self, amt=None, decode_content=None):
        self.reads += 1
        return bytes(amt)


def test_the_text_of_a_refusal_is_not_read_for_ever(server, client, monkeypatch):
    answer = Endless(status=404)
    monkeypatch.setattr(urllib3.PoolManager, "request", lambda *_arguments, **_named: answer)
    with pytest.raises(MosaicNotFoundError, match="404"):
        client.get(address(f"{server.url}/a.tif"), 0, 10)
    assert answer.reads == 2
    assert answer.closed


def test_what_breaks_in_the_middle_is_tried_again(client):
    whole = {"Content-Range": "bytes 0-9/10240", "ETag": '"x"'}
    with ScriptedServer() as scripted:
        url = scripted.script(
            "/a.tif",
            Answer(hang_up=True),
            Answer(status=206, body=CONTENT[:10], headers=whole, cut_at=4),
            Answer(status=206, body=CONTENT[:10], headers=whole),
        )
        assert client.get(address(url), 0, 10).body == CONTENT[:10]
        assert len(scripted.received) == 3


def test_silence_is_not_waited_for_longer_than_allowed(monkeypatch):
    monkeypatch.setattr(web_connections, "SILENCE_S", 0.2)
    client = RangeClient()
    with ScriptedServer() as scripted:
        url = scripted.script("/a.tif", Answer(silent=True))
        with pytest.raises(MosaicTimeoutError, match="no answer in time"):
            client.get(address(url), 0, 10)
    client.close()


def test_nobody_there(client):
    with ScriptedServer() as scripted:
        url = scripted.url
    with pytest.raises(UnreachableError, match="no connection"):
        client.get(address(f"{url}/a.tif"), 0, 10)


def test_a_withdrawn_question_ends_while_its_answer_comes(client):
    headers = {"Content-Range": f"bytes 0-{len(CONTENT) - 1}/{len(CONTENT)}"}
    with ScriptedServer() as scripted:
        slow = Answer(status=206, body=CONTENT, headers=headers, piece_bytes=1000, pause_s=0.02)
        url = scripted.script("/a.tif", slow)
        with pytest.raises(Unwanted):
            client.get(address(url), 0, len(CONTENT), is_unwanted=lambda: True)


def test_a_withdrawn_question_is_not_asked_again(server, client, monkeypatch):
    server.status_of["a.tif"] = 503
    monkeypatch.setattr(ranges, "BACKOFF_S", 30)
    with pytest.raises(Unwanted):
        client.get(address(f"{server.url}/a.tif"), 0, 10, is_unwanted=lambda: True)
    assert len(server.asked) == 1


def test_the_proxy_of_the_environment(server, monkeypatch):
    monkeypatch.setenv("http_proxy", server.url.replace("http://", "http://who:why@"))
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    client = RangeClient()
    piece = None
    try:
        server.status_of["http://nowhere.example/a.tif"] = 404
        with pytest.raises(MosaicNotFoundError):
            client.get(address("http://nowhere.example/a.tif"), 0, 10)
        assert server.asked[-1].headers["proxy-authorization"].startswith("Basic ")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        piece = RangeClient().get(address(f"{server.url}/a.tif"), 0, 10)
    finally:
        client.close()
    assert piece is not None
    assert "proxy-authorization" not in server.asked[-1].headers


@pytest.mark.parametrize(
    ("href", "options"),
    [
        ("/data/a.tif", {}),
        ("s3://bucket/a.tif", {}),
        ("/vsis3/bucket/a.tif", {}),
        ("/vsizip//vsicurl/https://h/a.zip/a.tif", {}),
        ("ftp://h/a.tif", {}),
        ("http:///a.tif", {}),
        ("https://h:port/a.tif", {}),
        ("https://h/a.tif", {"GDAL_HTTP_USERPWD": "a:b"}),
        ("https://h/a.tif", {"AWS_REGION": "x"}),
    ],
)
def test_what_only_gdal_can_ask_for(href, options):
    assert web_address(href, options) is None


def test_settings_of_gdal_leave_everything_to_it(monkeypatch):
    assert not gdal_is_set_up()
    monkeypatch.setenv("GDAL_HTTP_PROXY", "proxy:8080")
    assert gdal_is_set_up()
