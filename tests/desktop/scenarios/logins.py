"""A login is made with the keyboard and the mouse, tried wrong and right, kept, and shows images. Runs inside QGIS.

Arguments: `mosaic` (a document of this machine whose images are behind a login), `host`, `user`, `password`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import QgsApplication, QgsRasterLayer
from qgis.PyQt.QtWidgets import QDialogButtonBox

if TYPE_CHECKING:
    from qgis_desktop.inside.runner import Desk, Steps


def scenario(desk: Desk) -> Steps:
    from qgis_desktop.inside.map_view import MapView
    from qgis_desktop.inside.person import Person

    from mosaic_qgis.mosaic_qgis.gui import services
    from mosaic_qgis.mosaic_qgis.gui.login_dialog import LoginDialog
    from mosaic_qgis.mosaic_qgis.gui.login_slot import LoginSlot

    view, person = MapView(desk), Person(desk)
    arguments = desk.arguments
    with desk.step("the window is ready", longest_gap_s=None):
        yield from view.make_room()
        assert QgsApplication.authManager().setMasterPassword("a desktop's own", True)
    with desk.step("a new login is entered"):
        dialog = LoginDialog(desk.iface.mainWindow(), services=services.in_use())
        dialog.set_subject(arguments["mosaic"], "images")
        dialog.store_combo.setCurrentIndex(dialog.store_combo.findData("http"))
        dialog.show()
        # What is typed before goes to the window below.
        yield desk.until(dialog.isActiveWindow, 10, "the window is in front")
        yield from person.click(dialog.name_edit)
        yield from person.type("Town images")
        yield desk.until(lambda: dialog.name_edit.text() == "Town images", 10, "the name is typed")
        fields = dialog._form.fields
        yield from person.click(fields["username"])
        yield from person.type(arguments["user"])
        # By the keyboard: the next fields in order.
        yield from person.press("Tab")
        yield from person.type("wrong")
        yield from person.press("Tab")
        yield from person.type(arguments["host"])
        yield desk.until(lambda: dialog._places.text() == arguments["host"], 10, "all is typed")
        desk.facts["entered"] = {"user": fields["username"].text(), "password": fields["password"].text()}
    with desk.step("a wrong password is tried"):
        yield from person.click(dialog.test_button)
        yield desk.until(lambda: "cannot be read" in dialog.steps_view.toPlainText(), 60, "the test has ended")
        desk.facts["wrong"] = dialog.steps_view.toPlainText()
        desk.screenshot("wrong")
    with desk.step("the right one is tried"):
        yield from person.click(fields["password"])
        yield from person.press("ctrl+a")
        yield from person.type(arguments["password"])
        yield from person.click(dialog.test_button)
        yield desk.until(lambda: "pixels" in dialog.steps_view.toPlainText(), 60, "the test has ended well")
        desk.facts["right"] = dialog.steps_view.toPlainText()
        desk.facts["size"] = [dialog.width(), dialog.height()]
        desk.screenshot("right")
    with desk.step("it is kept"):
        yield from person.click(dialog.button_box.button(QDialogButtonBox.StandardButton.Save))
        yield desk.until(lambda: not dialog.isVisible(), 10, "the window is closed")
        desk.facts["id"] = dialog.config_id()
        slot = LoginSlot()
        slot.set_subject(arguments["mosaic"], "images")
        desk.facts["offered"] = slot.combo.findText("Town images") > 0
    with desk.step("another store's fields fit as well"):
        other = LoginDialog(desk.iface.mainWindow(), services=services.in_use())
        other.set_subject("s3://example-bucket/mosaic.json", "document")
        other.name_edit.setText("Example bucket")
        for key, text in {
            "access_key": "AKIAIOSFODNN7EXAMPLE",
            "secret_key": "x" * 40,
            "region": "eu-central-1",
        }.items():
            other._form.fields[key].setText(text)
        other.more_group.setCollapsed(False)
        other._form.fields["requester_pays"].setChecked(True)
        other.show()
        yield from person.see(other.test_button)
        desk.facts["other_size"] = [other.width(), other.height()]
        desk.facts["needs_no_scrolling"] = not other.scroll_area.horizontalScrollBar().isVisible()
        other.grab().save(str(desk.screenshot("other").with_name("credentials.png")))
        other.reject()
    with desk.step("its images are drawn"):
        source = f"{arguments['mosaic']}|assets_authcfg={dialog.config_id()}"
        yield from view.draw(lambda: desk.iface.addRasterLayer(source, "town", "mosaicjson"))
        layer = desk.iface.activeLayer()
        desk.facts["is_valid"] = isinstance(layer, QgsRasterLayer) and layer.isValid()
        desk.facts["painted"] = view.share_painted()
