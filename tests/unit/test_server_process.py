"""The life of the test servers: started once, found dead or alive, and gone with whoever started them."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from servers.process import LOOPBACK, SERVERS, ServerError, ServerProcess, wait_until
from servers.scripted import Answer, ScriptedServer


class PlainServer(ServerProcess):
    """Python's own file server."""

    name: ClassVar[str] = "plain"

    def command(self) -> Sequence[str | Path]:
        return [sys.executable, "-I", "-S", "-m", "http.server", "--bind", LOOPBACK, str(self.port)]


class BrokenServer(ServerProcess):
    """Says why it cannot and ends."""

    name: ClassVar[str] = "broken"

    def command(self) -> Sequence[str | Path]:
        return [sys.executable, "-I", "-S", "-c", "raise SystemExit('no licence for the moon')"]


class DeafServer(ServerProcess):
    """Runs, never listens, and ignores being asked to end."""

    name: ClassVar[str] = "deaf"
    start_timeout_s: ClassVar[float] = 0.5
    stop_grace_s: ClassVar[float] = 0.2

    def command(self) -> Sequence[str | Path]:
        code = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); signal.pause()"
        return [sys.executable, "-I", "-S", "-c", code]


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1):
        return True
    return False


def test_answers_while_it_runs_and_leaves_nothing() -> None:
    server = PlainServer()
    with server:
        folder, port = server.folder, server.port
        with urlopen(f"{server.url}/server.log", timeout=5) as reply:
            assert reply.status == 200
        assert server in ServerProcess.running
        assert server.start() is server and server.port == port
        assert wait_until(lambda: "GET /server.log" in server.log_tail(), 5)
    assert not _listens(port)
    assert not folder.exists()
    assert server not in ServerProcess.running
    server.stop()


def test_a_program_that_ends_is_reported_with_its_log() -> None:
    with pytest.raises(ServerError, match=r"ended with status 1(.|\n)*no licence for the moon"):
        BrokenServer().start()
    assert not ServerProcess.running


def test_a_program_that_does_not_answer_is_killed() -> None:
    began = time.monotonic()
    with pytest.raises(ServerError, match=r"does not answer(.|\n)*deaf"):
        DeafServer().start()
    assert time.monotonic() - began < 20, "it would run for ever"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_servers_end_with_the_process_that_started_them(how: signal.Signals, tmp_path: Path) -> None:
    # The child imports this module: hand over where this process finds everything.
    code = (
        # Who starts programs in the background has them ignore interrupts, and those that they start.
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        f"import sys, time; sys.path[:] = {[*sys.path, str(SERVERS.parent), str(Path(__file__).parent)]!r}\n"
        "from test_server_process import PlainServer\n"
        "server = PlainServer().start(); print(server.port, flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", code]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    owner = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert owner.stdout is not None
    with owner.stdout:
        port = int(owner.stdout.readline())
    assert _listens(port)
    # As the terminal does it: the whole foreground group gets the signal.
    os.killpg(owner.pid, how)
    owner.wait(10)
    assert wait_until(lambda: not _listens(port), 10)


def test_a_script_is_played_answer_by_answer(scripted_server: ScriptedServer) -> None:
    busy = Answer(status=429, headers={"Retry-After": "1"})
    url = scripted_server.script("/search", busy, Answer.of_json({"page": 1}))
    with pytest.raises(HTTPError) as refused:
        urlopen(f"{url}?limit=2", timeout=5)
    with refused.value:
        assert refused.value.code == 429 and refused.value.headers["Retry-After"] == "1"
    for _ in range(2):
        with urlopen(url, data=b'{"limit": 2}', timeout=5) as reply:
            assert reply.read() == b'{"page": 1}'
    first, second, third = scripted_server.received_at("/search")
    assert first.method == "GET" and first.query == (("limit", "2"),)
    assert second.method == "POST" and third.json() == {"limit": 2}


def test_broken_answers_are_broken(scripted_server: ScriptedServer) -> None:
    cut = scripted_server.script("/cut", Answer(body=b"x" * 1000, cut_at=10))
    with urlopen(cut, timeout=5) as reply, pytest.raises(http.client.IncompleteRead):
        reply.read()
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        urlopen(scripted_server.script("/gone", Answer(hang_up=True)), timeout=5)
    with pytest.raises(TimeoutError):
        urlopen(scripted_server.script("/silent", Answer(silent=True)), timeout=0.3)
    slow = Answer(body=b"x" * 6, piece_bytes=2, pause_s=0.05)
    began = time.monotonic()
    with urlopen(scripted_server.script("/slow", slow), timeout=5) as reply:
        assert reply.read() == b"xxxxxx"
    assert time.monotonic() - began >= 0.1
