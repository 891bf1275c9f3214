// Whom a sandbox is kept for; leads to changing that.
import QtQuick
import Glovebox.Controls

LinkRow {
    objectName: "reservedLine"
    symbol: "person"
    hint: qsTr("Change or cancel the reservation")
}
