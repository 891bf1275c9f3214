// The log: lines of which the window draws only what is visible. Follows the end until the reader scrolls up, selects or
// searches; then nothing moves until it is asked to.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.Theme

FocusScope {
    id: root

    required property string label
    property alias model: list.model
    property bool following: true
    property int digits: 5 // of the highest line number
    property int selectedRow: -1
    property bool byKeyboard: false
    property bool wrap: false
    property list<int> findMarks
    property list<int> errorMarks
    property int currentMark: -1
    property int markPlaces: 240
    property real covered: 0 // by what lies over its lower edge
    readonly property bool narrow: root.width < Theme.sized(760)
    readonly property real numberWidth: Theme.gap16 + Math.max(5, root.digits) * 8
    readonly property real timeWidth: Theme.sized(100)
    readonly property real sourceWidth: root.narrow ? Theme.sized(72) : Theme.sized(146)
    readonly property int linesPerPage: Math.max(1, Math.floor(list.height / Theme.monoLine) - 1)

    signal followRequested(follow: bool)
    signal selectRequested(row: int, extend: bool)
    signal moveRequested(rows: int, extend: bool)
    signal allRequested
    signal copyRequested
    signal clearRequested
    signal unfoldRequested(row: int)
    signal contextRequested(row: int)
    signal menuRequested(x: real, y: real)

    /// A jump: in the middle, so that what is around it is seen too.
    function showRow(row: int): void {
        list.positionViewAtIndex(row, ListView.Center);
    }

    /// A step: nothing moves when it is seen already.
    function revealRow(row: int): void {
        list.positionViewAtIndex(row, ListView.Contain);
        const line = list.itemAtIndex(row);
        const under = line === null ? 0 : line.y + Math.min(line.height, list.height - root.covered) - list.contentY - list.height + root.covered;
        if (under > 0 && !hand.pressed) // a line that is pressed stays under the pointer
            list.contentY += Math.ceil(under / Theme.monoLine) * Theme.monoLine;
    }
    // Asked when they are needed: rows that come or go above leave the view's place alone, so a binding would not notice.
    function firstRow(): int {
        list.forceLayout();
        return Math.max(0, list.indexAt(1, list.contentY + 1));
    }
    function lastRow(): int {
        list.forceLayout();
        const row = list.indexAt(1, list.contentY + list.height - 1);
        return row < 0 ? list.count - 1 : row;
    }
    function openMenu(): void {
        const item = list.itemAtIndex(root.selectedRow);
        root.menuRequested(Theme.gap48, item === null ? Theme.gap48 : item.mapToItem(root, 0, item.height).y);
    }

    onFollowingChanged: if (root.following)
        toEndSoon.restart()

    TextMetrics {
        id: letter

        text: "0"
        font.family: Theme.monoFamily
        font.pixelSize: Theme.monoSize
    }
    Rectangle {
        anchors.fill: parent
        color: Theme.surfaceTerminal
        radius: Theme.radiusCard - 1 // the card's corner shows
    }
    ListView {
        id: list

        objectName: "logList"

        // Whole lines only: half a line at the top looks like a mistake.
        height: Math.floor((root.height - Theme.gap8) / Theme.monoLine) * Theme.monoLine
        width: parent.width
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.gap4
        bottomMargin: Math.ceil(root.covered / Theme.monoLine) * Theme.monoLine
        focus: true
        clip: true
        reuseItems: true
        cacheBuffer: 0
        activeFocusOnTab: true
        boundsBehavior: Flickable.StopAtBounds
        Accessible.role: Accessible.List
        Accessible.name: root.label
        Basic.ScrollBar.vertical: ThinScrollBar {
            id: bar

            z: 3 // over what selects

            BarMarks {
                objectName: "errorMarks"
                z: 1
                x: 0
                width: Theme.gap4
                height: parent.height
                marks: root.errorMarks
                places: root.markPlaces
                color: Theme.failed
            }
            BarMarks {
                objectName: "findMarks"
                z: 1
                x: parent.width - width
                width: Theme.gap4 + Theme.gap2
                height: parent.height
                marks: root.findMarks
                places: root.markPlaces
                color: Theme.attention
            }
            Rectangle { // the match one stands at
                objectName: "currentMark"
                z: 2
                visible: root.currentMark >= 0
                y: Math.round(root.currentMark * parent.height / root.markPlaces) - 1
                width: parent.width
                height: 3
                color: Theme.textPrimary
            }
        }
        onCountChanged: if (root.following)
            toEndSoon.restart()
        onContentHeightChanged: if (root.following && root.wrap) // a line's height is known once it was laid out
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
            const control = (event.modifiers & Qt.ControlModifier) !== 0;
            event.accepted = true;
            switch (event.key) {
            case Qt.Key_End:
                if (extend)
                    root.selectRequested(list.count - 1, true);
                else
                    root.followRequested(true);
                break;
            case Qt.Key_Home: root.selectRequested(0, extend); break;
            case Qt.Key_Down: root.moveRequested(1, extend); break;
            case Qt.Key_Up: root.moveRequested(-1, extend); break;
            case Qt.Key_PageDown: root.moveRequested(root.linesPerPage, extend); break;
            case Qt.Key_PageUp: root.moveRequested(-root.linesPerPage, extend); break;
            case Qt.Key_Escape: root.clearRequested(); break;
            case Qt.Key_Return:
            case Qt.Key_Enter:
            case Qt.Key_Space: root.unfoldRequested(root.selectedRow); break;
            case Qt.Key_Plus: root.contextRequested(root.selectedRow); break;
            case Qt.Key_Menu: root.openMenu(); break;
            case Qt.Key_F10:
                if (extend)
                    root.openMenu();
                else
                    event.accepted = false;
                break;
            case Qt.Key_A:
                if (control)
                    root.allRequested();
                else
                    event.accepted = false;
                break;
            case Qt.Key_C:
                if (control)
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
            wrap: root.wrap
            numberWidth: root.numberWidth
            timeWidth: root.timeWidth
            sourceWidth: root.sourceWidth
            letterWidth: letter.advanceWidth
            onUnfoldRequested: root.unfoldRequested(index)
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
    // A mouse selects; a finger scrolls. Here and not in the lines: these come and go while one drags.
    MouseArea {
        id: hand

        property bool selects: false // the press began a selection
        property int pull: 0 // lines a step, while one drags beyond the edge

        function rowAt(y: real): int {
            const row = list.indexAt(1, list.contentY + Math.max(0, Math.min(list.height - 1, y - list.y)));
            return row < 0 ? list.count - 1 : row;
        }
        function lineAt(y: real): LogLine {
            return list.itemAt(1, list.contentY + y - list.y) as LogLine;
        }
        function isButtonAt(x: real, y: real): bool {
            const line = hand.lineAt(y);
            return line !== null && line.isButtonAt(x, y - list.y + list.contentY - line.y);
        }

        anchors.fill: parent
        anchors.rightMargin: Theme.scrollBarWidth
        acceptedButtons: Qt.LeftButton | Qt.RightButton
        hoverEnabled: true
        preventStealing: true
        onPressed: event => {
            if (hand.lineAt(event.y) === null || event.source !== Qt.MouseEventNotSynthesized) {
                event.accepted = false;
                return;
            }
            root.byKeyboard = false;
            list.forceActiveFocus();
            const row = hand.rowAt(event.y);
            hand.selects = event.button === Qt.LeftButton && !hand.isButtonAt(event.x, event.y);
            if (event.button === Qt.LeftButton && !hand.selects) {
                root.unfoldRequested(row);
                return;
            }
            if (event.button === Qt.LeftButton || root.selectedRow < 0)
                root.selectRequested(row, (event.modifiers & Qt.ShiftModifier) !== 0);
            if (event.button === Qt.RightButton)
                root.menuRequested(event.x, event.y);
        }
        onPositionChanged: event => {
            if (!hand.selects || !(hand.pressedButtons & Qt.LeftButton))
                return;
            hand.pull = event.y < list.y ? -Math.ceil((list.y - event.y) / Theme.monoLine) : event.y > list.y + list.height ? Math.ceil((event.y - list.y - list.height) / Theme.monoLine) : 0;
            if (hand.pull === 0)
                root.selectRequested(hand.rowAt(event.y), true);
        }
        onReleased: hand.pull = 0
        onCanceled: hand.pull = 0
        onDoubleClicked: event => {
            if (!hand.isButtonAt(event.x, event.y))
                root.unfoldRequested(hand.rowAt(event.y));
        }

        Timer { // the farther out, the faster
            objectName: "pull"
            interval: 40
            repeat: true
            running: hand.pull !== 0
            onTriggered: root.moveRequested(hand.pull, true)
        }
        Item { // the whole time, with its day, of the line under the pointer
            id: pointed

            readonly property LogLine line: hand.containsMouse && !hand.pressed && hand.mouseX >= x && hand.mouseX < x + width ? hand.lineAt(hand.mouseY) : null

            x: root.narrow ? Theme.gap12 : root.numberWidth + Theme.gap8
            y: line === null ? 0 : line.y - list.contentY + list.y
            width: root.timeWidth - Theme.gap12
            height: Theme.monoLine

            Hint {
                text: pointed.line?.timeFull ?? ""
                shown: text !== ""
            }
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
        onTriggered: if (root.following) // who stopped meanwhile reads
            list.positionViewAtEnd()
    }
}
