// The set-up's look at this host: the Host doctor's checks, as its page has them.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Column {
    id: root

    required property PanelModel panel

    readonly property DoctorPanel doctor: root.panel.doctor

    function focusFirst(): void {
        again.forceActiveFocus(Qt.TabFocusReason);
    }

    spacing: Theme.gap8

    RowLayout {
        width: root.width
        spacing: Theme.gap12

        PlainLabel {
            Layout.fillWidth: true
            text: root.doctor.age === "" ? qsTr("Can this host run sandboxes?") : root.doctor.age
            color: Theme.textSecondary
        }
        PushButton {
            id: again

            objectName: "checkAgainAll"
            text: root.doctor.running ? qsTr("Checking…") : qsTr("Re-check all")
            symbol: "arrow-clockwise"
            busy: root.doctor.running
            enabled: !root.doctor.running
            onClicked: root.doctor.checkAll()
        }
    }
    NoteBox {
        objectName: "setupHostSummary"
        width: root.width
        kind: root.doctor.summaryKind
        text: root.doctor.summary
    }
    NoteBox {
        objectName: "continueWarning"
        width: root.width
        visible: root.panel.setup.canContinueAnyway
        kind: "warning"
        text: qsTr("You can continue, and add the key now: no sandbox starts here until what failed is put right.")
    }
    Repeater {
        model: root.doctor

        HostCheckLine {
            id: line

            width: root.width
            busy: root.doctor.running
            onCopyRequested: text => root.panel.copyText(text)
            onCheckRequested: root.doctor.checkOne(line.checkId)
        }
    }
}
