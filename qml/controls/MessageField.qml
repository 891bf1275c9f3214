// Text of several lines for people, with its label above. The Tab key goes on to the next control.
import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.Theme

FocusScope {
    id: root

    required property string label
    property string placeholder: ""
    readonly property alias area: area
    property alias text: area.text

    signal edited(text: string)

    implicitHeight: Theme.sized(96) + caption.height + Theme.gap4

    CaptionLabel {
        id: caption

        width: parent.width
        text: root.label
        color: Theme.textSecondary
        font.weight: Font.Medium
        Accessible.ignored: true
    }
    Rectangle {
        id: frame

        y: caption.height + Theme.gap4
        width: parent.width
        height: parent.height - y
        radius: Theme.radius
        color: Theme.surfacePanel
        border.color: area.activeFocus ? Theme.focusRing : Theme.borderControl
        border.width: area.activeFocus ? Theme.focusWidth : 1
    }
    Flickable {
        x: Theme.gap2
        y: frame.y + Theme.gap2
        width: parent.width - 2 * x
        height: frame.height - 2 * Theme.gap2
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        Basic.ScrollBar.vertical: ThinScrollBar {}

        Basic.TextArea.flickable: Basic.TextArea {
            id: area

            focus: true
            topPadding: Theme.gap4
            bottomPadding: Theme.gap4
            leftPadding: Theme.gap8 - Theme.gap2
            rightPadding: Theme.gap12
            font.family: Theme.family
            font.pixelSize: Theme.bodySize
            color: Theme.textPrimary
            selectionColor: Theme.primaryFill
            selectedTextColor: Theme.primaryText
            placeholderText: root.placeholder
            placeholderTextColor: Theme.textTertiary
            selectByMouse: true
            textFormat: TextEdit.PlainText
            wrapMode: TextEdit.Wrap
            background: null
            onTextChanged: root.edited(area.text)
            Keys.onTabPressed: area.nextItemInFocusChain(true).forceActiveFocus(Qt.TabFocusReason)
            Keys.onBacktabPressed: area.nextItemInFocusChain(false).forceActiveFocus(Qt.BacktabFocusReason)
            Accessible.name: root.label
        }
    }
}
