// Lines of text that came from a tool: numbered, mono, as many as there are, drawn only where one looks.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.Theme

FocusScope {
    id: root

    required property string label
    property alias model: list.model
    property bool follow: false
    property bool wrap: true
    property bool numbered: true
    property bool sentences: false // words stay whole
    // Tells which lines were in view as a whole: not what a passing layout uncovered, or a drag went by.
    property bool reports: false
    // What is read; another one begins at its top.
    property string subject: ""
    property bool settled: false

    readonly property real linesHeight: list.contentHeight // of all of them, wrapped as they are
    readonly property bool ringShown: list.activeFocus // only the keyboard gets here; clicks select nothing

    signal seen(first: int, last: int)

    function showLine(line: int): void {
        list.positionViewAtIndex(line, ListView.Beginning);
    }

    function report(): void {
        if (!root.reports || !root.settled || !root.visible || list.count === 0 || list.height <= 0)
            return;
        const top = list.contentY;
        const bottom = top + list.height;
        let first = list.indexAt(1, top + 1);
        let last = list.indexAt(1, bottom - 1);
        if (first < 0)
            return;
        const head = list.itemAtIndex(first);
        if (head !== null && head.y < top - 1 && head.height <= list.height)
            ++first; // a line that is higher than the view is never in it as a whole
        if (last < 0)
            last = list.count - 1; // the text ends above the lower edge
        const tail = list.itemAtIndex(last);
        if (tail === null || tail.y + tail.height > bottom + 1)
            --last;
        if (last >= first)
            root.seen(first, last);
    }

    function unsettle(): void {
        root.settled = false;
        settleSoon.restart();
    }

    onVisibleChanged: root.unsettle()
    onReportsChanged: root.unsettle()
    onSubjectChanged: {
        list.positionViewAtBeginning();
        root.unsettle();
    }
    Accessible.role: Accessible.List
    Accessible.name: root.label

    Rectangle {
        anchors.fill: parent
        color: Theme.surfaceTerminal
        border.color: root.ringShown ? Theme.focusRing : Theme.borderSubtle
        border.width: root.ringShown ? Theme.focusWidth : 1
        radius: Theme.radius
    }
    ListView {
        id: list

        objectName: "lines"
        anchors.fill: parent
        anchors.margins: Theme.gap8
        focus: true
        clip: true
        activeFocusOnTab: true
        boundsBehavior: Flickable.StopAtBounds
        Accessible.role: Accessible.List
        Accessible.name: root.label
        Basic.ScrollBar.vertical: ThinScrollBar {}
        onCountChanged: {
            root.unsettle();
            if (root.follow)
                toEndSoon.restart();
        }
        onContentYChanged: if (root.settled)
            reportSoon.start() // goes on while somebody scrolls
        onHeightChanged: root.unsettle()
        onWidthChanged: root.unsettle()

        Keys.onPressed: event => {
            const page = Math.max(Theme.monoLine, list.height - 3 * Theme.monoLine); // no line falls between two pages
            if (event.key === Qt.Key_Home || event.key === Qt.Key_End) {
                event.accepted = true;
                if (event.key === Qt.Key_Home)
                    list.positionViewAtBeginning();
                else
                    list.positionViewAtEnd();
                return;
            }
            const step = event.key === Qt.Key_Down ? Theme.monoLine : event.key === Qt.Key_Up ? -Theme.monoLine
                         : event.key === Qt.Key_PageDown ? page : event.key === Qt.Key_PageUp ? -page : 0;
            if (step === 0)
                return;
            event.accepted = true;
            const last = Math.max(list.originY, list.originY + list.contentHeight - list.height);
            list.contentY = Math.max(list.originY, Math.min(last, list.contentY + step));
        }

        delegate: Item {
            id: line

            required property int number
            required property string text

            width: ListView.view?.width ?? 0
            height: body.height

            CaptionLabel {
                width: Theme.sized(28)
                height: Theme.monoLine
                text: line.number
                horizontalAlignment: Text.AlignRight
                font.family: Theme.monoFamily
                visible: root.numbered
                Accessible.ignored: true
            }
            PlainLabel {
                id: body

                x: root.numbered ? Theme.sized(40) : 0
                width: parent.width - x - Theme.scrollBarWidth
                text: line.text
                font.family: Theme.monoFamily
                font.pixelSize: Theme.monoSize
                lineHeight: Theme.monoLine
                lineHeightMode: Text.FixedHeight
                wrapMode: !root.wrap ? Text.NoWrap : root.sentences ? Text.Wrap : Text.WrapAnywhere
                elide: root.wrap ? Text.ElideNone : Text.ElideRight
            }
        }
    }
    Timer { // too short to notice, longer than any layout takes
        id: settleSoon

        interval: 100
        onTriggered: {
            root.settled = true;
            root.report();
        }
    }
    Timer {
        id: reportSoon

        interval: 16 // a frame
        onTriggered: root.report()
    }
    Timer { // after the rows that just came are laid out
        id: toEndSoon

        interval: 0
        onTriggered: list.positionViewAtEnd()
    }
}
