// A live list without columns: rows that the keyboard walks, that stand still while somebody reads, and a pill behind
// which changes wait. Order and selection are the model's.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.App
import Glovebox.Controls

FocusScope {
    id: root

    required property StableList rows
    required property string label
    property alias delegate: list.delegate
    property bool byKeyboard: false

    readonly property bool ringShown: root.byKeyboard && list.activeFocus
    readonly property int count: list.count

    signal openRequested(row: int)

    function showPending(): void {
        root.rows.showPending();
    }
    function itemAt(row: int): Item {
        return list.itemAtIndex(row);
    }

    Component.onCompleted: root.rows.showPending() // whoever comes anew reads nothing yet
    Component.onDestruction: root.rows.scrolledDown = false

    ListView {
        id: list

        objectName: "glanceRows"
        anchors.fill: parent
        focus: true
        clip: true
        activeFocusOnTab: true
        boundsBehavior: Flickable.StopAtBounds
        interactive: contentHeight > height
        model: root.rows
        currentIndex: root.rows.currentRow
        keyNavigationEnabled: false
        highlightFollowsCurrentItem: false
        Accessible.role: Accessible.List
        Accessible.name: root.label
        Basic.ScrollBar.vertical: ThinScrollBar {}
        onContentYChanged: root.rows.scrolledDown = list.contentY > list.originY + 1
        onCurrentIndexChanged: if (list.currentIndex >= 0)
            list.positionViewAtIndex(list.currentIndex, ListView.Contain)
        onActiveFocusChanged: if (!list.activeFocus)
            root.byKeyboard = false

        Keys.onPressed: event => {
            root.byKeyboard = true;
            event.accepted = true;
            switch (event.key) {
            case Qt.Key_Down: root.rows.moveSelection(1); break;
            case Qt.Key_Up: root.rows.moveSelection(-1); break;
            case Qt.Key_Home: root.rows.select(0); break;
            case Qt.Key_End: root.rows.select(list.count - 1); break;
            case Qt.Key_Return:
            case Qt.Key_Enter:
                if (root.rows.currentRow >= 0)
                    root.openRequested(root.rows.currentRow);
                break;
            case Qt.Key_Escape:
                event.accepted = root.rows.currentRow >= 0; // else it means what is around
                root.rows.clearSelection();
                break;
            default: event.accepted = false;
            }
        }

        HoverHandler { // also told when rows move under a pointer that rests: that is no reader
            id: hover

            property point last
            property bool entered: false

            onHoveredChanged: hover.entered = false
            onPointChanged: {
                const now = hover.point.scenePosition;
                const moved = hover.entered && (now.x !== hover.last.x || now.y !== hover.last.y);
                hover.last = Qt.point(now.x, now.y);
                hover.entered = hover.hovered;
                if (moved)
                    root.rows.pointerMoved();
            }
        }
    }
    PendingPill {
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 4
        anchors.horizontalCenter: parent.horizontalCenter
        text: root.rows.pendingText
        onShowRequested: root.rows.showPending()
    }
}
