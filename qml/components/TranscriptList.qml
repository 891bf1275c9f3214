// A session's turns: headings, messages, tool calls. Follows the newest until the reader scrolls up or selects.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

FocusScope {
    id: root

    required property SessionDetail session
    property bool following: true
    property bool byKeyboard: false

    readonly property int rowsPerPage: Math.max(1, Math.floor(list.height / Theme.rowHeight) - 1)

    signal openRequested

    function follow(): void {
        root.following = true;
        toEndSoon.restart();
    }

    CaptionLabel {
        id: forgotten

        x: Theme.gap16
        width: parent.width - Theme.gap32
        height: text === "" ? 0 : Theme.controlHeight
        text: root.session.transcript.forgottenText
    }
    ListView {
        id: list

        anchors.top: forgotten.bottom
        anchors.bottom: parent.bottom
        width: parent.width
        focus: true
        clip: true
        model: root.session.transcript
        currentIndex: root.session.selectedRow
        keyNavigationEnabled: false
        highlightFollowsCurrentItem: false
        activeFocusOnTab: true
        boundsBehavior: Flickable.StopAtBounds
        bottomMargin: root.following ? Theme.gap8 : 44
        topMargin: Theme.gap4
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Events")
        Basic.ScrollBar.vertical: ThinScrollBar {}
        onCountChanged: if (root.following)
            toEndSoon.restart()
        onHeightChanged: if (root.following)
            toEndSoon.restart()
        onMovementStarted: root.following = false
        onMovementEnded: root.following = list.atYEnd
        onCurrentIndexChanged: if (list.currentIndex >= 0)
            list.positionViewAtIndex(list.currentIndex, ListView.Contain)

        Keys.onPressed: event => {
            root.byKeyboard = true;
            event.accepted = true;
            switch (event.key) {
            case Qt.Key_Down: root.session.moveSelection(1); break;
            case Qt.Key_Up: root.session.moveSelection(-1); break;
            case Qt.Key_PageDown: root.session.moveSelection(root.rowsPerPage); break;
            case Qt.Key_PageUp: root.session.moveSelection(-root.rowsPerPage); break;
            case Qt.Key_Home: root.session.select(1); break;
            case Qt.Key_End: root.follow(); break;
            case Qt.Key_Return:
            case Qt.Key_Enter:
            case Qt.Key_Space: root.openRequested(); break;
            default: event.accepted = false;
            }
            root.following = root.following && !root.session.hasSelection;
        }
        delegate: TranscriptRow {
            width: ListView.view?.width ?? 0
            isCurrent: ListView.isCurrentItem
            ringShown: root.byKeyboard && list.activeFocus
            onSelectRequested: row => {
                root.byKeyboard = false;
                list.forceActiveFocus();
                root.following = false;
                root.session.select(row);
            }
            onOpenRequested: root.openRequested()
        }
    }
    FollowBar {
        objectName: "followBar"
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.gap8
        visible: !root.following && list.count > 0 && list.contentHeight > list.height
        onFollowRequested: root.follow()
    }
    Timer { // after the rows that just came are laid out
        id: toEndSoon

        interval: 0
        onTriggered: list.positionViewAtEnd()
    }
}
