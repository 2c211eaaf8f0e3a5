"""Makes the database template of the STAC server: `python -m servers.pgstac_template`, called by install.sh."""

from __future__ import annotations

import os
import secrets
import subprocess

from .postgres import PostgresServer
from .process import INSTALLED, installed


def main() -> None:
    """Write `pgstac.tar` and the password of its superuser into the folder of installed servers."""
    password = secrets.token_hex(16)
    with PostgresServer(password) as server:
        subprocess.run(
            [installed("pgstac", "bin", "python"), "-m", "pypgstac.pypgstac", "migrate"],
            env={**os.environ, **server.connection},
            check=True,
            timeout=300,
            stdout=subprocess.DEVNULL,
        )
        server.end()
        server.pack(INSTALLED / "pgstac.tar")
    password_file = INSTALLED / "pgstac.password"
    password_file.touch(mode=0o600)
    password_file.write_text(password)


if __name__ == "__main__":
    main()
