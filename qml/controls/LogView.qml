// The log: a ring of lines of which the window draws only what is visible. Follows the end until the reader scrolls up,
// selects or searches; then nothing moves until it is asked to.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.Theme

FocusScope {
    id: root

    required property string label
    property alias model: list.model
    property bool following: true
    property int findRow: -1
    property int digits: 5 // of the highest line number
    property int selectedRow: -1
    property bool byKeyboard: false
    readonly property bool narrow: root.width < 760
    readonly property real numberWidth: Theme.gap16 + Math.max(5, root.digits) * 8
    readonly property real timeWidth: 100
    readonly property real sourceWidth: root.narrow ? 72 : 146
    readonly property int linesPerPage: Math.max(1, Math.floor(list.height / Theme.monoLine) - 1)

    signal followRequested(follow: bool)
    signal selectRequested(row: int, extend: bool)
    signal moveRequested(rows: int, extend: bool)
    signal copyRequested
    signal clearRequested


    onFollowingChanged: if (root.following)
        toEndSoon.restart()
    onFindRowChanged: if (root.findRow >= 0 && !root.following)
        list.positionViewAtIndex(root.findRow, ListView.Contain)
    onSelectedRowChanged: if (root.selectedRow >= 0)
        list.positionViewAtIndex(root.selectedRow, ListView.Contain)

    Rectangle {
        anchors.fill: parent
        color: Theme.surfaceTerminal
        radius: Theme.radiusCard - 1 // the card's corner shows
    }
    ListView {
        id: list

        // Whole lines only: half a line at the top looks like a mistake.
        height: Math.floor((root.height - Theme.gap8) / Theme.monoLine) * Theme.monoLine
        width: parent.width
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.gap4
        focus: true
        clip: true
        reuseItems: true
        cacheBuffer: 0
        activeFocusOnTab: true
        boundsBehavior: Flickable.StopAtBounds
        Accessible.role: Accessible.List
        Accessible.name: root.label
        Basic.ScrollBar.vertical: ThinScrollBar {}
        onCountChanged: if (root.following)
            toEndSoon.restart()
        // By wheel, finger or scroll bar: up means reading, the end means following again.
        onMovementStarted: root.followRequested(false)
        onMovementEnded: if (list.atYEnd)
            root.followRequested(true)
        onHeightChanged: if (root.following)
            toEndSoon.restart()

        Keys.onPressed: event => {
            root.byKeyboard = true;
            const extend = (event.modifiers & Qt.ShiftModifier) !== 0;
            event.accepted = true;
            switch (event.key) {
            case Qt.Key_End: root.followRequested(true); break;
            case Qt.Key_Home: root.selectRequested(0, extend); break;
            case Qt.Key_Down: root.moveRequested(1, extend); break;
            case Qt.Key_Up: root.moveRequested(-1, extend); break;
            case Qt.Key_PageDown: root.moveRequested(root.linesPerPage, extend); break;
            case Qt.Key_PageUp: root.moveRequested(-root.linesPerPage, extend); break;
            case Qt.Key_Escape: root.clearRequested(); break;
            case Qt.Key_C:
                if (event.modifiers & Qt.ControlModifier)
                    root.copyRequested();
                else
                    event.accepted = false;
                break;
            default: event.accepted = false;
            }
        }
        delegate: LogLine {
            width: ListView.view?.width ?? 0
            narrow: root.narrow
            numberWidth: root.numberWidth
            timeWidth: root.timeWidth
            sourceWidth: root.sourceWidth
            onPressed: (row, extend) => {
                root.byKeyboard = false;
                list.forceActiveFocus();
                root.selectRequested(row, extend);
            }
        }

        WheelHandler {
            acceptedDevices: PointerDevice.Mouse | PointerDevice.TouchPad
            onWheel: event => {
                if (event.angleDelta.y > 0)
                    root.followRequested(false);
            }
            target: null
            blocking: false
        }
    }
    Rectangle {
        anchors.fill: parent
        color: "transparent"
        border.color: Theme.focusRing
        border.width: Theme.focusWidth
        visible: list.activeFocus && root.byKeyboard
    }
    Timer { // after the rows that just came are laid out
        id: toEndSoon

        interval: 0
        onTriggered: list.positionViewAtEnd()
    }
}
