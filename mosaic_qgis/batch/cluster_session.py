"""One connection to a Dask scheduler: made, checked, given this package and tasks, ended. Runs in the ENGINE.

Everything here but ``submit`` waits for the network, as long as it takes: callers use a thread that they can leave
(`cluster_waiting`). Knows no task by name.
"""

from __future__ import annotations

import contextlib
import pickle  # nosec B403: only to be read by the cluster that the user named, whose workers run this code
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ..mosaic.errors import BadRequestError, ClusterError
from .cluster_code import Shipment, shipment
from .cluster_packages import add_packages
from .cluster_versions import PACKAGES, check_versions

SCHEMES = ("tcp", "tls")
RETRIES = 2
"""So often is a task repeated that failed for another reason than its mosaic: a worker's disk, memory, a broken set-up."""
_FILES = {"ca": "tls_ca_file", "cert": "tls_client_cert", "key": "tls_client_key"}


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where a scheduler is, and the certificates for it."""

    scheduler: str
    """``tcp://host:port`` or ``tls://host:port``."""
    place: tuple[str, int]
    """Its host and port."""
    files: Mapping[str, str]
    """Some of ``ca``, ``cert``, ``key``: paths of PEM files; what is missing is as Dask's own configuration says."""

    @classmethod
    def parse(cls, text: str) -> Address:
        """From ``tls://host:port?ca=/path&cert=/path&key=/path``.

        Raises:
            BadRequestError: it is none.
        """
        parts = urlsplit(text)
        try:
            port = parts.port
        except ValueError:
            port = None
        if parts.scheme not in SCHEMES or not parts.hostname or port is None or parts.username is not None:
            raise BadRequestError(f"A Dask scheduler must be named as tcp://host:port or tls://host:port, got {text!r}")
        files = dict(parse_qsl(parts.query, keep_blank_values=True))
        if not files.keys() <= _FILES.keys() or (files and parts.scheme != "tls"):
            raise BadRequestError(f"Only a tls:// address may be followed by {', '.join(_FILES)}, got {text!r}")
        for name, path in files.items():
            if not Path(path).is_file():
                raise BadRequestError(f"{name} of a Dask scheduler must be a PEM file, {path!r} is none")
        return cls(scheduler=f"{parts.scheme}://{parts.netloc}", place=(parts.hostname, port), files=files)


class Session:
    """A client of a scheduler. Made by ``connected``."""

    def __init__(self, client: Any, address: Address, shipped: Shipment, work: str) -> None:
        self._client = client
        self._address = address
        self._shipped = shipped
        self._work = work
        self._checked: frozenset[str] = frozenset()

    @property
    def is_lost(self) -> bool:
        """Whether the scheduler has gone away. Never waits."""
        return self._client.status != "running"

    def workers(self) -> dict[str, int]:
        """Address and number of threads of each worker there is now; those that are new are checked first.

        Raises:
            ClusterError: one of them does not fit.
        """
        found = {
            address: int(facts["nthreads"])
            for address, facts in self._client.scheduler_info(n_workers=-1)["workers"].items()
        }
        if not found.keys() <= self._checked:
            self.check()
            self._checked = self._checked | found.keys()
        return found

    def check(self) -> None:
        """Compare the versions of all processes. Raises ClusterError."""
        versions = self._client.get_versions(packages=PACKAGES)
        check_versions(
            versions["client"]["packages"],
            versions["scheduler"]["packages"],
            {address: each["packages"] for address, each in versions["workers"].items() if each},
        )

    def ship(self) -> None:
        """Bring this package to every worker, those that come later included."""
        from . import cluster_courier

        shipped = self._shipped
        courier = cluster_courier.Courier(shipped.package, shipped.archive, shipped.conditions)
        self._client.register_plugin(courier, name=shipped.package)

    def submit(self, key: str, content: bytes) -> Any:
        """Have a packed task done; returns its future at once. ``key`` is what the cluster's logs call it."""
        from . import cluster_courier

        parcel = cluster_courier.Parcel(self._shipped.package, self._work, content)
        task = _Sent(partial(cluster_courier.perform, parcel))
        return self._client.submit(task, key=key, pure=False, retries=RETRIES)

    def withdraw(self, futures: list[Any]) -> None:
        """Nobody wants these any more; what runs already runs to its end and is thrown away."""
        with contextlib.suppress(Exception):
            self._client.cancel(futures, force=True)

    def close(self, timeout_s: float) -> None:
        """End the work at the workers and the connection; a cluster that is gone is no reason to complain."""
        from . import cluster_courier

        if not self.is_lost:
            with contextlib.suppress(Exception):
                rest = _Sent(partial(cluster_courier.rest, self._shipped.package, self._work))
                self._client.run(rest, on_error="ignore")
        with contextlib.suppress(Exception):
            self._client.close(timeout_s)


def connected(address: Address, work: str, timeout_s: float) -> Session:
    """Connect, compare versions, bring the package.

    Raises:
        ClusterError: nobody answers there, or not as a scheduler, or with other versions.
    """
    add_packages()
    import cloudpickle
    import distributed

    from . import cluster_courier

    cloudpickle.register_pickle_by_value(cluster_courier)
    settings = {_FILES[name]: path for name, path in address.files.items()}
    try:
        # Dask asks again and again where nobody listens.
        socket.create_connection(address.place, timeout_s).close()
        security = distributed.Security(require_encryption=True, **settings) if settings else None
        client = distributed.Client(
            address.scheduler, timeout=timeout_s, security=security, set_as_default=False, name="mosaic_qgis"
        )
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        # TypeError and ValueError: how Dask says that certificates are missing.
        raise ClusterError(
            f"No Dask scheduler could be reached at {address.scheduler} ({_short(error)}). Check the address, the network and "
            "the certificates"
        ) from error
    session = Session(client, address, shipment(), work)
    try:
        session.check()
        session.ship()
    except BaseException:
        session.close(timeout_s)
        raise
    return session


def _short(error: BaseException) -> str:
    lines = str(error).splitlines()
    return lines[0] if lines else type(error).__name__


class _Sent:
    """Something of `cluster_courier`, by value: whoever reads it need not have that module."""

    def __init__(self, value: Any) -> None:
        import cloudpickle

        self._pickled: bytes = cloudpickle.dumps(value)

    def __reduce__(self) -> tuple[Any, ...]:
        return pickle.loads, (self._pickled,)

    def __call__(self, *_arguments: Any) -> None:
        raise NotImplementedError  # Dask wants to see something that can be called; what arrives is another object.
