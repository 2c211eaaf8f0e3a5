"""What pip's lines mean."""

from __future__ import annotations

import pytest

from mosaic_qgis.engine.client.install_failures import CODES, EnvironmentFailure
from mosaic_qgis.engine.client.pip_output import DOWNLOAD_SHARE, PipProgress
from mosaic_qgis.engine.wire.failures import MEANINGS

CAUSES = [
    ("disk_full", "ERROR: Could not install packages due to an OSError: [Errno 28] Kein Speicherplatz verfügbar"),
    (
        "disk_full",
        "ERROR: Could not install packages due to an OSError: [WinError 112] Es steht nicht genug Speicherplatz",
    ),
    ("hash_mismatch", "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE."),
    (
        "proxy_auth",
        "Could not fetch URL https://h/: connection error: Tunnel connection failed: 407 Proxy Authentication Required",
    ),
    (
        "certificate",
        "Could not fetch URL https://h/: There was a problem confirming the ssl certificate: SSLCertVerificationError(1",
    ),
    ("proxy", "WARNING: Retrying (Retry(total=0)) after connection broken by 'ProxyError('Cannot connect to proxy.')'"),
    ("proxy", "Could not fetch URL https://h/: connection error: Missing dependencies for SOCKS support. - skipping"),
    ("index_auth", "Could not fetch URL https://h/: 401 Client Error: Unauthorized for url: https://h/ - skipping"),
    (
        "no_network",
        "WARNING: Retrying after connection broken by 'NameResolutionError(\"<conn>: Failed to resolve 'h'\")'",
    ),
    (
        "no_network",
        "pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool(host='h', port=443): Read timed out.",
    ),
    ("no_network", "ERROR: HTTP error 503 while getting https://h/a.whl\n503 Server Error: Unavailable"),
    ("no_permission", "ERROR: Could not install packages due to an OSError: [WinError 5] Zugriff verweigert"),
    ("no_pip", "/usr/bin/python3: No module named pip"),
    ("no_wheel", "ERROR: No matching distribution found for rasterio==1.4.4"),
]


@pytest.mark.parametrize(("reason", "line"), CAUSES)
def test_cause_is_recognised(reason: str, line: str) -> None:
    progress = PipProgress(1, 1)
    for text in line.splitlines():
        progress.feed(text)
    progress.feed("ERROR: No matching distribution found for tiny==1.0")
    failure = progress.failure(1)
    assert failure.reason == reason
    assert failure.message.endswith(".") and "\n" not in failure.message


def test_cause_that_only_the_log_knows() -> None:
    progress = PipProgress(1, 1)
    progress.feed("ERROR: No matching distribution found for tiny==1.0")
    log = "2026-11-22T11:55:28,031 Could not fetch URL http://h/tiny/: connection error: [Errno 111] - skipping\n"
    assert progress.failure(1).reason == "no_wheel"
    assert progress.failure(1, log).reason == "no_network"


def test_unknown_failure_names_the_last_error() -> None:
    progress = PipProgress(1, 1)
    progress.feed("ERROR: something new")
    progress.feed("and more")
    failure = progress.failure(2)
    assert (failure.reason, failure.message) == ("pip_failed", "pip ended with status 2: something new")


def test_every_reason_has_a_code_of_the_protocol() -> None:
    assert set(CODES.values()) <= set(MEANINGS)


def test_logins_never_stand_in_a_failure() -> None:
    failure = EnvironmentFailure("no_network", "https://me:pass@h/ is gone", "GET http://token@h/simple")
    assert "pass" not in str(failure) and "token" not in str(failure.detail)
    assert "https://***@h/" in failure.message


def test_progress_by_bytes() -> None:
    progress = PipProgress(2, 1000)
    seen = [progress.fraction]
    for line in [
        "Collecting big==1.0 (from -r requirements.lock (line 1))", "  Downloading big-1.0-py3-none-any.whl (800 bytes)",
        "Progress 0 of 800", "Progress 400 of 800", "Progress 800 of 800",
        "Collecting tiny==1.0 (from -r requirements.lock (line 2))", "Progress 200 of 200",
    ]:  # fmt: skip
        progress.feed(line)
        seen.append(progress.fraction)
    assert seen == sorted(seen)
    assert 0.8 * DOWNLOAD_SHARE < seen[-1] <= DOWNLOAD_SHARE
    assert progress.text == "tiny==1.0"
    assert not progress.is_unpacking
    progress.feed("Installing collected packages: tiny, big")
    assert progress.is_unpacking
    progress.unpacked(1)
    half = progress.fraction
    progress.unpacked(2)
    assert DOWNLOAD_SHARE < half < progress.fraction <= 0.95


def test_progress_by_packages_when_nothing_is_fetched() -> None:
    progress = PipProgress(4, 1000)
    for name in "abcd":
        progress.feed(f"Processing ./my wheels/{name}-1.0-py3-none-any.whl (from -r requirements.lock (line 1))")
    assert progress.fraction == pytest.approx(0.75 * DOWNLOAD_SHARE)
    assert progress.text == "d-1.0-py3-none-any.whl"
