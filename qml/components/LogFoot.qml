// The selected line: its place and time, and what can be done with it.
import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Item {
    id: root

    required property PanelModel panel

    readonly property LogModel log: root.panel.log
    readonly property string object: root.log.selectedObject
    readonly property bool narrow: root.width < Theme.sized(760)

    implicitHeight: Theme.sized(36)

    Rectangle {
        width: parent.width
        height: 1
        color: Theme.borderSubtle
    }
    MonoLabel {
        objectName: "selectedLine"
        readonly property bool mayElide: true
        x: Theme.gap12
        width: Math.max(0, buttons.x - x - Theme.gap12)
        height: parent.height
        text: root.log.selectedText
        color: Theme.textSecondary
    }
    Row {
        id: buttons

        anchors.right: parent.right
        anchors.rightMargin: Theme.gap8
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.gap4

        PushButton {
            objectName: "footContext"
            implicitHeight: Theme.sized(26)
            kind: "quiet"
            text: qsTr("Around it")
            symbol: "plus-lg"
            hint: qsTr("5 lines more on each side, also of what the filter hides   +")
            visible: root.log.filtering
            onClicked: root.log.addContext(root.log.selectedRow)
        }
        PushButton {
            objectName: "footCopy"
            implicitHeight: Theme.sized(26)
            kind: "quiet"
            text: qsTr("Copy")
            symbol: "copy"
            hint: qsTr("With time and source   %1").arg(root.panel.registry.find("log.copy").keysText)
            onClicked: root.panel.copyLog()
        }
        PushButton {
            objectName: "footCopyContext"
            implicitHeight: Theme.sized(26)
            kind: "quiet"
            text: qsTr("Copy with context")
            symbol: "copy"
            hint: qsTr("With the lines around, and where they are from")
            visible: !root.narrow
            onClicked: root.panel.copyLog(LogModel.WithContext)
        }
        PushButton {
            objectName: "footOpen"
            implicitHeight: Theme.sized(26)
            kind: "quiet"
            text: root.log.selectedCall !== "" ? qsTr("Open the call") : root.object.startsWith("session") ? qsTr("Open the session") : qsTr("Open the sandbox")
            symbol: "box-arrow-up-right"
            hint: root.object
            visible: root.object !== "" && root.panel.hasObject(root.object)
            onClicked: root.panel.openLogged()
        }
    }
}
