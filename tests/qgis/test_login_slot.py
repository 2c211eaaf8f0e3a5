"""The slot for a login: which configurations it offers, what it keeps, what it says of missing ones."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from login_configs import make_config, unlocked
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest

from mosaic_qgis.gui.login_slot import LoginSlot

UNUSABLE = "MapTilerHmacSha256"
"""The method that cannot be handed on."""


@pytest.fixture
def configs(qgis_app: QgsApplication) -> Iterator[dict[str, str]]:
    """Name to id of one configuration per method."""
    unlocked()
    methods = ("Basic", "AWSS3", "APIHeader", "OAuth2", "MosaicAWS", "MosaicAzure", "MosaicGoogle", "PKI-Paths")
    methods += (UNUSABLE,)
    made = {method: make_config(method, {"username": "u"}, name=f"slot {method}") for method in methods}
    yield made
    for config_id in made.values():
        QgsApplication.authManager().removeAuthenticationConfig(config_id)


def names(slot: LoginSlot) -> set[str]:
    texts = (slot.combo.itemText(index) for index in range(slot.combo.count()))
    return {text.removeprefix("slot ") for text in texts if text.startswith("slot ")}


@pytest.mark.parametrize(
    ("uri", "fit"),
    [
        ("s3://bucket/m.json", {"AWSS3", "Basic", "MosaicAWS"}),
        ("dynamodb://eu-west-1/table:mosaic", {"AWSS3", "Basic", "MosaicAWS"}),
        ("gs://bucket/m.json", {"APIHeader", "OAuth2", "MosaicGoogle"}),
        ("az://acc.blob.core.windows.net/c/m.json", {"Basic", "MosaicAzure"}),
        ("https://host/m.json", {"Basic", "APIHeader", "OAuth2", "PKI-Paths"}),
        ("STAC+https://host/search", {"Basic", "APIHeader", "OAuth2", "PKI-Paths"}),
    ],
)
def test_a_document_is_offered_the_logins_of_its_store(configs: dict[str, str], uri: str, fit: set[str]) -> None:
    slot = LoginSlot()
    slot.set_subject(uri, "document")
    assert names(slot) == fit


def test_images_may_lie_anywhere(configs: dict[str, str]) -> None:
    slot = LoginSlot()
    slot.set_subject("https://host/m.json", "images")
    assert names(slot) == configs.keys() - {UNUSABLE}
    assert slot.combo.itemText(0) == "As for the document"


def test_a_chosen_login_stays_when_the_address_changes(configs: dict[str, str]) -> None:
    slot = LoginSlot()
    slot.set_subject("s3://bucket/m.json", "document")
    heard: list[str] = []
    slot.changed.connect(lambda: heard.append(slot.config_id()))
    slot.set_config_id(configs["MosaicAWS"])
    assert heard == [configs["MosaicAWS"]]
    slot.set_subject("az://acc.blob.core.windows.net/c/m.json", "document")
    assert slot.config_id() == configs["MosaicAWS"]
    assert "for another store" in slot.combo.currentText()
    assert heard == [configs["MosaicAWS"]]


def test_a_login_of_another_profile_is_kept_and_said(configs: dict[str, str]) -> None:
    slot = LoginSlot()
    slot.set_config_id("zzzzzzz")
    assert slot.config_id() == "zzzzzzz"
    assert "not in this QGIS profile" in slot.combo.currentText()
    assert not slot.edit_button.isEnabled()


def test_by_hand(configs: dict[str, str]) -> None:
    slot = LoginSlot()
    slot.set_subject("s3://bucket/m.json", "document")
    heard: list[str] = []
    slot.changed.connect(lambda: heard.append(slot.config_id()))
    slot.combo.setCurrentIndex(slot.combo.findData(configs["AWSS3"]))
    assert heard == [configs["AWSS3"]]
    assert slot.edit_button.isEnabled()
    slot.combo.setCurrentIndex(0)
    assert heard == [configs["AWSS3"], ""]
    assert not slot.edit_button.isEnabled()


def test_a_new_configuration_is_there_when_the_slot_is_shown(configs: dict[str, str]) -> None:
    slot = LoginSlot()
    slot.set_subject("s3://bucket/m.json", "document")
    fresh = make_config("AWSS3", {"username": "u", "password": "p"}, name="slot fresh")
    try:
        slot.show()
        assert "fresh" in names(slot)
    finally:
        slot.hide()
        QgsApplication.authManager().removeAuthenticationConfig(fresh)


def test_the_options_have_all_logins(configs: dict[str, str]) -> None:
    slot = LoginSlot()
    slot.set_subject("", "any")
    assert names(slot) == configs.keys() - {UNUSABLE}
    assert slot.config_id() == ""
    assert not slot.edit_button.isEnabled()


def test_a_late_slot_asks_for_logins_when_somebody_wants_one(configs: dict[str, str]) -> None:
    slot = LoginSlot(is_late=True)
    slot.set_subject("s3://bucket/m.json", "document")
    slot.show()
    assert not slot.is_listed and names(slot) == set() and slot.new_button.isEnabled()
    assert (slot.config_id(), slot.combo.currentText()) == ("", "No login")
    QTest.mousePress(slot.combo, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(5, 5))
    assert slot.is_listed and names(slot) == {"AWSS3", "Basic", "MosaicAWS"}
    slot.combo.hidePopup()
    slot.hide()


def test_a_late_slot_chooses_by_keyboard(configs: dict[str, str]) -> None:
    slot = LoginSlot(is_late=True)
    slot.set_subject("s3://bucket/m.json", "document")
    QTest.keyClick(slot.combo, Qt.Key.Key_Down)
    assert slot.is_listed and slot.config_id() == configs["AWSS3"]


def test_a_late_slot_names_the_login_that_it_is_given(configs: dict[str, str]) -> None:
    slot = LoginSlot(is_late=True)
    slot.set_subject("s3://bucket/m.json", "document")
    slot.set_config_id(configs["MosaicAWS"])
    assert slot.is_listed and slot.combo.currentText() == "slot MosaicAWS"
