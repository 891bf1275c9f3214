// The inbox: every call that waits for somebody, the oldest first, and the selected one in full.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

FocusScope {
    id: root

    required property PanelModel panel
    required property bool roomForPane

    readonly property StableList approvals: root.panel.approvals
    readonly property bool hasSelection: root.panel.approval.known

    objectName: "approvalsPage"

    Keys.onEscapePressed: root.approvals.clearSelection()

    Item { // placed by hand: a pane that comes and goes must not depend on when a layout notices
        id: split

        readonly property real paneWidth: Math.max(Theme.detailWidth, Math.min(Theme.detailWidthMax, width * 0.52))
        readonly property bool paneShown: root.roomForPane && root.approvals.count > 0

        anchors.fill: parent
        anchors.margins: Theme.gap16

        ColumnLayout {
            width: split.width - (split.paneShown ? split.paneWidth + Theme.gap12 : 0)
            height: split.height
            spacing: Theme.gap12

            PageHeader {
                Layout.fillWidth: true
                title: qsTr("Approvals")
                count: root.panel.loaded ? root.panel.waitingApprovals : ""
            }
            Card {
                Layout.fillWidth: true
                Layout.fillHeight: true

                ApprovalTable {
                    id: table

                    anchors.fill: parent
                    anchors.margins: 1
                    focus: true
                    approvals: root.approvals
                    stale: root.panel.host.stale
                    marking: root.panel.environments.operatorKeys
                    visible: root.approvals.count > 0
                    onMarkToggled: call => root.panel.toggleMark(call)
                }
                SkeletonRows {
                    width: parent.width
                    y: Theme.controlHeight
                    shown: !root.panel.loaded
                }
                EmptyState {
                    objectName: "noApprovals"
                    anchors.centerIn: parent
                    width: parent.width - Theme.gap48
                    visible: root.panel.loaded && root.approvals.total === 0
                    symbol: "shield-check"
                    title: qsTr("Nothing waits for you")
                    text: qsTr("When an agent's tool asks before it runs, the call appears here with its whole input. Nothing of it runs until somebody allows it.")
                }
            }
            Card {
                objectName: "markedBar"
                Layout.fillWidth: true
                implicitHeight: Theme.controlHeight + 2 * Theme.gap8
                visible: root.panel.markedApprovals > 0

                PlainLabel {
                    x: Theme.gap16
                    height: parent.height
                    text: root.panel.markedApprovals === 1 ? qsTr("1 call selected") : qsTr("%1 calls selected").arg(root.panel.markedApprovals)
                }
                Row {
                    anchors.right: parent.right
                    anchors.rightMargin: Theme.gap8
                    anchors.verticalCenter: parent.verticalCenter
                    spacing: Theme.gap8

                    PushButton {
                        objectName: "clearMarks"
                        kind: "quiet"
                        text: qsTr("Clear selection")
                        onClicked: root.panel.clearMarks()
                    }
                    PushButton {
                        objectName: "denyMarked"
                        text: qsTr("Deny %1…").arg(root.panel.markedApprovals)
                        symbol: "state/hand"
                        enabled: !root.panel.host.stale
                        hint: qsTr("Lists them first, and takes one reason for all")
                        onClicked: root.panel.prepareDenialOfMarked()
                    }
                }
            }
        }
        Card {
            objectName: "approvalDetail"
            x: split.width - width
            width: split.paneWidth
            height: split.height
            visible: split.paneShown

            ApprovalPane {
                objectName: "approvalPane"
                anchors.fill: parent
                anchors.margins: Theme.gap16
                anchors.topMargin: Theme.gap12
                visible: root.hasSelection && split.paneShown
                panel: root.panel
                approval: root.panel.approval
                closable: true
                onCloseRequested: root.approvals.clearSelection()
            }
            EmptyState {
                objectName: "noneSelected"
                anchors.centerIn: parent
                width: parent.width - Theme.gap48
                visible: !root.hasSelection
                symbol: "shield-check"
                title: qsTr("Select a call to read it")
                text: qsTr("It can be allowed once all of its input has been in view.")
            }
        }
    }
    Sheet {
        objectName: "approvalSheet"
        anchors.right: parent.right
        width: parent.width < Theme.sized(820) ? parent.width : Theme.sized(560)
        height: parent.height
        overlay: true
        visible: root.hasSelection && !root.roomForPane
        onCloseRequested: {
            root.approvals.clearSelection();
            table.forceActiveFocus();
        }

        ApprovalPane {
            anchors.fill: parent
            anchors.margins: Theme.gap16
            visible: root.hasSelection && !root.roomForPane
            panel: root.panel
            approval: root.panel.approval
            closable: true
            closeLabel: qsTr("Close")
            onCloseRequested: {
                root.approvals.clearSelection();
                table.forceActiveFocus();
            }
        }
    }
}
