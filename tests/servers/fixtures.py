"""pytest plugin: each server as a fixture that starts at its first use and lives until the end of the session.

Loaded by `tests/conftest.py`. A server that cannot start is an error of the tests that need it, never a skip. When a
test fails, what the running servers logged meanwhile is added to its report.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator

import pytest

from .azurite import AzuriteServer, AzuriteTokenServer
from .dask import TASKS, DaskScheduler, DaskWorker
from .dynalite import DynaliteServer
from .gcs import GcsServer
from .moto import MotoServer
from .nginx import NginxCertificateServer, NginxServer, NginxTlsServer
from .pgstac import StacServer
from .process import ServerProcess
from .scripted import ScriptedServer

_log_offsets = pytest.StashKey[dict[ServerProcess, int]]()


@pytest.fixture(scope="session")
def moto_server() -> Iterator[MotoServer]:
    """AWS with checked keys and policies: S3 and DynamoDB."""
    with MotoServer() as server:
        yield server


@pytest.fixture(scope="session")
def dynalite_server() -> Iterator[DynaliteServer]:
    """DynamoDB with the real one's limits; takes any credentials."""
    with DynaliteServer() as server:
        yield server


@pytest.fixture(scope="session")
def dask_cluster() -> Iterator[DaskScheduler]:
    """A Dask scheduler with two workers of one thread each, which find the tasks of tests/cluster."""
    with (
        DaskScheduler() as scheduler,
        DaskWorker(scheduler, extra_folders=[TASKS]),
        DaskWorker(scheduler, extra_folders=[TASKS]),
    ):
        yield scheduler


@pytest.fixture(scope="session")
def gcs_server() -> Iterator[GcsServer]:
    """Google Cloud Storage with preconditions."""
    with GcsServer() as server:
        yield server


@pytest.fixture(scope="session")
def azurite_server() -> Iterator[AzuriteServer]:
    """Azure Blob Storage: account key, SAS, connection string."""
    with AzuriteServer() as server:
        yield server


@pytest.fixture(scope="session")
def azurite_token_server() -> Iterator[AzuriteTokenServer]:
    """Azure Blob Storage over https with the tokens of a managed identity."""
    with AzuriteTokenServer() as server:
        yield server


@pytest.fixture(scope="session")
def stac_server() -> Iterator[StacServer]:
    """A STAC API with an empty catalogue."""
    with StacServer() as server:
        yield server


@pytest.fixture(scope="session")
def nginx_server() -> Iterator[NginxServer]:
    """Files over HTTP."""
    with NginxServer() as server:
        yield server


@pytest.fixture(scope="session")
def nginx_tls_server() -> Iterator[NginxTlsServer]:
    """Files over https, with a certificate that nobody else knows."""
    with NginxTlsServer() as server:
        yield server


@pytest.fixture(scope="session")
def nginx_certificate_server() -> Iterator[NginxCertificateServer]:
    """Files over https for those who present a certificate."""
    with NginxCertificateServer() as server:
        yield server


@pytest.fixture
def scripted_server() -> Iterator[ScriptedServer]:
    """An HTTP server that misbehaves as told; a fresh one for each test."""
    with ScriptedServer() as server:
        yield server


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Remember how long the logs are before the test."""
    item.stash[_log_offsets] = {server: server.log_file.stat().st_size for server in ServerProcess.running}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add to a failed test what its servers logged since it began."""
    report = yield
    if report.failed:
        offsets = item.stash.get(_log_offsets, {})
        for server in ServerProcess.running:
            if log := server.log_tail(offsets.get(server, 0)).strip():
                report.sections.append((f"log of {server.name}", log))
    return report
