// What stands where no folder is: why, and what can be done about it.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Item {
    id: root

    required property PanelModel panel

    readonly property SandboxInside inside: root.panel.inside
    readonly property FilesPanel files: root.inside.files
    readonly property int view: root.files.view
    readonly property bool hasSnapshots: root.inside.snapshots.total > 0

    SkeletonRows {
        width: parent.width
        y: Theme.controlHeight
        shown: root.view === FilesPanel.Reading
    }
    EmptyState {
        objectName: "noSandbox"
        anchors.centerIn: parent
        width: parent.width - Theme.gap48
        visible: root.view === FilesPanel.Nowhere
        symbol: "sandbox"
        title: qsTr("The session has no sandbox now")
        text: qsTr("It gets one with its next tool call, if another comes. What was collected of earlier turns is under Events, at Outputs.")
        actionText: root.hasSnapshots ? qsTr("Show its snapshots") : ""
        actionSymbol: "state/diamond"
        onActionRequested: root.inside.tab = SandboxInside.Snapshots
    }
    EmptyState {
        objectName: "filesOver"
        anchors.centerIn: parent
        width: parent.width - Theme.gap48
        visible: root.view === FilesPanel.Over
        symbol: "slash-circle"
        title: qsTr("This sandbox has ended")
        text: root.hasSnapshots ? qsTr("Its files went with it. A new sandbox can begin from one of its snapshots.")
                                : qsTr("Its files went with it. What was collected of its session's turns stays among the outputs.")
        actionText: root.hasSnapshots ? qsTr("Show its snapshots") : ""
        actionSymbol: "state/diamond"
        onActionRequested: root.inside.tab = SandboxInside.Snapshots
    }
    EmptyState {
        objectName: "filesAsleep"
        anchors.centerIn: parent
        width: parent.width - Theme.gap48
        visible: root.view === FilesPanel.Asleep
        symbol: "state/crescent"
        title: qsTr("This sandbox sleeps")
        text: qsTr("Looking at its files wakes it, and counts as use: its idle time begins again.")
        actionText: qsTr("Wake it and look")
        actionSymbol: "play-fill"
        onActionRequested: root.files.wake()
    }
    Column {
        objectName: "filesWaiting"
        anchors.centerIn: parent
        spacing: Theme.gap8
        visible: root.view === FilesPanel.Waiting

        Spinner {
            anchors.horizontalCenter: parent.horizontalCenter
        }
        PlainLabel {
            text: qsTr("The sandbox is on its way…")
            color: Theme.textSecondary
        }
    }
    ColumnLayout {
        objectName: "filesTroubled"
        anchors.centerIn: parent
        width: Math.min(Theme.sized(560), parent.width - Theme.gap48)
        visible: root.view === FilesPanel.Troubled
        spacing: Theme.gap12

        ErrorPanel {
            Layout.fillWidth: true
            what: root.files.problemWhat
            why: root.files.problemWhy
            todo: root.files.problemTodo
            detail: root.files.problemDetail
            code: root.files.problemCode
            onCopyRequested: root.panel.copyText(root.files.problemText())
        }
        PushButton {
            objectName: "filesAgain"
            Layout.alignment: Qt.AlignHCenter
            text: root.files.folder === "" ? qsTr("Try again") : qsTr("Back to the folder of before")
            symbol: "arrow-clockwise"
            onClicked: root.files.refresh()
        }
    }
    EmptyState {
        objectName: "folderEmpty"
        anchors.centerIn: parent
        width: parent.width - Theme.gap48
        visible: root.view === FilesPanel.Shown && root.files.rows.count === 0
        symbol: "folder2-open"
        title: qsTr("This folder is empty")
        text: qsTr("Files can be dropped here, and go into the sandbox.")
    }
}
