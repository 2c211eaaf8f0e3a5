"""A throw-away PostgreSQL cluster. Run as root it lives as the system's user `postgres`, since it refuses root."""

from __future__ import annotations

import contextlib
import os
import pwd
import socket
import struct
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, ClassVar

from .process import LOOPBACK, ServerError, ServerProcess

SUPERUSER = "postgres"
_DEBIAN_ROOT = Path("/usr/lib/postgresql")


def program(name: str) -> Path:
    """A program of the newest PostgreSQL that is installed; Debian does not put them on the PATH."""
    versions = sorted(_DEBIAN_ROOT.glob("[0-9]*/bin"), key=lambda path: int(path.parent.name))
    if not versions:
        raise ServerError(f"PostgreSQL must be installed below {_DEBIAN_ROOT}: run tests/servers/install.sh")
    return versions[-1] / name


def as_unprivileged(command: Sequence[str | Path]) -> list[str | Path]:
    """The command, run as `postgres` when this process is root's."""
    if os.geteuid() != 0:
        return list(command)
    return ["setpriv", "--reuid", SUPERUSER, "--regid", SUPERUSER, "--init-groups", "--", *command]


def give_to_unprivileged(path: Path) -> None:
    """Make the user that `as_unprivileged` runs commands as the owner of a file or folder."""
    if os.geteuid() == 0:
        user = pwd.getpwnam(SUPERUSER)
        os.chown(path, user.pw_uid, user.pw_gid)


class PostgresServer(ServerProcess):
    """One cluster, made by `initdb` or unpacked from a template; its superuser is `postgres`."""

    name: ClassVar[str] = "postgres"
    # SIGINT is PostgreSQL's fast shutdown: open connections are cut off.
    stop_signal: ClassVar[str] = "SIGINT"

    def __init__(self, password: str, template: Path | None = None) -> None:
        super().__init__()
        self.password = password
        self._template = template

    @property
    def data(self) -> Path:
        """The folder of the cluster."""
        return self.folder / "data"

    @property
    def connection(self) -> dict[str, str]:
        """The environment variables by which clients find the server."""
        return {
            "PGHOST": LOOPBACK,
            "PGPORT": str(self.port),
            "PGUSER": SUPERUSER,
            "PGPASSWORD": self.password,
            "PGDATABASE": "postgres",
        }

    def prepare(self) -> None:
        if self.data.exists():
            return
        give_to_unprivileged(self.folder)
        if self._template is not None:
            with self._template.open("rb") as archive:
                self._run(["tar", "-xf", "-", "-C", self.folder], stdin=archive)
            return
        password_file = self.folder / "password"
        password_file.write_text(self.password)
        give_to_unprivileged(password_file)
        # No synchronisation: the cluster is thrown away after a crash.
        self._run([
            program("initdb"), "-D", self.data, "-U", SUPERUSER, "--pwfile", password_file, "--auth=scram-sha-256",
            "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions",
        ])  # fmt: skip
        password_file.unlink()

    def command(self) -> Sequence[str | Path]:
        settings = {
            "listen_addresses": LOOPBACK,
            "unix_socket_directories": "",
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "max_connections": "40",
        }
        options = [option for key, value in settings.items() for option in ("-c", f"{key}={value}")]
        return as_unprivileged([program("postgres"), "-D", self.data, "-p", str(self.port), *options])

    def environment(self) -> Mapping[str, str]:
        return {"HOME": str(self.folder)}

    def is_ready(self) -> bool:
        # The port is open before the server takes connections. A request for encryption is answered by one letter as
        # soon as it serves; a start-up packet would need a driver.
        with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, self.port), timeout=1) as connection:
            connection.sendall(struct.pack("!II", 8, 80877103))
            return connection.recv(1) in (b"S", b"N")
        return False

    def pack(self, archive: Path) -> None:
        """Write the stopped cluster into a tar file, readable by this process's user only."""
        with archive.open("wb") as file:
            archive.chmod(0o600)
            self._run(["tar", "-cf", "-", "-C", self.folder, "data"], stdout=file)

    def end(self) -> None:
        """Shut the server down and keep its folder, so that the cluster can be packed."""
        self._end_process()

    def _run(
        self,
        command: Sequence[str | Path],
        *,
        stdin: IO[bytes] | int = subprocess.DEVNULL,
        stdout: IO[bytes] | int = subprocess.DEVNULL,
    ) -> None:
        arguments = [str(part) for part in as_unprivileged(command)]
        done = subprocess.run(
            arguments, cwd=self.folder, stdin=stdin, stdout=stdout, stderr=subprocess.PIPE, timeout=120, check=False
        )
        if done.returncode:
            words = done.stderr.decode(errors="replace")
            raise ServerError(f"{' '.join(arguments)} ended with {done.returncode}: {words}")
