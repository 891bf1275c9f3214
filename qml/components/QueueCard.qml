// The work queues in five figures, and how many items waited over the last hour.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

OverviewCard {
    id: root

    required property PanelModel panel

    readonly property QueueGlance queue: root.panel.overview.queue
    readonly property EnvironmentStatus environment: root.panel.environment
    readonly property real wantedHeight: Theme.sized(136)
    readonly property real cell: (root.width - 2 * Theme.gap16) / 5

    signal openRequested

    objectName: "queueCard"
    title: qsTr("Work queue")
    source: root.queue.problem !== "" ? qsTr("Not read: %1").arg(root.queue.problem) : qsTr("Control plane, %1").arg(root.queue.age.toLowerCase())
    old: root.queue.old || root.queue.problem !== ""
    loading: !root.panel.loaded
    tools: IconButton {
        objectName: "openQueue"
        symbol: "chevron-right"
        label: qsTr("Open the queue")
        keys: "G Q"
        onClicked: root.openRequested()
    }

    Row {
        x: Theme.gap16
        y: Theme.gap8

        Figure {
            objectName: "glanceWaiting"
            width: root.cell
            label: qsTr("Waiting")
            value: root.queue.waiting
        }
        Figure {
            objectName: "glancePending"
            width: root.cell
            label: qsTr("Not acknowledged")
            shortLabel: qsTr("Not acked")
            value: root.queue.pending
            notable: root.queue.pendingStays
        }
        Figure {
            objectName: "glanceActive"
            width: root.cell
            label: qsTr("Active")
            value: root.queue.active
        }
        Figure {
            objectName: "glanceOldest"
            width: root.cell
            label: qsTr("Oldest wait")
            value: root.queue.oldest
        }
        Column {
            width: root.cell
            spacing: Theme.gap2

            CaptionLabel {
                text: root.environment.several ? qsTr("This host") : qsTr("This host polls")
            }
            StateWord {
                objectName: "glancePolls"
                tone: root.panel.host.stale ? "neutral" : root.environment.tone
                symbol: root.panel.host.stale ? "dashed-question" : root.environment.symbol
                word: root.environment.several ? root.environment.word : root.environment.tone === "live" ? qsTr("yes") : qsTr("no")
                maximumWidth: root.cell
            }
        }
    }
    CaptionLabel {
        id: caption

        x: Theme.gap16
        y: Theme.sized(56)
        height: Theme.sized(32)
        text: root.width < Theme.sized(560) ? qsTr("60 min") : qsTr("Waiting, last 60 min")
    }
    SparkLine {
        objectName: "queueSpark"
        x: Theme.gap16 + caption.width + Theme.gap12
        y: Theme.sized(56)
        width: figures.x - x - Theme.gap12
        height: Theme.sized(32)
        points: root.queue.points
        peak: 4 // one item that waits is no peak
        ink: root.queue.old ? Theme.neutral : Theme.progress
        grid: Theme.borderField
        Accessible.role: Accessible.Graphic
        Accessible.name: root.queue.spoken
    }
    Row {
        id: figures

        x: parent.width - width - Theme.gap16
        y: Theme.sized(56)
        height: Theme.sized(32)
        spacing: Theme.gap12

        FigureLabel {
            objectName: "sparkNewest"
            anchors.verticalCenter: parent.verticalCenter
            text: root.queue.newest
            color: Theme.textPrimary
        }
        CaptionLabel {
            objectName: "sparkMost"
            anchors.verticalCenter: parent.verticalCenter
            text: root.queue.most
            visible: text !== ""
        }
    }
}
