"""Azure Blob Storage as Microsoft's own emulator plays it: once with account keys, once with tokens over https."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from .certificate import make_certificate
from .identity import ManagedIdentity
from .process import LOOPBACK, ServerProcess, installed

ACCOUNT = "devstoreaccount1"
#: The key that every Azurite has, published in its documentation.
ACCOUNT_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="


class AzuriteServer(ServerProcess):
    """One empty storage account that takes its account key, signatures made with it (SAS) and connection strings."""

    name: ClassVar[str] = "azurite"

    def command(self) -> Sequence[str | Path]:
        return [
            "node", installed("node_modules", "azurite", "dist", "src", "blob", "main.js"),
            "--blobHost", LOOPBACK, "--blobPort", str(self.port), "-l", self.folder / "data",
            "--silent", "--disableTelemetry", "--skipApiVersionCheck", *self.security(),
        ]  # fmt: skip

    def security(self) -> Sequence[str | Path]:
        """Options that say how clients must sign in."""
        return []

    @property
    def account_url(self) -> str:
        """The blob service of the account, without a slash at the end."""
        return f"{self.url}/{ACCOUNT}"

    @property
    def connection_string(self) -> str:
        """What SDKs and GDAL take to connect with the account key. Carries the secret."""
        return (
            f"DefaultEndpointsProtocol={self.url.partition(':')[0]};AccountName={ACCOUNT};AccountKey={ACCOUNT_KEY};"
            f"BlobEndpoint={self.account_url};"
        )

    def client(self, **options: Any) -> Any:
        """An azure-storage-blob BlobServiceClient with the account key."""
        from azure.storage.blob import BlobServiceClient

        return BlobServiceClient.from_connection_string(self.connection_string, **options)

    def sas(self, container: str, *, read_only: bool = True, lifetime_s: float = 3600) -> str:
        """A shared access signature for one container; a negative lifetime makes an expired one. A secret."""
        from datetime import UTC, datetime, timedelta

        from azure.storage.blob import ContainerSasPermissions, generate_container_sas

        permission = ContainerSasPermissions(read=True, list=True)
        if not read_only:
            permission = ContainerSasPermissions(read=True, list=True, write=True, create=True, delete=True)
        expiry = datetime.now(UTC) + timedelta(seconds=lifetime_s)
        return str(
            generate_container_sas(ACCOUNT, container, account_key=ACCOUNT_KEY, permission=permission, expiry=expiry)
        )


class AzuriteTokenServer(AzuriteServer):
    """The same over https with bearer tokens, and a managed-identity endpoint that hands them out.

    With `sdk_environment` in place azure-identity's `DefaultAzureCredential` finds a token as it does on a machine in
    Azure, and every client trusts the server's certificate. Azurite checks audience, issuer and expiry of the token.
    """

    name: ClassVar[str] = "azurite-oauth"

    def __init__(self) -> None:
        super().__init__()
        self.identity = ManagedIdentity()
        self.certificate = Path()
        self._key = Path()

    def prepare(self) -> None:
        self.certificate, self._key = make_certificate(self.folder)

    def populate(self) -> None:
        self.identity.start()

    def stop(self) -> None:
        self.identity.stop()
        super().stop()

    def security(self) -> Sequence[str | Path]:
        return ["--oauth", "basic", "--cert", self.certificate, "--key", self._key]

    @property
    def url(self) -> str:
        return super().url.replace("http:", "https:")

    @property
    def tls(self) -> ssl.SSLContext:
        """Trusts this server only."""
        return ssl.create_default_context(cafile=str(self.certificate))

    @property
    def sdk_environment(self) -> dict[str, str]:
        """Environment variables that lead azure-identity to the endpoint and make clients trust the server."""
        return {**self.identity.sdk_environment, "REQUESTS_CA_BUNDLE": str(self.certificate)}

    def client(self, **options: Any) -> Any:
        """An azure-storage-blob BlobServiceClient with the account key that trusts the certificate."""
        return super().client(connection_verify=str(self.certificate), **options)
