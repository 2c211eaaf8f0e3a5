"""The tile server that is measured against: titiler.mosaic as its own documentation sets it up. Runs in build/titiler."""

from __future__ import annotations

import os

from cogeo_mosaic.backends import MosaicBackend
from fastapi import FastAPI
from starlette.responses import PlainTextResponse
from titiler.mosaic.factory import MosaicTilerFactory

app = FastAPI()
app.include_router(MosaicTilerFactory(backend=MosaicBackend).router)


@app.get("/word", response_class=PlainTextResponse)
def word() -> str:
    """By which the benchmark knows its own server."""
    return os.environ["MOSAIC_BENCH_WORD"]
