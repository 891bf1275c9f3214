// The keys of this page and of everywhere. Letters can be switched off together; each key can be another one.
import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

DialogFrame {
    id: root

    required property ActionRegistry registry

    readonly property KeySheet sheet: root.registry.sheet

    function show(): void {
        root.sheet.begin();
        root.ask();
    }

    objectName: "keysDialog"
    width: Math.min(Theme.sized(880), (parent?.width ?? Theme.sized(928)) - Theme.gap48)
    title: qsTr("Keys")
    cancelText: qsTr("Close")
    nextText: root.sheet.anyChanged ? qsTr("All as they were made") : ""
    onNextAccepted: root.sheet.resetAll()
    closePolicy: root.sheet.changing === "" ? Basic.Popup.CloseOnEscape : Basic.Popup.NoAutoClose

    FocusScope { // takes every key while one is changed
        id: body

        Layout.fillWidth: true
        implicitHeight: Math.max(Theme.sized(240), Math.min(Theme.sized(520), (root.parent?.height ?? Theme.sized(700)) - Theme.sized(260)))

        KeyRows {
            id: here

            objectName: "keysHere"
            width: (parent.width - Theme.gap24) / 2
            height: parent.height
            title: root.sheet.pageName
            rows: root.sheet.here
            sheet: root.sheet
        }
        KeyRows {
            objectName: "keysEverywhere"
            x: here.width + Theme.gap24
            width: here.width
            height: parent.height
            title: qsTr("Everywhere")
            rows: root.sheet.everywhere
            sheet: root.sheet
        }
        KeyCatcher {
            objectName: "keyCatcher"
            sheet: root.sheet
        }
    }
    NoteBox {
        objectName: "keyProblem"
        Layout.fillWidth: true
        visible: root.sheet.problem !== ""
        kind: "warning"
        text: root.sheet.problem
    }
    TickLine {
        id: letters

        markName: "lettersTick"
        Layout.fillWidth: true
        text: qsTr("Letters and signs are keys. Without them, only arrows, F keys, Delete and keys with Ctrl or Alt do something.")
        checked: root.registry.letters
        onToggled: root.registry.letters = letters.checked
    }
}
