// Long actions, from any page: those that go on stand first, then what came of the newest. They are the engine's own: they
// go on when this is closed, and are found again after a restart.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Sheet {
    id: root

    required property PanelModel panel

    readonly property OperationsModel operations: root.panel.history.operations
    readonly property StableList rows: root.operations.rows

    function focusList(): void {
        list.forceActiveFocus();
    }

    objectName: "operationsDrawer"
    overlay: true
    onVisibleChanged: if (root.visible)
        root.rows.showPending()

    PaneHead {
        id: head

        x: Theme.gap16
        y: Theme.gap12
        width: parent.width - 2 * x
        title: qsTr("Operations")
        onCloseRequested: root.closeRequested()

        CaptionLabel {
            height: Theme.sized(26)
            verticalAlignment: Text.AlignVCenter
            text: root.operations.goingOn > 0 ? qsTr("%1 going on").arg(root.operations.goingOn) : ""
        }
    }
    ListView {
        id: list

        objectName: "operations"
        y: Theme.sized(48)
        width: parent.width
        height: parent.height - y
        focus: true
        clip: true
        activeFocusOnTab: true
        boundsBehavior: Flickable.StopAtBounds
        model: root.rows
        currentIndex: root.rows.currentRow
        highlightFollowsCurrentItem: false
        keyNavigationEnabled: false
        visible: root.operations.total > 0
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Operations")
        Basic.ScrollBar.vertical: ThinScrollBar {}
        Keys.onDownPressed: root.rows.moveSelection(1)
        Keys.onUpPressed: root.rows.moveSelection(-1)
        Keys.onEscapePressed: event => {
            event.accepted = root.rows.currentRow >= 0; // folds it first
            root.rows.clearSelection();
        }
        onCurrentIndexChanged: if (list.currentIndex >= 0)
            list.positionViewAtIndex(list.currentIndex, ListView.Contain)

        delegate: OperationLine {
            width: list.width
            panel: root.panel
            folded: list.currentIndex !== index
            ringShown: list.activeFocus && list.currentIndex === index
            onFoldRequested: {
                list.forceActiveFocus();
                root.operations.unfold(index);
            }
            onLogRequested: at => {
                root.panel.openLog("", at);
                root.closeRequested();
            }
            onLinkRequested: link => {
                root.panel.openObject(link);
                root.closeRequested();
            }
        }
    }
    PendingPill {
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.gap12
        anchors.horizontalCenter: parent.horizontalCenter
        text: root.rows.pendingText
        onShowRequested: root.rows.showPending()
    }
    EmptyState {
        objectName: "noOperations"
        anchors.centerIn: parent
        width: parent.width - Theme.gap48
        visible: root.operations.total === 0
        symbol: "clock-history"
        title: qsTr("No operations yet")
        text: qsTr("Snapshots, restores, templates, exports and all else that takes time are listed here, each with its log.")
    }
}
