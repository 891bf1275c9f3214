// A tool call: its facts, its input and its output, live while it runs.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

ColumnLayout {
    id: root

    required property PanelModel panel
    required property SessionDetail session

    spacing: Theme.gap12

    NoteBox {
        objectName: "callNote"
        Layout.fillWidth: true
        visible: root.session.selectionNote !== ""
        text: root.session.selectionNote
    }
    TabStrip {
        id: tabs

        objectName: "callTabs"
        Layout.fillWidth: true
        tabs: [qsTr("Output"), qsTr("Input"), qsTr("Details")]

        Row {
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter

            PushButton {
                objectName: "callToLog"
                implicitHeight: Theme.sized(26)
                kind: "quiet"
                text: qsTr("Log")
                symbol: "journal-text"
                hint: qsTr("The session's log at this time")
                onClicked: root.panel.openLog("session/" + root.session.id, root.session.selectedAt)
            }
            PushButton {
                implicitHeight: Theme.sized(26)
                kind: "quiet"
                text: qsTr("Copy")
                symbol: "copy"
                visible: tabs.current !== 2
                onClicked: tabs.current === 0 ? root.panel.copyOutput() : root.panel.copyInput()
            }
        }
    }
    LineList {
        objectName: "callOutput"
        Layout.fillWidth: true
        Layout.fillHeight: true
        visible: tabs.current === 0 && root.session.output.count > 0
        label: qsTr("Output")
        model: root.session.output
        follow: true
        numbered: false
    }
    PlainLabel {
        objectName: "noOutput"
        Layout.fillWidth: true
        Layout.fillHeight: true
        visible: tabs.current === 0 && root.session.output.count === 0
        verticalAlignment: Text.AlignTop
        text: qsTr("No output yet.")
        color: Theme.textTertiary
    }
    LineList {
        objectName: "callInput"
        Layout.fillWidth: true
        Layout.fillHeight: true
        visible: tabs.current === 1
        label: qsTr("Input")
        model: root.session.input
    }
    FactTable {
        objectName: "callFacts"
        Layout.fillWidth: true
        Layout.fillHeight: true
        visible: tabs.current === 2
        model: root.session.selectedFacts
        onCopyRequested: text => root.panel.copyText(text)
    }
}
