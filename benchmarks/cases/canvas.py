"""Cases `canvas` and `desktop`: what a person sees, and how long the window is frozen. ENGINE side."""

from __future__ import annotations

from typing import Any

from benchmarks.cases.bench import Bench
from benchmarks.desktop import STEPS, Desktop
from benchmarks.imagery import Sources
from benchmarks.peers import ONE_IMAGE, OURS, VRT, Peer
from benchmarks.report import Column
from benchmarks.runs import PROGRAMS, environment_of, fresh_profile, qgis_python, run_program
from benchmarks.views import View

CANVAS = (
    Column(title="first pixels", path="cold.first_pixels_s"),
    Column(title="complete", path="cold.complete_s"),
    Column(title="creation", path="open.wall_s"),
    Column(title="pan complete", path="pan.complete_s"),
    Column(title="busy ms", path="cold.longest_gap_ms", decimals=0),
)
DESKTOP = (
    *(Column(title=f"{step} ms", path=f"frozen_ms.{step}", decimals=0) for step in STEPS),
    Column(title="plugin load ms", path="plugin_load_ms", decimals=0),
    Column(title="CPU of it", path="plugin_load_cpu_ms", decimals=0),
)


def measure_canvas(bench: Bench) -> None:
    """First pixels on a canvas: ours and the VRT from local files, ours over HTTP."""
    for view in bench.wanted.two_views:
        for case, peers in (("local", (VRT, OURS)), ("http", (OURS,))):
            for _ in range(bench.wanted.rounds):
                for peer in peers:
                    bench.note("canvas", f"{case} {view.name}", peer.name, _canvas(bench, case, view, peer))
            bench.show("canvas", f"{case} {view.name}", CANVAS)


def _canvas(bench: Bench, case: str, view: View, peer: Peer) -> dict[str, Any]:
    sources, warm_up = _sources(bench, case), bench.imagery.warm_up
    provider, source, other = _layer(peer, sources, warm_up)
    job = {
        "provider": provider,
        "source": source,
        "warm_up": other,
        "bounds": bench.imagery.bounds,
        "fraction": view.fraction,
        "counts_url": bench.server.counts_url if case == "http" else None,
    }
    environment = environment_of(fresh_profile("canvas"), peer.settings)
    return run_program((qgis_python(), str(PROGRAMS / "qgis_canvas.py")), job, environment)


def measure_desktop(bench: Bench) -> None:
    """The real QGIS: one image, the VRT and ours from local files, ours over HTTP."""
    with Desktop() as desktop:
        for case, peers in (("local", (ONE_IMAGE, VRT, OURS)), ("http", (OURS,))):
            for _ in range(bench.wanted.rounds):
                for peer in peers:
                    bench.note("desktop", case, peer.name, _desktop(bench, desktop, case, peer))
            bench.show("desktop", case, DESKTOP)


def _desktop(bench: Bench, desktop: Desktop, case: str, peer: Peer) -> dict[str, Any]:
    sources, warm_up = _sources(bench, case), bench.imagery.warm_up
    files = {
        ONE_IMAGE.kind: (bench.imagery.one_image, warm_up.vrt),
        VRT.kind: (sources.vrt, warm_up.vrt),
        OURS.kind: (sources.document, warm_up.document),
    }
    return desktop.measure(*files[peer.kind], needs_plugin=peer is OURS)


def _sources(bench: Bench, case: str) -> Sources:
    sources = bench.imagery.local if case == "local" else bench.imagery.http
    if sources is None:
        raise ValueError("the images must be at a range server for the case http, they are not")
    return sources


def _layer(peer: Peer, sources: Sources, warm_up: Sources) -> tuple[str, str, str]:
    """Provider, source, and another layer to warm up with."""
    if peer.kind == "gdal":
        return "gdal", str(sources.vrt), str(warm_up.vrt)
    return "mosaicjson", str(sources.document), str(warm_up.document)
