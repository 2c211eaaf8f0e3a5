"""What can run on a cluster gives the same bytes there as on this machine: through real engines, from the request to the file."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from data.fixtures import imagery
from engines.processes import is_alive, wait_until
from engines.real_client import real_client
from servers.dask import DaskScheduler, DaskWorker, packages_folder

from mosaic_qgis.engine.client.process import EngineClient
from mosaic_qgis.engine.client.questions import Create, Export, MakeOverview, Request, Validate, WriteTiles
from mosaic_qgis.engine.client.terms import EngineFailure

__all__ = ["imagery"]

BOUND_S = 120.0


@pytest.fixture(scope="module")
def client() -> Iterator[EngineClient]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOSAIC_QGIS_ENGINE_CLUSTER_DIR", str(packages_folder()))
        with real_client() as client:
            yield client


@pytest.fixture(scope="module")
def mosaic(imagery: Path) -> Path:
    return imagery / "uint16" / "mosaic.json"


def asked(client: EngineClient, request: Request) -> dict[str, Any]:
    return dict(client.ask(request).result(BOUND_S))


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("work", ["createfromfiles", "validate", "createoverview", "export", "totiles"])
def test_files_are_those_of_this_machine(
    client: EngineClient, dask_cluster: DaskScheduler, mosaic: Path, tmp_path: Path, work: str
) -> None:
    written, answers = [], []
    for cluster in ("", dask_cluster.address):
        folder = tmp_path / ("cluster" if cluster else "here")
        folder.mkdir()
        logged = dask_cluster.log_file.stat().st_size
        answer = asked(client, request_for(work, mosaic, folder, cluster))
        assert ("Receive client connection" in dask_cluster.log_tail(logged)) is bool(cluster)
        answers.append(json.loads(json.dumps(answer, default=str).replace(str(folder), "")))
        written.append({name: content.replace(str(folder).encode(), b"") for name, content in files_of(folder).items()})
    assert written[0] and written[0].keys() == written[1].keys()
    assert [name for name in written[0] if written[0][name] != written[1][name]] == []
    assert answers[0] == answers[1]


def request_for(work: str, mosaic: Path, folder: Path, cluster: str) -> Request:
    if work == "createfromfiles":
        images = tuple(sorted(str(path) for path in mosaic.parent.glob("*.tif")))
        broken = folder.parent / "broken.tif"
        broken.write_bytes(b"no image")
        return Create(files=(*images, str(broken)), target=str(folder / "new.json"), cluster=cluster)
    if work == "validate":
        return Validate(uri=str(mosaic), target=str(folder / "repaired.json"), cluster=cluster)
    if work == "createoverview":
        shutil.copytree(mosaic.parent, folder, dirs_exist_ok=True)
        return MakeOverview(uri=str(folder / mosaic.name), file=str(folder / "overview.tif"), cluster=cluster)
    if work == "export":
        return Export(uri=str(mosaic), target=str(folder / "all.tif"), cluster=cluster)
    return WriteTiles(uri=str(mosaic), file=str(folder / "all.mbtiles"), cluster=cluster)


@pytest.fixture(scope="module")
def lone_worker() -> Iterator[DaskScheduler]:
    """A cluster of one worker, to which another one may come and go."""
    with DaskScheduler() as scheduler, DaskWorker(scheduler):
        yield scheduler


def test_a_worker_that_is_killed_in_the_middle_changes_nothing(
    client: EngineClient, lone_worker: DaskScheduler, mosaic: Path, tmp_path: Path
) -> None:
    def request(name: str, cluster: str) -> Request:
        return Export(uri=str(mosaic), target=str(tmp_path / name), resolution=(8.0, 8.0), cluster=cluster)

    shares: list[float] = []
    with DaskWorker(lone_worker) as victim:

        def heard(fraction: float | None, _text: str) -> None:
            # Before the first tasks have ended, nobody knows how far it is.
            if fraction and not shares:
                shares.append(fraction)
                victim.kill()

        client.ask(request("cluster.tif", lone_worker.address), heard).result(BOUND_S)
        assert shares and shares[0] < 0.9
        wait_until(lambda: not is_alive(victim.pid))
    asked(client, request("here.tif", ""))
    assert (tmp_path / "cluster.tif").read_bytes() == (tmp_path / "here.tif").read_bytes()


def test_a_cluster_that_is_not_there_is_one_sentence_and_leaves_nothing(
    client: EngineClient, mosaic: Path, tmp_path: Path
) -> None:
    request = WriteTiles(uri=str(mosaic), file=str(tmp_path / "all.mbtiles"), cluster="tcp://127.0.0.1:1")
    with pytest.raises(EngineFailure, match="No Dask scheduler could be reached") as caught:
        asked(client, request)
    assert caught.value.code == "cluster"
    assert not list(tmp_path.iterdir())
