"""Which parameters of an address are somebody's own."""

from __future__ import annotations

import pytest

from mosaic_qgis.mosaic.secret_names import has_secret, holds_login


@pytest.mark.parametrize(
    ("query", "secret"),
    [
        ("", False),
        ("?v=1&format=json", False),
        ("?signed=no&v=1", True),
        ("?token=", True),
        ("?v=1&ApiKey=abc", True),
        ("?pwd=abc", True),
        ("?sv=1&sr=b&SIG=abc", True),
        ("?X-Amz-Credential=me/1&X-Amz-Signature=1", True),
        ("?Expires=1&Policy=p&Signature=s&Key-Pair-Id=K", True),
    ],
)
def test_an_address_with_a_secret(query: str, secret: bool) -> None:
    assert has_secret(f"https://token.example/sig/key.json{query}") is secret


@pytest.mark.parametrize(("query", "secret"), [("?v=1", False), ("?sig=abc", True)])
def test_what_is_no_address_may_hold_a_secret_too(query: str, secret: bool) -> None:
    assert has_secret(f"https://[key/a.tif{query}") is secret


def test_a_signature_says_not_who_asks() -> None:
    names = ("token", "Key-Pair-Id", "AWSAccessKeyId", "code", "sig", "X-Amz-Signature", "X-Amz-Security-Token", "v")
    assert [name for name in names if holds_login(name)] == ["token", "Key-Pair-Id", "AWSAccessKeyId", "code"]
