"""Which settings of the machine's pip reach ours."""

from __future__ import annotations

import os

from mosaic_qgis.engine.client.pip_settings import pip_environment, sift

LISTING = """\
WARNING: something that is no setting
global.index-url='https://mirror.example/simple'
global.trusted-host='mirror.example\\nother.example'
global.target='/elsewhere'
install.index-url='https://install.example/simple'
install.user='true'
download.proxy='http://only-for-downloads'
:env:.cert='/etc/ssl/company.pem'
:env:.require-virtualenv='1'
freeze.timeout='3'
global.no-binary=broken
"""


def test_sources_are_kept_and_targets_are_not() -> None:
    assert sift(LISTING) == {
        "index-url": "https://install.example/simple",
        "trusted-host": "mirror.example other.example",
        "cert": "/etc/ssl/company.pem",
    }


def test_environment_of_pip() -> None:
    given = {
        "PATH": "/bin",
        "PIP_TARGET": "/x",
        "PIP_INDEX_URL": "https://old",
        "PYTHONPATH": "/y",
        "HTTPS_PROXY": "http://p:1",
    }
    result = pip_environment(given, {"index-url": "https://mirror"}, temporary="/t", cache="/c")
    assert result["PIP_INDEX_URL"] == "https://mirror"
    assert result["HTTPS_PROXY"] == "http://p:1"
    assert result["TMPDIR"] == result["TEMP"] == result["TMP"] == "/t"
    assert result["PIP_CONFIG_FILE"] == os.devnull
    assert "PIP_TARGET" not in result and "PYTHONPATH" not in result


def test_own_options_win() -> None:
    settings = {
        "index-url": "https://mirror",
        "extra-index-url": "https://more",
        "find-links": "/w",
        "cert": "/c.pem",
        "proxy": "http://a",
    }
    result = pip_environment({}, settings, temporary="/t", cache="/c", index_url="https://own", proxy="http://b")
    assert result["PIP_INDEX_URL"] == "https://own"
    assert result["PIP_PROXY"] == "http://b"
    assert result["PIP_CERT"] == "/c.pem"
    assert "PIP_EXTRA_INDEX_URL" not in result and "PIP_FIND_LINKS" not in result


def test_offline_names_no_source() -> None:
    result = pip_environment(
        {}, {"index-url": "https://mirror", "no-index": "true"}, temporary="/t", cache="/c", offline=True
    )
    assert "PIP_INDEX_URL" not in result and "PIP_NO_INDEX" not in result
