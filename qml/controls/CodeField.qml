// Text of several lines to be written, with the number of each line; lines with mistakes are marked. The Tab key goes on
// to the next control: nothing that is written here needs one.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.Theme

FocusScope {
    id: root

    required property string label
    property list<int> marks // lines with mistakes, from 1
    readonly property string text: area.text
    readonly property alias area: area
    readonly property real lineHeight: area.lineCount > 0 ? area.contentHeight / area.lineCount : Theme.monoLine
    // Whole lines only: half a line at the edge looks like a mistake.
    readonly property real shownHeight: Math.floor((root.height - 2 * Theme.gap2 - area.topPadding) / Math.max(1, root.lineHeight)) * root.lineHeight + area.topPadding
    readonly property real gutter: Theme.gap24 + Math.max(2, String(area.lineCount).length) * 8

    signal edited(text: string)

    /// Of somebody else: what was typed before is forgotten, the cursor stays near where it was.
    function setText(text: string): void {
        if (text === area.text)
            return;
        const at = area.cursorPosition;
        area.filling = true;
        area.text = text;
        area.filling = false;
        area.cursorPosition = Math.min(at, area.length);
    }
    function goToLine(line: int): void {
        let at = 0;
        for (let i = 1; i < line; ++i) {
            const end = area.text.indexOf("\n", at);
            if (end < 0)
                break;
            at = end + 1;
        }
        area.cursorPosition = at;
        area.forceActiveFocus();
    }

    Rectangle {
        anchors.fill: parent
        color: Theme.surfaceTerminal
        border.color: area.activeFocus ? Theme.focusRing : Theme.borderControl
        border.width: area.activeFocus ? Theme.focusWidth : 1
        radius: Theme.radius
    }
    Item {
        id: numbers

        x: 1
        y: Theme.gap2
        width: root.gutter
        height: root.shownHeight
        clip: true

        Text {
            y: area.topPadding - flick.contentY
            width: parent.width - Theme.gap12
            text: Array.from({length: area.lineCount}, (_, i) => i + 1).join("\n")
            textFormat: Text.PlainText
            horizontalAlignment: Text.AlignRight
            font: area.font
            color: Theme.textTertiary
            Accessible.ignored: true
        }
        Repeater {
            model: root.marks.length

            Rectangle { // told apart without colour
                required property int index

                objectName: "mistakeMark"
                x: 2
                y: area.topPadding + ((root.marks[index] ?? 1) - 1) * root.lineHeight - flick.contentY + (root.lineHeight - height) / 2
                width: 8
                height: 8
                radius: 4
                color: Theme.failed
            }
        }
    }
    Flickable {
        id: flick

        x: root.gutter
        y: Theme.gap2
        width: parent.width - x - Theme.gap2
        height: root.shownHeight
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        Basic.ScrollBar.vertical: ThinScrollBar {}
        Basic.ScrollBar.horizontal: ThinScrollBar {
            orientation: Qt.Horizontal
        }

        Basic.TextArea.flickable: Basic.TextArea {
            id: area

            property bool filling: false

            focus: true
            topPadding: Theme.gap4
            bottomPadding: Theme.gap12
            leftPadding: Theme.gap4
            rightPadding: Theme.gap16
            font.family: Theme.monoFamily
            font.pixelSize: Theme.monoSize
            color: Theme.textPrimary
            selectionColor: Theme.primaryFill
            selectedTextColor: Theme.primaryText
            selectByMouse: true
            textFormat: TextEdit.PlainText
            wrapMode: TextEdit.NoWrap
            background: Item { // stays with the Flickable, not with the text
                clip: true

                Repeater {
                    model: root.marks.length

                    Rectangle {
                        required property int index

                        y: area.topPadding + ((root.marks[index] ?? 1) - 1) * root.lineHeight - flick.contentY
                        width: parent?.width ?? 0
                        height: root.lineHeight
                        color: Theme.contrast ? Theme.errorFill : Theme.wash(Theme.failed, 0.14)
                    }
                }
            }
            onTextChanged: if (!area.filling)
                root.edited(area.text)
            Keys.onTabPressed: area.nextItemInFocusChain(true).forceActiveFocus(Qt.TabFocusReason)
            Keys.onBacktabPressed: area.nextItemInFocusChain(false).forceActiveFocus(Qt.BacktabFocusReason)
            Accessible.name: root.label
        }
    }
}
