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

    readonly property bool ringShown: list.activeFocus // only the keyboard gets here; clicks select nothing

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

        anchors.fill: parent
        anchors.margins: Theme.gap8
        focus: true
        clip: true
        activeFocusOnTab: true
        boundsBehavior: Flickable.StopAtBounds
        Basic.ScrollBar.vertical: ThinScrollBar {}
        onCountChanged: if (root.follow)
            toEndSoon.restart()

        Keys.onDownPressed: list.contentY = Math.max(0, Math.min(list.contentHeight - list.height, list.contentY + Theme.monoLine))
        Keys.onUpPressed: list.contentY = Math.max(0, list.contentY - Theme.monoLine)

        delegate: Item {
            id: line

            required property int number
            required property string text

            width: ListView.view?.width ?? 0
            height: body.height

            CaptionLabel {
                width: 28
                height: Theme.monoLine
                text: line.number
                horizontalAlignment: Text.AlignRight
                font.family: Theme.monoFamily
                visible: root.numbered
                Accessible.ignored: true
            }
            PlainLabel {
                id: body

                x: root.numbered ? 40 : 0
                width: parent.width - x - Theme.scrollBarWidth
                text: line.text
                font.family: Theme.monoFamily
                font.pixelSize: Theme.monoSize
                lineHeight: Theme.monoLine
                lineHeightMode: Text.FixedHeight
                wrapMode: root.wrap ? Text.WrapAnywhere : Text.NoWrap
                elide: root.wrap ? Text.ElideNone : Text.ElideRight
            }
        }
    }
    Timer { // after the rows that just came are laid out
        id: toEndSoon

        interval: 0
        onTriggered: list.positionViewAtEnd()
    }
}
