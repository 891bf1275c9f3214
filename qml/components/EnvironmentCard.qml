// One environment: how it is, how work arrives, which keys are there, its queue, and what can be done about it.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Card {
    id: root

    required property PanelModel panel
    required property string environmentId
    required property string name
    required property string shortId
    required property string baseUrl
    required property string tone
    required property string symbol
    required property string word
    required property string reason
    required property string arrival
    required property string keyHint
    required property bool operatorKey
    required property string operatorKeyText
    required property int active
    required property string customTools
    required property bool demo
    required property bool canPause
    required property bool canResume
    required property string requestText
    required property string depth
    required property string pending
    required property bool pendingStays
    required property string oldest
    required property string workers
    required property string queueAge
    required property bool queueOld
    required property string queueProblem
    required property bool reading
    required property string spoken

    readonly property int perRow: root.width < Theme.sized(860) ? 4 : 5
    readonly property real cell: (root.width - Theme.gap32) / root.perRow

    objectName: "environmentCard"
    implicitHeight: column.implicitHeight + Theme.gap24
    Accessible.role: Accessible.Grouping
    Accessible.name: root.spoken

    ColumnLayout {
        id: column

        x: Theme.gap16
        y: Theme.gap12
        width: parent.width - 2 * x
        spacing: Theme.gap12

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap8

            Icon {
                symbol: "environment"
            }
            SectionLabel {
                objectName: "environmentTitle"
                text: root.name
                elide: Text.ElideNone
            }
            Tag {
                text: qsTr("demo")
                ink: Theme.link
                visible: root.demo
            }
            MonoLabel {
                text: root.shortId
                color: Theme.textTertiary
                elide: Text.ElideNone
                visible: root.shortId !== root.name && root.width > Theme.sized(760)
            }
            IconButton {
                implicitWidth: Theme.sized(26)
                implicitHeight: Theme.sized(24)
                symbol: "copy"
                label: qsTr("Copy the environment's id")
                ink: Theme.textTertiary
                onClicked: root.panel.copyText(root.environmentId)
            }
            StateChip {
                objectName: "environmentState"
                tone: root.tone
                symbol: root.symbol
                word: root.word
                stale: root.panel.host.stale
            }
            Item {
                Layout.fillWidth: true
            }
            PushButton {
                objectName: "requested"
                text: root.requestText
                busy: true
                enabled: false
                visible: root.requestText !== ""
            }
            PushButton {
                objectName: "pause"
                text: qsTr("Pause polling")
                symbol: "pause-fill"
                visible: root.canPause && root.panel.host.canDrain
                hint: qsTr("Take no new work from it; what is active goes on")
                onClicked: root.panel.pausePolling(root.environmentId)
            }
            PushButton {
                objectName: "resume"
                kind: "primary"
                text: qsTr("Resume polling")
                symbol: "play-fill"
                visible: root.canResume
                hint: qsTr("Take new work from it again")
                onClicked: root.panel.resumePolling(root.environmentId)
            }
            PushButton {
                objectName: "read"
                text: root.reading ? qsTr("Reading…") : qsTr("Read queue now")
                symbol: "arrow-clockwise"
                busy: root.reading
                enabled: !root.reading
                onClicked: root.panel.readQueue(root.environmentId)
            }
        }
        NoteBox {
            objectName: "environmentProblem"
            Layout.fillWidth: true
            visible: root.reason !== ""
            kind: root.tone === "failed" ? "error" : "warning"
            text: root.reason
        }
        Row {
            Figure {
                width: root.cell
                label: qsTr("Work arrives by")
                value: root.arrival
            }
            Figure {
                width: root.cell
                label: qsTr("Environment key")
                value: root.keyHint === "" ? qsTr("none") : root.keyHint
                mono: true
            }
            Figure {
                objectName: "operatorKey"
                width: root.cell
                label: qsTr("Operator key")
                value: root.operatorKeyText
                notable: !root.operatorKey
            }
            Figure {
                width: root.cell
                label: qsTr("Custom tools here")
                value: root.customTools
            }
            Figure {
                width: root.cell
                label: qsTr("Address")
                value: root.baseUrl
                visible: root.perRow > 4
            }
        }
        Rectangle {
            Layout.fillWidth: true
            implicitHeight: 1
            color: Theme.borderSubtle
        }
        Row {
            Figure {
                width: root.cell
                label: qsTr("Held here")
                value: root.active === 1 ? qsTr("1 work item") : qsTr("%1 work items").arg(root.active)
            }
            Figure {
                width: root.cell
                label: qsTr("Waiting in the queue")
                value: root.depth
            }
            Figure {
                width: root.cell
                label: qsTr("Not acknowledged")
                value: root.pending
                notable: root.pendingStays
            }
            Figure {
                width: root.cell
                label: qsTr("Oldest waits")
                value: root.oldest
            }
            Figure {
                width: root.cell
                label: qsTr("Workers polling")
                value: root.workers
                visible: root.perRow > 4
            }
        }
        CaptionLabel {
            Layout.fillWidth: true
            text: root.queueProblem === "" ? root.queueAge : qsTr("%1. The queue could not be read: %2").arg(root.queueAge).arg(root.queueProblem)
            color: root.queueOld || root.queueProblem !== "" ? Theme.attention : Theme.textTertiary
        }
    }
}
