"""Installing the engine's packages with the real pip, from real wheels, over real sockets, into real folders."""

from __future__ import annotations

import dataclasses
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mosaic_qgis.engine.client.environment import MARKER, EngineEnvironment
from mosaic_qgis.engine.client.environment_root import EnvironmentRoot
from mosaic_qgis.engine.client.install_failures import EnvironmentFailure
from mosaic_qgis.engine.client.packages import bytes_in, packages_in
from tests.unit.environment.small_world import PIP_FOLDER, ROOT, Index, Packages, Watch, leftovers

INSTALL_SCRIPT = """
import json, os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from mosaic_qgis.engine.client.environment import EngineEnvironment
from mosaic_qgis.engine.client.requirements import EngineRequirements
given = json.loads(sys.argv[2])
requirements = EngineRequirements(lock=Path(given["lock"]), sizes=Path(given["sizes"]), pip_folder=Path(given["pip_folder"]),
                                  imports=tuple(given["imports"]))
environment = EngineEnvironment(Path(given["root"]), python=Path(given["python"]), index_url=given["index_url"],
                                requirements=requirements)
environment.install(lambda fraction, text: print(f"{fraction:.2f} {text}", flush=True), lambda: False)
"""


def run_plan(environment: EngineEnvironment, code: str) -> str:
    """Run ``code`` as the engine would run, and return what it prints."""
    plan = environment.launch_plan()
    command = [plan.python, "-I", "-S", plan.bootstrap, plan.folder, "-c", code]
    return subprocess.run(command, env=plan.environment, check=True, capture_output=True, text=True).stdout.strip()


def wait_until(condition, what: str, timeout_s: float = 20.0) -> None:
    """Poll ``condition`` with a bound."""
    end = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end, f"{what} within {timeout_s} s"
        time.sleep(0.02)


def processes_naming(text: str) -> list[int]:
    """Ids of live processes whose command line holds ``text``."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                if text.encode() in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def test_wheel_folder_without_network(tmp_path, python, machine, packages: Packages, watch: Watch) -> None:
    packages.add("tiny_a", "VALUE = 'ä'\n")
    packages.add("tiny_b")
    root = tmp_path / "Profil mit Leerzeichen und ünïcode"
    environment = EngineEnvironment(
        root, python=python, wheel_folder=packages.folder, environment=machine, requirements=packages.requirements()
    )
    assert not environment.is_ready()
    assert environment.size().packages == 2
    environment.install(watch.progress, watch.cancelled)
    assert environment.is_ready()
    assert watch.fractions == sorted(watch.fractions)
    assert watch.fractions[-1] == 1.0
    assert (
        run_plan(environment, "import tiny_a, sys; print(tiny_a.VALUE == 'ä', 'site' in sys.modules)") == "True False"
    )
    assert leftovers(root) == {environment.folder.name}
    assert not list(environment.folder.glob("tmp*")) and not (environment.folder / "bin").exists()


def test_second_installation_does_nothing(
    tmp_path, python, machine, packages: Packages, index: Index, watch: Watch
) -> None:
    packages.add("tiny_a")
    requirements = packages.requirements()
    first = EngineEnvironment(
        tmp_path / "root", python=python, index_url=index.url, environment=machine, requirements=requirements
    )
    first.install(watch.progress, watch.cancelled)
    asked = len(index.requests)
    again = EngineEnvironment(
        tmp_path / "root", python=python, index_url=index.url, environment=machine, requirements=requirements
    )
    again.install(watch.progress, watch.cancelled)
    assert len(index.requests) == asked
    assert again.is_ready()


def test_damaged_environment_is_repaired(tmp_path, python, machine, packages: Packages, watch: Watch) -> None:
    packages.add("tiny_a", "VALUE = 1\n")

    def environment() -> EngineEnvironment:
        return EngineEnvironment(
            tmp_path / "root", python=python, wheel_folder=packages.folder, environment=machine,
            requirements=packages.requirements(),
        )  # fmt: skip

    first = environment()
    first.install(watch.progress, watch.cancelled)
    (first.folder / "tiny_a.py").unlink()
    first.install(watch.progress, watch.cancelled)
    assert not (first.folder / "tiny_a.py").exists(), "an installation that is there is left as it is"
    first.launch_plan()  # in use by this process, as in QGIS
    with pytest.raises(EnvironmentFailure, match="cancel"):
        first.install(watch.progress, lambda: True, repair=True)
    assert first.is_ready(), "a repair that breaks off leaves what was there"
    first.install(watch.progress, watch.cancelled, repair=True)
    assert run_plan(environment(), "import tiny_a; print(tiny_a.VALUE)") == "1"
    assert leftovers(tmp_path / "root") == {first.folder.name}


def test_progress_counts_bytes(tmp_path, python, machine, packages: Packages, index: Index, watch: Watch) -> None:
    packages.add("big", padding_bytes=4_000_000)
    packages.add("tiny_a")
    environment = EngineEnvironment(
        tmp_path / "root", python=python, index_url=index.url, environment=machine, requirements=packages.requirements()
    )
    environment.install(watch.progress, watch.cancelled)
    assert any(0.05 < fraction < 0.7 for fraction in watch.fractions)
    assert any(text.startswith("big") for text in watch.texts)


def test_hash_mismatch_installs_nothing(tmp_path, python, machine, packages: Packages, watch: Watch) -> None:
    wheel = packages.add("tiny_a")
    requirements = packages.requirements()
    with wheel.open("ab") as file:
        file.write(b"somebody changed this")
    environment = EngineEnvironment(
        tmp_path / "root", python=python, wheel_folder=packages.folder, environment=machine, requirements=requirements
    )
    with pytest.raises(EnvironmentFailure) as failure:
        environment.install(watch.progress, watch.cancelled)
    assert failure.value.reason == "hash_mismatch"
    assert failure.value.code == "environment"
    assert leftovers(tmp_path / "root") <= {"download"}
    assert not environment.is_ready()


def test_missing_wheel_is_named(tmp_path, python, machine, packages: Packages, watch: Watch) -> None:
    packages.add("tiny_a")
    packages.add("tiny_b").rename(packages.folder / "tiny_b-1.0-cp27-cp27m-win32.whl")
    packages.wheels[1] = packages.folder / "tiny_b-1.0-cp27-cp27m-win32.whl"
    environment = EngineEnvironment(
        tmp_path / "root", python=python, wheel_folder=packages.folder, environment=machine,
        requirements=packages.requirements(),
    )  # fmt: skip
    with pytest.raises(EnvironmentFailure, match=r"tiny_b==1\.0") as failure:
        environment.install(watch.progress, watch.cancelled)
    assert failure.value.reason == "no_wheel"


def test_package_that_does_not_import_is_refused(tmp_path, python, machine, packages: Packages, watch: Watch) -> None:
    packages.add("tiny_a", "raise ImportError('libmissing.so.7: cannot open shared object file')\n")
    environment = EngineEnvironment(
        tmp_path / "root", python=python, wheel_folder=packages.folder, environment=machine,
        requirements=packages.requirements(),
    )  # fmt: skip
    with pytest.raises(EnvironmentFailure, match=r"libmissing\.so\.7") as failure:
        environment.install(watch.progress, watch.cancelled)
    assert failure.value.reason == "broken"
    assert not environment.folder.exists()


def test_cancel_in_the_middle_of_a_download(tmp_path, python, machine, packages: Packages, index: Index) -> None:
    packages.add("big", padding_bytes=2_000_000)
    index.hold.clear()
    watch = Watch(cancel_when=index.half_sent.is_set)
    root = tmp_path / "root"
    environment = EngineEnvironment(
        root, python=python, index_url=index.url, environment=machine, requirements=packages.requirements()
    )
    with pytest.raises(EnvironmentFailure) as failure:
        environment.install(watch.progress, watch.cancelled)
    assert failure.value.reason == "cancelled"
    assert failure.value.code == "cancelled"
    assert leftovers(root) == set()
    assert processes_naming(str(root)) == []


def test_killed_installer_leaves_nothing_that_lasts(
    tmp_path, python, machine, packages: Packages, index: Index, watch
) -> None:
    packages.add("big", padding_bytes=2_000_000)
    index.hold.clear()
    root = tmp_path / "root"
    process = start_installer(root, python, machine, packages, index)
    assert index.half_sent.wait(30)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=10)
    wait_until(lambda: processes_naming(str(root)) == [], "pip ends with its parent", 5.0)
    assert any(name.startswith("part-") for name in leftovers(root))
    index.hold.set()
    environment = EngineEnvironment(
        root, python=python, index_url=index.url, environment=machine, requirements=packages.requirements()
    )
    assert not environment.is_ready()
    environment.install(watch.progress, watch.cancelled)
    assert leftovers(root) == {environment.folder.name}


def start_installer(
    root: Path, python: Path, machine: dict[str, str], packages: Packages, index: Index
) -> subprocess.Popen:
    import json

    requirements = packages.requirements()
    given = {
        "root": str(root), "python": str(python), "index_url": index.url, "lock": str(requirements.lock),
        "sizes": str(requirements.sizes), "pip_folder": str(PIP_FOLDER), "imports": list(requirements.imports),
    }  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "-c", INSTALL_SCRIPT, str(ROOT), json.dumps(given)], env=machine,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def test_two_installers_at_once_install_once(tmp_path, python, machine, packages: Packages, index: Index) -> None:
    packages.add("big", padding_bytes=1_000_000)
    index.hold.clear()
    first = start_installer(tmp_path / "root", python, machine, packages, index)
    assert index.half_sent.wait(30)
    second = start_installer(tmp_path / "root", python, machine, packages, index)
    line = second.stdout.readline()
    assert "Another QGIS" in line
    index.hold.set()
    outputs = [process.communicate(timeout=60)[0] for process in (first, second)]
    assert [first.returncode, second.returncode] == [0, 0], outputs
    assert len(index.fetched()) == 1


def test_waiting_for_another_installer_can_be_cancelled(tmp_path, python, machine, packages: Packages, watch) -> None:
    packages.add("tiny_a")
    environment = EngineEnvironment(
        tmp_path / "root", python=python, wheel_folder=packages.folder, environment=machine,
        requirements=packages.requirements(),
    )  # fmt: skip
    watch.cancel_when = lambda: "Another QGIS is setting the engine up" in watch.texts
    with (
        EnvironmentRoot(tmp_path / "root").turn(lambda *_: None, lambda: False),
        pytest.raises(EnvironmentFailure) as failure,
    ):
        environment.install(watch.progress, watch.cancelled)
    assert failure.value.reason == "cancelled"


def test_interpreter_without_pip(tmp_path, python, machine, packages: Packages, watch: Watch) -> None:
    bare = tmp_path / "bare"
    subprocess.run([python, "-m", "venv", "--without-pip", bare], check=True)
    packages.add("tiny_a")
    environment = EngineEnvironment(
        tmp_path / "root", python=bare / "bin" / "python", wheel_folder=packages.folder, environment=machine,
        requirements=packages.requirements(),
    )  # fmt: skip
    environment.install(watch.progress, watch.cancelled)
    assert environment.is_ready()


def test_no_pip_at_all_is_said(tmp_path, python, machine, packages: Packages, watch: Watch) -> None:
    bare = tmp_path / "bare"
    subprocess.run([python, "-m", "venv", "--without-pip", bare], check=True)
    packages.add("tiny_a")
    environment = EngineEnvironment(
        tmp_path / "root", python=bare / "bin" / "python", wheel_folder=packages.folder, environment=machine,
        requirements=packages.requirements(pip_folder=tmp_path),
    )  # fmt: skip
    with pytest.raises(EnvironmentFailure, match="has no pip") as failure:
        environment.install(watch.progress, watch.cancelled)
    assert failure.value.reason == "no_pip"


def test_interpreters_own_pip_serves_where_the_wheel_is_missing(
    tmp_path, machine, packages: Packages, watch: Watch
) -> None:
    packages.add("tiny_a")
    environment = EngineEnvironment(
        tmp_path / "root", python=Path(sys.executable), wheel_folder=packages.folder, environment=machine,
        requirements=packages.requirements(pip_folder=tmp_path),
    )  # fmt: skip
    environment.install(watch.progress, watch.cancelled)
    assert environment.is_ready()


def test_company_settings_of_pip_are_sifted(
    tmp_path, python, machine, packages: Packages, index: Index, watch: Watch
) -> None:
    """An index named by the machine is used; what would send the packages elsewhere or forbid wheels is not."""
    packages.add("tiny_a")
    constraint = tmp_path / "constraint.txt"
    constraint.write_text("tiny_a==9.9\n", encoding="utf-8")
    config = Path(machine["HOME"]) / ".config" / "pip" / "pip.conf"
    config.parent.mkdir(parents=True)
    config.write_text(
        f"[global]\nindex-url = {index.url}\nno-binary = :all:\nrequire-virtualenv = true\n"
        f"[install]\ntarget = {tmp_path / 'elsewhere'}\nuser = true\nconstraint = {constraint}\n",
        encoding="utf-8",
    )
    environment = EngineEnvironment(
        tmp_path / "root", python=python, requirements=packages.requirements(),
        environment={**machine, "PIP_PREFIX": str(tmp_path / "prefix"), "PYTHONPATH": "/nowhere", "PYTHONHOME": "/nowhere"},
    )  # fmt: skip
    environment.install(watch.progress, watch.cancelled)
    assert environment.is_ready()
    assert len(index.fetched()) == 1
    assert not (tmp_path / "elsewhere").exists() and not (tmp_path / "prefix").exists()


def test_own_index_replaces_the_machines(
    tmp_path, python, machine, packages: Packages, index: Index, watch: Watch
) -> None:
    packages.add("tiny_a")
    environment = EngineEnvironment(
        tmp_path / "root", python=python, index_url=index.url, requirements=packages.requirements(),
        environment={**machine, "PIP_INDEX_URL": "http://127.0.0.1:9/simple/", "PIP_EXTRA_INDEX_URL": "http://127.0.0.1:9/x/"},
    )  # fmt: skip
    environment.install(watch.progress, watch.cancelled)
    assert environment.is_ready()


def failure_of(environment: EngineEnvironment) -> EnvironmentFailure:
    with pytest.raises(EnvironmentFailure) as failure:
        environment.install(lambda *_: None, lambda: False)
    assert not environment.folder.exists()
    return failure.value


def test_unreachable_index(tmp_path, python, machine, packages: Packages) -> None:
    packages.add("tiny_a")
    environment = EngineEnvironment(
        tmp_path / "root", python=python, index_url="http://me:secret@127.0.0.1:9/simple/", environment=machine,
        requirements=packages.requirements(),
    )  # fmt: skip
    failure = failure_of(environment)
    assert failure.reason == "no_network"
    assert failure.code == "unreachable"
    assert "secret" not in f"{failure} {failure!r} {failure.detail}"


def test_index_that_refuses(tmp_path, python, machine, packages: Packages, index: Index) -> None:
    packages.add("tiny_a")
    index.status = 403
    environment = EngineEnvironment(
        tmp_path / "root", python=python, index_url=index.url, environment=machine, requirements=packages.requirements()
    )
    assert failure_of(environment).reason == "index_auth"


def test_proxy_that_asks_for_a_password(tmp_path, python, machine, packages: Packages, index: Index) -> None:
    packages.add("tiny_a")
    index.status = 407
    environment = EngineEnvironment(
        tmp_path / "root", python=python, index_url="https://pypi.invalid/simple/", environment=machine,
        proxy=f"http://127.0.0.1:{index.server_address[1]}", requirements=packages.requirements(),
    )  # fmt: skip
    failure = failure_of(environment)
    assert failure.reason == "proxy_auth"
    assert failure.code == "auth"
    assert any("pypi.invalid" in path for path in index.requests), "the request went through the proxy"


def test_proxy_that_is_not_there(tmp_path, python, machine, packages: Packages) -> None:
    packages.add("tiny_a")
    environment = EngineEnvironment(
        tmp_path / "root", python=python, index_url="https://pypi.invalid/simple/", environment=machine,
        proxy="http://127.0.0.1:9", requirements=packages.requirements(),
    )  # fmt: skip
    assert failure_of(environment).reason == "proxy"


def test_certificate_that_nobody_vouches_for(tmp_path, python, machine, packages: Packages, index: Index) -> None:
    import ssl

    openssl = shutil.which("openssl")
    assert openssl, "the set-up installs openssl"
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    index.socket = context.wrap_socket(index.socket, server_side=True)
    packages.add("tiny_a")
    requirements = packages.requirements()
    url = index.url.replace("http:", "https:")
    refused = EngineEnvironment(
        tmp_path / "root", python=python, index_url=url, environment=machine, requirements=requirements
    )
    assert failure_of(refused).reason == "certificate"
    vouched = EngineEnvironment(
        tmp_path / "root", python=python, index_url=url, requirements=requirements,
        environment={**machine, "PIP_CERT": str(certificate)},
    )  # fmt: skip
    vouched.install(lambda *_: None, lambda: False)
    assert vouched.is_ready()


def test_full_disk_is_known_before_anything_starts(tmp_path, python, machine, packages: Packages) -> None:
    packages.add("tiny_a")
    free = shutil.disk_usage(tmp_path).free
    environment = EngineEnvironment(
        tmp_path / "root", python=python, wheel_folder=packages.folder, environment=machine,
        requirements=packages.requirements(installed_bytes=free + 10**9),
    )  # fmt: skip
    failure = failure_of(environment)
    assert failure.reason == "disk_full"
    assert leftovers(tmp_path / "root") == set()


def test_root_that_may_not_be_written(python, machine, packages: Packages) -> None:
    packages.add("tiny_a")
    # Nobody makes folders in the kernel's own file system, not even root.
    environment = EngineEnvironment(
        Path("/sys/mosaic_qgis"), python=python, environment=machine, requirements=packages.requirements()
    )
    assert failure_of(environment).reason == "no_permission"


def test_root_is_a_file(tmp_path, python, machine, packages: Packages) -> None:
    packages.add("tiny_a")
    (tmp_path / "root").write_text("not a folder", encoding="utf-8")
    environment = EngineEnvironment(
        tmp_path / "root", python=python, environment=machine, requirements=packages.requirements()
    )
    failure = failure_of(environment)
    assert "cannot be written" in failure.message


def test_old_environments_go_unless_they_are_used(tmp_path, python, machine, packages: Packages, watch: Watch) -> None:
    root = tmp_path / "root"

    def install(version: str) -> EngineEnvironment:
        packages.wheels.clear()
        packages.imports = ()
        packages.add("tiny_a", version=version)
        environment = EngineEnvironment(
            root, python=python, wheel_folder=packages.folder, environment=machine, requirements=packages.requirements()
        )
        environment.install(watch.progress, watch.cancelled)
        return environment

    first = install("1.0")
    first_folder = first.folder
    first.launch_plan()
    second_folder = install("2.0").folder
    assert leftovers(root) == {first_folder.name, second_folder.name}, "the first one is in use"
    assert first._in_use is not None
    first._in_use.release()
    third_folder = install("3.0").folder
    assert leftovers(root) == {third_folder.name}
    assert not list((root / "in-use").iterdir())


def test_removed_packages_are_gone_and_come_again(tmp_path, python, machine, packages: Packages, watch: Watch) -> None:
    packages.add("tiny_a", version="1.0")

    def environment() -> EngineEnvironment:
        return EngineEnvironment(
            tmp_path / "root",
            python=python,
            wheel_folder=packages.folder,
            environment=machine,
            requirements=packages.requirements(),
        )

    mine, other = environment(), environment()
    mine.remove()
    mine.install(watch.progress, watch.cancelled)
    mine.launch_plan()
    assert packages_in(mine.folder) == {"tiny-a": "1.0"}
    total = sum(path.stat().st_size for path in mine.folder.rglob("*") if path.is_file())
    assert bytes_in(mine.folder) == total > 0
    assert bytes_in(mine.folder, lambda: True) == 0, "nobody wants to know any more"
    other.launch_plan()
    with pytest.raises(EnvironmentFailure) as caught:
        mine.remove()
    assert caught.value.reason == "in_use" and other.is_ready()
    other.remove()
    assert not leftovers(tmp_path / "root") and not mine.is_ready()
    assert packages_in(mine.folder) == {} and bytes_in(mine.folder) == 0
    mine.install(watch.progress, watch.cancelled)
    assert mine.is_ready()


def test_packages_of_somebody_else_are_not_removed(tmp_path, python, machine, packages: Packages) -> None:
    packages.add("tiny_a")
    requirements = packages.requirements()
    EngineEnvironment(tmp_path / "root", external=python, environment=machine, requirements=requirements).remove()
    assert python.exists() and not (tmp_path / "root").exists()


def test_environment_of_another_python_is_made_anew(
    tmp_path, python, machine, packages: Packages, watch: Watch
) -> None:
    packages.add("tiny_a")
    requirements = packages.requirements()

    def environment() -> EngineEnvironment:
        return EngineEnvironment(
            tmp_path / "root",
            python=python,
            wheel_folder=packages.folder,
            environment=machine,
            requirements=requirements,
        )

    environment().install(watch.progress, watch.cancelled)
    marker = environment().folder / MARKER
    text = marker.read_text(encoding="utf-8")
    marker.write_text(text.replace("cp3", "cp2"), encoding="utf-8")
    assert not environment().is_ready()
    with pytest.raises(EnvironmentFailure, match="Set it up again") as failure:
        environment().launch_plan()
    assert failure.value.code == "environment"
    environment().install(watch.progress, watch.cancelled)
    assert marker.read_text(encoding="utf-8") == text
    marker.write_text("{", encoding="utf-8")
    assert not environment().is_ready()


def test_external_environment(tmp_path, python, machine, packages: Packages, watch: Watch) -> None:
    conda = tmp_path / "conda"
    subprocess.run([python, "-m", "venv", "--without-pip", conda], check=True)
    site_packages = next(conda.glob("lib/python3*/site-packages"))
    packages.add("tiny_a")
    environment = EngineEnvironment(
        tmp_path / "root", external=conda / "bin" / "python", environment=machine, requirements=packages.requirements()
    )
    with pytest.raises(EnvironmentFailure, match="tiny_a") as failure:
        environment.install(watch.progress, watch.cancelled)
    assert failure.value.reason == "broken"
    (site_packages / "tiny_a.py").write_text("VALUE = 7\n", encoding="utf-8")
    environment.install(watch.progress, watch.cancelled)
    assert environment.is_ready()
    assert run_plan(environment, "import tiny_a; print(tiny_a.VALUE)") == "7"
    assert not (tmp_path / "root").exists(), "nothing is installed"


def test_two_kinds_of_environments_live_beside_each_other(tmp_path, python, machine, packages, watch) -> None:
    packages.add("tiny_a")
    first = packages.requirements()
    extra = dataclasses.replace(first, prefix="cluster-")
    environments = [
        EngineEnvironment(
            tmp_path / "root", python=python, wheel_folder=packages.folder, environment=machine, requirements=each
        )
        for each in (first, extra)
    ]
    for environment in environments:
        environment.install(watch.progress, watch.cancelled)
    assert all(environment.is_ready() for environment in environments)
    assert leftovers(tmp_path / "root") == {f"engine-{first.digest}", f"cluster-{first.digest}"}
    environments[1].remove()
    assert leftovers(tmp_path / "root") == {f"engine-{first.digest}"}
