"""Tasks on a real Dask cluster: a scheduler and workers as processes of their own, which get the package from the engine."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import odd_tasks
import pytest
from engines.processes import wait_until
from servers.certificate import make_certificate
from servers.dask import TASKS, DaskScheduler, DaskWorker, packages_folder
from servers.process import LOOPBACK, free_port

from mosaic_qgis.backends import network
from mosaic_qgis.batch import cluster_packages
from mosaic_qgis.batch.cluster import ClusterLimits, ClusterRunner
from mosaic_qgis.batch.runner import LocalRunner, Outcome, Runner, WorkCancelled
from mosaic_qgis.mosaic.errors import BadAssetError, ClusterError

LIMITS = ClusterLimits(look_s=0.1)


@pytest.fixture(autouse=True, scope="module")
def dask() -> None:
    cluster_packages.look_in(packages_folder())


@pytest.fixture
def runner(dask_cluster: DaskScheduler) -> Iterator[ClusterRunner]:
    runner = ClusterRunner(dask_cluster.address, limits=LIMITS)
    yield runner
    runner.close()


@pytest.fixture(scope="module")
def frail_scheduler() -> Iterator[DaskScheduler]:
    """A scheduler that gives a task up when the second worker has died of it. It has no workers of its own."""
    with DaskScheduler(variables={"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}) as scheduler:
        yield scheduler


def never() -> bool:
    return False


def done(runner: Runner, task: Callable, items: list, cancelled: Callable[[], bool] = never) -> list[Outcome]:
    return sorted(runner.run(task, items, cancelled=cancelled), key=lambda outcome: outcome.number)


def begun(gate: Path) -> dict[int, int]:
    """Number and process of the tasks that wait for the gate."""
    return {int(path.suffixes[0][1:]): int(path.suffix[1:]) for path in gate.parent.glob(f"{gate.stem}.*.*")}


def test_results_are_those_of_this_machine(runner: ClusterRunner) -> None:
    assert done(runner, odd_tasks.squared, list(range(20))) == done(LocalRunner(2), odd_tasks.squared, list(range(20)))
    assert done(runner, odd_tasks.squared, []) == []


def test_all_workers_work_at_the_same_time(runner: ClusterRunner, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    opener = threading.Thread(target=lambda: (wait_until(lambda: len(begun(gate)) >= 2, 55), gate.touch()))
    opener.start()
    try:
        outcomes = done(runner, odd_tasks.held, [(number, str(gate)) for number in range(4)])
    finally:
        opener.join()
    assert [outcome.value for outcome in outcomes] == [0, 1, 2, 3]
    assert len(set(begun(gate).values())) == 2
    assert os.getpid() not in begun(gate).values()


def test_errors_of_mosaics_are_outcomes_and_faults_end_the_work(runner: ClusterRunner) -> None:
    items = [(number, BadAssetError) for number in (1, 2, 3)]
    local = done(LocalRunner(2), odd_tasks.refusing, items)
    for here, there in zip(local, done(runner, odd_tasks.refusing, items), strict=True):
        assert (here.number, here.value, type(here.error), str(here.error)) == (
            there.number, there.value, type(there.error), str(there.error),
        )  # fmt: skip
    assert [outcome.error is None for outcome in local] == [True, True, False]
    with pytest.raises(ZeroDivisionError, match="on purpose"):
        done(runner, odd_tasks.faulty, list(range(6)))
    assert len(done(runner, odd_tasks.squared, [1, 2])) == 2


def test_what_fails_for_the_worker_s_sake_is_tried_again(runner: ClusterRunner, tmp_path: Path) -> None:
    outcomes = done(runner, odd_tasks.failing_once, [(number, str(tmp_path)) for number in range(3)])
    assert [outcome.value for outcome in outcomes] == [0, 1, 2]
    assert len(list(tmp_path.iterdir())) == 3


def test_a_worker_s_full_disk_ends_the_work_with_a_sentence(runner: ClusterRunner) -> None:
    with pytest.raises(ClusterError, match=r"A worker of the cluster failed .*No space left"):
        done(runner, odd_tasks.always_full, [1])


def test_two_works_share_the_workers(dask_cluster: DaskScheduler, runner: ClusterRunner) -> None:
    """Of two engines whose settings differ: each has a package of its own there."""
    first = runner.run(odd_tasks.squared, range(6), cancelled=never)
    values = [next(first).value]
    try:
        network.set_limits(network.NetworkLimits(retries=5))
        other = ClusterRunner(dask_cluster.address, limits=LIMITS)
        assert [outcome.value for outcome in done(other, odd_tasks.retries_here, [network.limits()] * 2)] == [5, 5]
        other.close()
    finally:
        network.set_limits(network.NetworkLimits())
    assert sorted([*values, *(outcome.value for outcome in first)]) == [0, 1, 4, 9, 16, 25]
    assert [outcome.value for outcome in done(runner, odd_tasks.squared, [7])] == [49]


def test_cancel_does_not_wait_for_tasks(runner: ClusterRunner, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    try:
        with pytest.raises(WorkCancelled):
            done(runner, odd_tasks.held, [(number, str(gate)) for number in range(50)], lambda: len(begun(gate)) >= 2)
        assert not gate.exists()
    finally:
        gate.touch()
    # The cluster is free for the next work, and what was not begun never is.
    assert len(done(runner, odd_tasks.squared, list(range(4)))) == 4
    assert len(begun(gate)) < 50


def test_memory_does_not_grow_with_the_number_of_tasks(runner: ClusterRunner) -> None:
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        for number in range(60):
            taken += 1
            yield number

    outcomes = runner.run(odd_tasks.squared, items(), cancelled=never)
    next(outcomes)
    assert taken <= 20
    assert len(list(outcomes)) == 59


def test_logs_of_the_cluster_hold_nothing_of_what_tasks_got(runner: ClusterRunner, dask_cluster: DaskScheduler) -> None:
    with pytest.raises(ZeroDivisionError):
        done(runner, odd_tasks.faulty_with_login, [{"password": "correct-horse-battery"}])
    logs = [server.log_file.read_text() for server in dask_cluster.running if server.name.startswith("dask")]
    assert len(logs) >= 3 and any("Compute Failed" in log for log in logs)
    assert not [log for log in logs if "correct-horse" in log]


def test_workers_that_die_are_made_good_by_others_unless_a_task_is_the_reason(
    frail_scheduler: DaskScheduler, tmp_path: Path
) -> None:
    gate, said = tmp_path / "gate", []
    with _worker(frail_scheduler) as first, _worker(frail_scheduler) as second:
        runner = ClusterRunner(frail_scheduler.address, report=lambda _, text: said.append(text), limits=LIMITS)

        def kill_one() -> None:
            wait_until(lambda: {first.pid, second.pid} <= set(begun(gate).values()), 55)
            first.kill()
            wait_until(lambda: any("lost" in text for text in said), 55)
            gate.touch()

        killer = threading.Thread(target=kill_one)
        killer.start()
        outcomes = done(runner, odd_tasks.held, [(number, str(gate)) for number in range(12)])
        killer.join()
        assert [outcome.value for outcome in outcomes] == list(range(12))
        assert all(outcome.error is None for outcome in outcomes)
        with _worker(frail_scheduler), pytest.raises(ClusterError, match="ended 2 workers one after the other"):
            done(runner, odd_tasks.deadly, [(number, str(tmp_path)) for number in range(6)])
        runner.close()


def test_a_cluster_without_workers_is_waited_for_and_then_given_up(frail_scheduler: DaskScheduler) -> None:
    said: list[str] = []
    runner = ClusterRunner(
        frail_scheduler.address,
        report=lambda _, text: said.append(text),
        limits=ClusterLimits(look_s=0.1, workers_s=0.5),
    )
    with pytest.raises(ClusterError, match="no worker"):
        done(runner, odd_tasks.squared, [1])
    runner.close()
    assert said == ["connecting to the cluster", "waiting for a worker of the cluster"]


def test_a_worker_that_comes_later_gets_the_package_too(frail_scheduler: DaskScheduler) -> None:
    runner = ClusterRunner(frail_scheduler.address, limits=LIMITS)
    started: list[DaskWorker] = []
    starter = threading.Thread(target=lambda: started.append(_worker(frail_scheduler).start()))
    starter.start()
    try:
        assert [outcome.value for outcome in done(runner, odd_tasks.squared, [3])] == [9]
    finally:
        runner.close()
        starter.join()
        started[0].stop()


def test_where_nobody_listens_there_is_no_scheduler() -> None:
    runner = ClusterRunner(f"tcp://{LOOPBACK}:{free_port()}", limits=ClusterLimits(connect_s=1))
    with pytest.raises(ClusterError, match="No Dask scheduler could be reached"):
        done(runner, odd_tasks.squared, [1])


def test_with_tls_only_who_has_the_certificate_comes_in(tmp_path: Path) -> None:
    certificate, key = make_certificate(tmp_path)
    variables = {
        "DASK_DISTRIBUTED__COMM__TLS__CA_FILE": str(certificate),
        "DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION": "true",
    }
    for role in ("SCHEDULER", "WORKER"):
        variables[f"DASK_DISTRIBUTED__COMM__TLS__{role}__CERT"] = str(certificate)
        variables[f"DASK_DISTRIBUTED__COMM__TLS__{role}__KEY"] = str(key)
    with DaskScheduler(variables=variables) as scheduler, _worker(scheduler, variables=variables):
        assert scheduler.address.startswith("tls://")
        runner = ClusterRunner(f"{scheduler.address}?ca={certificate}&cert={certificate}&key={key}", limits=LIMITS)
        assert [outcome.value for outcome in done(runner, odd_tasks.squared, [2, 3])] == [4, 9]
        runner.close()
        for address in (scheduler.address, scheduler.address.replace("tls", "tcp")):
            stranger = ClusterRunner(address, limits=ClusterLimits(connect_s=2))
            with pytest.raises(ClusterError):
                done(stranger, odd_tasks.squared, [2])


def test_a_scheduler_that_goes_away_ends_the_work_with_a_sentence(
    frail_scheduler: DaskScheduler, tmp_path: Path
) -> None:
    """The last one of this scheduler."""
    gate = tmp_path / "gate"
    with _worker(frail_scheduler):
        runner = ClusterRunner(frail_scheduler.address, limits=LIMITS)

        def stop() -> None:
            wait_until(lambda: bool(begun(gate)), 55)
            frail_scheduler.stop()

        stopper = threading.Thread(target=stop)
        stopper.start()
        try:
            with pytest.raises(ClusterError, match="connection to the Dask scheduler was lost"):
                done(runner, odd_tasks.held, [(number, str(gate)) for number in range(4)])
        finally:
            stopper.join()
            gate.touch()
            runner.close()


def _worker(scheduler: DaskScheduler, variables: dict[str, str] | None = None) -> DaskWorker:
    return DaskWorker(scheduler, extra_folders=[TASKS], variables=variables)
