"""Google Cloud Storage with generations and preconditions, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from .process import LOOPBACK, SERVERS, ServerProcess, installed


class GcsServer(ServerProcess):
    """One empty store. Nobody has to sign in, but buckets called `unauthorized-*` answer 401, `forbidden-*` 403."""

    name: ClassVar[str] = "gcs"

    def command(self) -> Sequence[str | Path]:
        return [installed("python", "bin", "python"), SERVERS / "gcs_emulator.py", LOOPBACK, str(self.port)]

    @property
    def sdk_environment(self) -> dict[str, str]:
        """Environment variables that lead Google's SDK, and GDAL, here without signing in."""
        return {
            "STORAGE_EMULATOR_HOST": self.url,
            "CPL_GS_ENDPOINT": f"{self.url}/",
            "GS_NO_SIGN_REQUEST": "YES",
        }

    def client(self) -> Any:
        """A google-cloud-storage client without credentials."""
        from google.auth.credentials import AnonymousCredentials
        from google.cloud import storage

        return storage.Client(
            project="test", credentials=AnonymousCredentials(), client_options={"api_endpoint": self.url}
        )
