"""The names that someone who comes from cogeo-mosaic looks for, and the class that each URI gives."""

from __future__ import annotations

import importlib
import inspect
from typing import Any

import pytest
from rio_tiler.mosaic.backend import BaseBackend as RioTilerBackend
from stores.documents import document

import mosaic_qgis.backends
from mosaic_qgis.backends import MosaicBackend
from mosaic_qgis.backends.base import BaseBackend, MosaicJSONBackend

CLASSES = {
    "FileBackend": ("file", "/data/mosaic.json"),
    "MemoryBackend": ("memory", ":memory:"),
    "S3Backend": ("s3", "s3://bucket/key.json"),
    "SQLiteBackend": ("sqlite", "sqlite:///data/mosaics.db:mosaic"),
    "GCSBackend": ("gs", "gs://bucket/key.json"),
    "ABSBackend": ("az", "az://account.blob.core.windows.net/container/key.json"),
    "DynamoDBBackend": ("dynamodb", "dynamodb://us-east-1/table:mosaic"),
}
METHODS = (
    "assets_for_bbox assets_for_point assets_for_tile feature find_quadkeys get_assets info part point tile update write"
).split()


#: Those that can only be read, which need a server to be opened.
READ_ONLY = {"HttpBackend": "web", "STACBackend": "stac"}


@pytest.mark.parametrize(("name", "module"), READ_ONLY.items())
def test_what_can_only_be_read_takes_no_document(name: str, module: str) -> None:
    backend = getattr(importlib.import_module(f"mosaic_qgis.backends.{module}"), name)
    assert getattr(mosaic_qgis.backends, name) is backend
    assert issubclass(backend, MosaicJSONBackend)
    assert "mosaic_def" not in inspect.signature(backend).parameters
    for scheme in ("stac+https", "stac+http") if module == "stac" else ("https", "http"):
        with pytest.raises(TypeError, match="mosaic_def"):
            MosaicBackend(f"{scheme}://host/mosaic.json", mosaic_def=document())


@pytest.mark.parametrize("name", CLASSES)
def test_classes_are_where_they_were(name: str) -> None:
    module, _ = CLASSES[name]
    backend = getattr(importlib.import_module(f"mosaic_qgis.backends.{module}"), name)
    assert getattr(mosaic_qgis.backends, name) is backend
    assert issubclass(backend, MosaicJSONBackend)
    assert issubclass(backend, RioTilerBackend)
    assert BaseBackend is MosaicJSONBackend
    for method in METHODS:
        assert callable(getattr(backend, method))


@pytest.mark.parametrize("name", CLASSES)
def test_the_factory_goes_by_the_scheme(name: str) -> None:
    _, uri = CLASSES[name]
    backend = MosaicBackend(uri, mosaic_def=document())
    assert type(backend).__name__ == name
    assert backend.input == uri
    if "://" in uri:
        scheme, _, rest = uri.partition("://")
        assert type(MosaicBackend(f"{scheme.upper()}://{rest}", mosaic_def=document())).__name__ == name


@pytest.mark.parametrize("name", CLASSES)
def test_signatures_of_writing(name: str) -> None:
    backend = getattr(mosaic_qgis.backends, name)
    update = inspect.signature(backend.update).parameters
    assert list(update) == ["self", "features", "add_first", "quiet", "kwargs"]
    assert (update["add_first"].default, update["quiet"].default) == (True, True)
    assert "overwrite" in inspect.signature(backend.write).parameters


@pytest.mark.parametrize("nothing", [None, "", ":memory:"])
def test_nothing_is_memory(nothing: Any) -> None:
    assert type(MosaicBackend(nothing, mosaic_def=document())).__name__ == "MemoryBackend"


def test_an_unknown_scheme_lists_the_known_ones() -> None:
    with pytest.raises(
        ValueError, match=r"'ftp'.*az://.*dynamodb://.*file://.*gs://.*http://.*https://.*s3://.*sqlite://.*stac"
    ) as raised:
        MosaicBackend("ftp://user:password@host/mosaic.json")
    assert "password" not in str(raised.value)
