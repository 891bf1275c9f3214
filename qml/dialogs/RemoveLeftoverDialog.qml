// Asks before something that no record explains goes for good.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

DialogFrame {
    id: root

    required property PanelModel panel

    property string key: ""
    property string what: ""
    property string where: ""
    property string size: ""

    function begin(key: string, what: string, where: string, size: string): void {
        root.key = key;
        root.what = what;
        root.where = where;
        root.size = size;
        root.ask();
    }

    objectName: "removeLeftoverDialog"
    title: qsTr("Remove this for good?")
    acceptText: qsTr("Remove %1").arg(root.size)
    acceptEnabled: !root.panel.host.stale
    onAccepted: root.panel.history.orphans.remove(root.key)

    DialogText {
        text: root.what
        font.weight: Font.DemiBold
    }
    SelectableText {
        Layout.fillWidth: true
        text: root.where
        font.family: Theme.monoFamily
        font.pixelSize: Theme.monoSize
    }
    DialogText {
        text: qsTr("It cannot be brought back. The engine looks once more: if a record explains it by then, it stays.")
    }
}
