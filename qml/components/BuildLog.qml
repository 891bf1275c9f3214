// The log of a template's build: under a heading for each step what it printed, standard error and the engine's own words
// told apart. Follows the end until somebody scrolls up.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

FocusScope {
    id: root

    required property BuildLines lines
    property bool following: true
    readonly property bool ringShown: list.activeFocus

    Accessible.role: Accessible.List
    Accessible.name: qsTr("Build log")
    onVisibleChanged: if (root.visible && root.following)
        toEndSoon.restart()

    Rectangle {
        anchors.fill: parent
        color: Theme.surfaceTerminal
        border.color: root.ringShown ? Theme.focusRing : Theme.borderSubtle
        border.width: root.ringShown ? Theme.focusWidth : 1
        radius: Theme.radius
    }
    ListView {
        id: list

        objectName: "buildLines"
        anchors.fill: parent
        anchors.margins: Theme.gap8
        focus: true
        clip: true
        activeFocusOnTab: true
        boundsBehavior: Flickable.StopAtBounds
        model: root.lines
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Build log")
        Basic.ScrollBar.vertical: ThinScrollBar {}
        onCountChanged: if (root.following)
            toEndSoon.restart()
        onMovementStarted: root.following = false
        onMovementEnded: root.following = list.atYEnd

        Keys.onPressed: event => {
            const page = Math.max(Theme.monoLine, list.height - 3 * Theme.monoLine);
            const step = event.key === Qt.Key_Down ? Theme.monoLine : event.key === Qt.Key_Up ? -Theme.monoLine
                         : event.key === Qt.Key_PageDown ? page : event.key === Qt.Key_PageUp ? -page : 0;
            if (event.key === Qt.Key_End) {
                root.following = true;
                list.positionViewAtEnd();
                event.accepted = true;
            }
            if (step === 0)
                return;
            event.accepted = true;
            const last = Math.max(list.originY, list.originY + list.contentHeight - list.height);
            list.contentY = Math.max(list.originY, Math.min(last, list.contentY + step));
            root.following = list.atYEnd;
        }

        delegate: Item {
            id: line

            required property int index
            required property string text
            required property string kind
            required property bool cached
            required property string time

            readonly property bool isHeading: line.kind === "heading"
            readonly property bool isError: line.kind === "error"

            objectName: "buildLine"
            width: ListView.view?.width ?? 0
            height: words.height + (line.isHeading && line.index > 0 ? Theme.gap8 : 0)
            Accessible.role: Accessible.ListItem
            Accessible.name: line.cached ? qsTr("%1, from an earlier build").arg(line.text) : line.text

            Rectangle {
                y: words.y
                width: parent.width - Theme.scrollBarWidth
                height: words.height
                radius: Theme.radius
                color: Theme.surfaceRaised
                visible: line.isHeading
            }
            Rectangle { // standard error, without colour
                y: words.y
                width: 2
                height: words.height
                color: Theme.failed
                visible: line.isError
            }
            PlainLabel {
                id: words

                x: line.isHeading ? Theme.gap4 : Theme.gap8
                y: parent.height - height
                width: parent.width - x - Theme.scrollBarWidth - (cachedTag.visible ? cachedTag.width + Theme.gap8 : 0)
                text: line.text
                color: line.isHeading ? Theme.textPrimary : line.isError ? Theme.failed : line.kind === "system" ? Theme.textTertiary : Theme.textPrimary
                font.family: Theme.monoFamily
                font.pixelSize: Theme.monoSize
                font.weight: line.isHeading ? Font.DemiBold : Font.Normal
                font.italic: line.kind === "system"
                lineHeight: Theme.monoLine
                lineHeightMode: Text.FixedHeight
                wrapMode: Text.WrapAnywhere
                elide: Text.ElideNone
                Accessible.ignored: true
            }
            Tag {
                id: cachedTag

                objectName: "cachedTag"
                x: parent.width - width - Theme.scrollBarWidth
                y: words.y
                color: Theme.surfaceTerminal
                text: qsTr("cached")
                visible: line.cached
            }
        }
    }
    Timer { // after the rows that just came are laid out
        id: toEndSoon

        interval: 0
        onTriggered: if (root.following)
            list.positionViewAtEnd()
    }
}
