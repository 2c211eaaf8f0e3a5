"""Whether a cluster's processes can do this engine's tasks with the same results: versions side by side. Runs in the ENGINE; pure.

Code travels as Python's own bytecode and pixels come from the same libraries, so that these must be the same everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..mosaic.errors import ClusterError

PROTOCOL = ("dask", "distributed")
"""Speak with each other: the same version everywhere."""
PIXELS = ("rasterio", "rio-tiler")
"""Make the results: the same version at every worker."""
OTHERS = ("numpy", "pyproj", "shapely", "morecantile", "pydantic")
"""The same version but for the last number at every worker."""
PACKAGES = (*PIXELS, *OTHERS)
_MOST_NAMED = 3

Versions = Mapping[str, str | None]
"""Package -> version; ``python`` -> the interpreter's. None where it is not there."""


def check_versions(engine: Versions, scheduler: Versions, workers: Mapping[str, Versions]) -> None:
    """``workers``: by address.

    Raises:
        ClusterError: something differs; the message names what, and where.
    """
    faults = [*_faults("the scheduler", engine, scheduler, is_worker=False)]
    for address, versions in sorted(workers.items()):
        faults += _faults(f"the worker {address}", engine, versions, is_worker=True)
    if faults:
        more = f"; {len(faults) - _MOST_NAMED} more" if len(faults) > _MOST_NAMED else ""
        raise ClusterError(
            "A cluster must have the versions of this engine, so that results are the same: "
            f"{'; '.join(faults[:_MOST_NAMED])}{more}. Install the engine's requirements.lock and cluster.lock there"
        )


def _faults(who: str, engine: Versions, theirs: Versions, *, is_worker: bool) -> Iterator[str]:
    wanted = [("Python", "python", 2), *((name, name, None) for name in PROTOCOL)]
    if is_worker:
        wanted += [*((name, name, None) for name in PIXELS), *((name, name, 2) for name in OTHERS)]
    for label, name, digits in wanted:
        here, there = engine.get(name), theirs.get(name)
        if _cut(here, digits) != _cut(there, digits):
            has = f"has {label} {_shown(there)}" if there else f"has no {label}"
            yield f"{who} {has}, this engine {_shown(here)}"


def _cut(version: str | None, digits: int | None) -> tuple[str, ...]:
    return tuple((version or "").split(".")[:digits])


def _shown(version: str | None) -> str:
    # Python's own has five parts.
    return ".".join((version or "none").split(".")[:3])
