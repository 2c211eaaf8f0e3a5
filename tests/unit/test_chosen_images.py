"""Images that a layer's URI leaves out or puts on top."""

from __future__ import annotations

import pytest

from mosaic_qgis.provider.chosen_images import ChosenImages, chosen_in, with_chosen
from mosaic_qgis.provider.uri import LayerUri, decode, encode

NAMES = ("a.tif", "b, c.tif", "50%.tif", "ü/ä b.tif", "https://h/x?y=1&z=2", "p|q=r.tif", "%2C.tif", "#1")


def test_names_survive_the_uri() -> None:
    uri = LayerUri(mosaic="/m.json", options={"minzoom": "3"})
    chosen = ChosenImages(excluded=NAMES[:4], first=NAMES[4:])
    back = decode(encode(with_chosen(uri, chosen)))
    assert chosen_in(back) == chosen
    assert back.options["minzoom"] == "3"
    assert with_chosen(back, ChosenImages()) == uri


@pytest.mark.parametrize("text", ["", " ", ",,", " , "])
def test_nothing_is_nothing(text: str) -> None:
    assert not chosen_in(LayerUri(mosaic="m", options={"exclude": text, "first": text}))


def test_changes() -> None:
    chosen = ChosenImages(excluded=("a",), first=("b", "c"))
    assert chosen.excluding("b", "d") == ChosenImages(excluded=("a", "b", "d"), first=("c",))
    assert chosen.raising("c", "a") == ChosenImages(first=("c", "a", "b"))
    assert chosen.releasing("a", "c") == ChosenImages(first=("b",))
    assert chosen_in(LayerUri(mosaic="m", options={"exclude": "a", "first": "a,b,b"})) == ChosenImages(
        excluded=("a",), first=("b",)
    )
