"""What the runner on a cluster is made of, without a cluster: addresses, versions, parcels, the package that is shipped."""

from __future__ import annotations

import io
import subprocess
import threading
import zipfile
from pathlib import Path
from typing import Any

import numpy
import pytest

from mosaic_qgis.backends import network
from mosaic_qgis.batch import cluster_code, parcels
from mosaic_qgis.batch.cluster import ClusterLimits, _Watch
from mosaic_qgis.batch.cluster_code import shipment
from mosaic_qgis.batch.cluster_session import Address
from mosaic_qgis.batch.cluster_versions import check_versions
from mosaic_qgis.batch.cluster_waiting import patiently
from mosaic_qgis.batch.mosaics import Source
from mosaic_qgis.batch.runner import LocalRunner, Outcome, WorkCancelled, runner_for, unheard
from mosaic_qgis.mosaic import errors, trust
from mosaic_qgis.mosaic.errors import BadRequestError, ClusterError, MosaicError

ROOT = Path(__file__).resolve().parents[2]
HERE = {
    "python": "3.11.2.final.0", "dask": "2026.8.0", "distributed": "2026.8.0", "rasterio": "1.4.4", "rio-tiler": "9.4.12",
    "numpy": "2.4.6", "pyproj": "3.7.2", "shapely": "2.2.0", "morecantile": "7.1.0", "pydantic": "2.14.3",
}  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["scheduler:8786", "http://scheduler:8786", "tcp://scheduler", "tcp://:8786", "tcp://scheduler:no", "tcp://scheduler:99999",
     "tcp://ana:secret@scheduler:8786", "tcp://scheduler:8786?ca=/x.pem", "tls://scheduler:8786?ca=/no/such.pem",
     "tls://scheduler:8786?password=x"],
)  # fmt: skip
def test_what_is_no_address_is_refused_at_once(text: str) -> None:
    with pytest.raises(BadRequestError), runner_for(text):
        pass


def test_an_address_names_a_scheduler_and_certificates(tmp_path: Path) -> None:
    assert Address.parse("tcp://scheduler.example.org:8786").scheduler == "tcp://scheduler.example.org:8786"
    assert Address.parse("tcp://[::1]:8786").scheduler == "tcp://[::1]:8786"
    file = tmp_path / "a b&c.pem"
    file.touch()
    address = Address.parse(f"tls://scheduler:8786?ca={str(file).replace('&', '%26').replace(' ', '%20')}")
    assert (address.scheduler, address.files) == ("tls://scheduler:8786", {"ca": str(file)})


def test_without_a_scheduler_work_is_done_here() -> None:
    with runner_for("") as runner:
        assert isinstance(runner, LocalRunner)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"python": "3.12.1.final.0"}, "has Python 3.12.1, this engine 3.11.2"),
        ({"distributed": "2026.7.1"}, "has distributed 2026.7.1, this engine 2026.8.0"),
        ({"rasterio": None}, "has no rasterio, this engine 1.4.4"),
        ({"rio-tiler": "9.4.11"}, "has rio-tiler 9.4.11"),
        ({"numpy": "2.3.9"}, "has numpy 2.3.9"),
    ],
)
def test_a_worker_of_other_versions_is_named(changes: dict, words: str) -> None:
    with pytest.raises(ClusterError, match=words) as caught:
        check_versions(HERE, HERE, {"tcp://10.0.0.1:5": HERE, "tcp://10.0.0.2:5": HERE | changes})
    assert "the worker tcp://10.0.0.2:5" in str(caught.value)
    assert "10.0.0.1" not in str(caught.value)
    assert "requirements.lock" in str(caught.value)


def test_small_differences_and_what_a_scheduler_lacks_do_not_matter() -> None:
    bare = {name: version for name, version in HERE.items() if name in ("python", "dask", "distributed")}
    check_versions(HERE, bare, {"tcp://a:1": HERE | {"numpy": "2.4.1", "python": "3.11.9.final.0"}})
    with pytest.raises(ClusterError, match="the scheduler has dask 2025"):
        check_versions(HERE, bare | {"dask": "2025.1.0"}, {})
    many = {f"tcp://10.0.0.{number}:5": HERE | {"rasterio": "1.3.0"} for number in range(9)}
    with pytest.raises(ClusterError, match="; 6 more") as caught:
        check_versions(HERE, bare, many)
    assert len(str(caught.value)) < 600


def every_error() -> list[type[MosaicError]]:
    found, left = [], [MosaicError]
    while left:
        kind = left.pop()
        found.append(kind)
        left += kind.__subclasses__()
    return sorted((kind for kind in found if kind.__module__ == errors.__name__), key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", every_error(), ids=lambda kind: kind.__name__)
def test_every_error_comes_back_as_it_was(kind: type[MosaicError]) -> None:
    error = kind("it must be so, got 'this'", asset="a.tif")
    back = parcels.unpack(parcels.pack(error))
    assert type(back) is kind
    assert (str(back), back.asset, back.code) == (str(error), "a.tif", error.code)
    assert back.__dict__ == error.__dict__


def test_values_of_the_package_under_another_name_are_this_one_s() -> None:
    assert parcels.unpack(parcels.pack(Source(uri="a.json"))) == Source(uri="a.json")
    array = numpy.arange(12, dtype="uint16").reshape(3, 4)
    number, back = parcels.unpack(parcels.pack((7, array)))
    assert number == 7 and back.dtype == array.dtype and (back == array).all()
    renamed = b"\x80\x04cmosaic_qgis_0123456789ab.mosaic.errors\nClusterError\n."
    assert parcels.unpack(renamed) is ClusterError
    with pytest.raises(ModuleNotFoundError):
        parcels.unpack(b"\x80\x04cmosaic_qgis_other.mosaic.errors\nClusterError\n.")


def test_the_shipped_package_is_whole_and_runs_under_its_name(tmp_path: Path) -> None:
    shipped = shipment()
    with zipfile.ZipFile(io.BytesIO(shipped.archive)) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path)
    assert f"{shipped.package}/batch/cluster_tasks.py" in names and f"{shipped.package}/__init__.py" in names
    assert not [name for name in names if "/engine/" in name or "/gui/" in name or not name.endswith(".py")]
    assert len(shipped.archive) < 3_000_000
    parcel = tmp_path / "parcel"
    parcel.write_bytes(parcels.pack((abs, -4)))
    program = (
        f"import sys; sys.path[-1] = {str(tmp_path)!r}\n"
        f"import {shipped.package}.batch.cluster_tasks as tasks, {shipped.package}.batch.parcels as parcels\n"
        f"parcel = open({str(parcel)!r}, 'rb').read()\n"
        f"back = tasks.perform(parcel, work='w', conditions={shipped.conditions!r}, threads=1, memory_bytes=10**9)\n"
        "assert not [name for name in sys.modules if name.split('.')[0] == 'mosaic_qgis'], 'the plugin itself was imported'\n"
        "print(parcels.unpack(back))"
    )
    done = subprocess.run(
        [ROOT / "build" / "engine-python", "-c", program], check=False, capture_output=True, text=True, timeout=120
    )
    assert done.stdout.strip() == "(True, 4)", done.stderr


def test_the_package_s_name_says_its_version_and_its_conditions(monkeypatch: pytest.MonkeyPatch) -> None:
    first = shipment()
    assert shipment() == first
    try:
        network.set_limits(network.NetworkLimits(retries=7))
        assert shipment().package != first.package
    finally:
        network.set_limits(network.NetworkLimits())
    try:
        trust.trust({("https", "data.example.com")})
        assert shipment().package != first.package
    finally:
        trust.trust(())
    assert shipment().package == first.package
    monkeypatch.setattr(cluster_code, "_sources", lambda: (("__init__.py", b"'another version'"),))
    assert shipment().package != first.package


def test_without_dask_the_sentence_says_what_is_missing() -> None:
    program = (
        "from mosaic_qgis.batch.cluster_packages import add_packages, look_in\n"
        "from pathlib import Path\n"
        "look_in(Path('/no/such/folder'))\n"
        "try: add_packages()\n"
        "except Exception as error: print(error.code, error)"
    )
    command = [ROOT / "build" / "engine-python", "-c", program]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert done.stdout.startswith("cluster A Dask cluster needs the package distributed"), done.stderr


def test_waiting_ends_with_the_caller_s_patience_and_what_comes_late_is_disposed_of() -> None:
    gate, disposed = threading.Event(), threading.Event()

    def slow() -> int:
        gate.wait(60)
        return 5

    for cancelled, kind in ((lambda: True, WorkCancelled), (lambda: False, ClusterError)):
        gate.clear()
        disposed.clear()
        with pytest.raises(kind):
            patiently(slow, "It", cancelled=cancelled, limit_s=0.2, too_late=lambda _: disposed.set())
        gate.set()
        assert disposed.wait(20)
    assert patiently(slow, "It", cancelled=lambda: False, limit_s=30, too_late=print) == 5
    with pytest.raises(ZeroDivisionError):
        patiently(lambda: 1 // 0, "It", cancelled=lambda: False, limit_s=30, too_late=print)


def test_comparing_versions_can_be_withdrawn() -> None:
    """Also where the scheduler keeps silent: a task has failed, and nobody waits any more for the reason."""
    gate = threading.Event()

    class SilentScheduler:
        is_lost = False

        def check(self) -> None:
            gate.wait(60)

        def workers(self) -> dict[str, int]:
            return {}

    session: Any = SilentScheduler()
    watch = _Watch(session, unheard, ClusterLimits())
    try:
        with pytest.raises(WorkCancelled):
            watch.look_now(lambda: True)
    finally:
        gate.set()
        watch.end()


def test_an_outcome_is_a_value_or_an_error() -> None:
    outcomes = LocalRunner(2).run(int, ["1", "2"], cancelled=lambda: False)
    assert sorted(outcomes, key=lambda each: each.number) == [Outcome(number=0, value=1), Outcome(number=1, value=2)]
