// A labelled line to type in, with its bounds below it.
import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.Theme

ColumnLayout {
    id: root

    required property string label
    property string hint: ""
    property bool wrong: false
    property bool doubtful: false // it can be so, but the hint says what speaks against it
    property bool mono: false
    property bool hidden: false // what is typed is not shown
    property bool captioned: true // a heading above a column of fields says it for all of them
    property alias text: field.text
    property alias placeholder: field.placeholderText
    property alias maximumLength: field.maximumLength
    property alias fieldEnabled: field.enabled
    readonly property alias field: field

    signal edited(text: string)
    signal accepted

    spacing: Theme.gap4

    CaptionLabel {
        Layout.fillWidth: true
        visible: root.captioned
        text: root.label
        color: Theme.textSecondary
        font.weight: Font.Medium
        Accessible.ignored: true
    }
    Basic.TextField {
        id: field

        Layout.fillWidth: true
        implicitHeight: Theme.controlHeight
        leftPadding: Theme.gap8
        rightPadding: Theme.gap8
        topPadding: 0
        bottomPadding: 0
        verticalAlignment: TextInput.AlignVCenter
        font.family: root.mono ? Theme.monoFamily : Theme.family
        font.pixelSize: root.mono ? Theme.monoSize : Theme.bodySize
        color: field.enabled ? Theme.textPrimary : Theme.textTertiary
        selectionColor: Theme.primaryFill
        selectedTextColor: Theme.primaryText
        placeholderTextColor: Theme.textTertiary
        selectByMouse: true
        echoMode: root.hidden ? TextInput.Password : TextInput.Normal
        passwordMaskDelay: 0
        inputMethodHints: root.hidden ? Qt.ImhSensitiveData | Qt.ImhHiddenText | Qt.ImhNoPredictiveText | Qt.ImhNoAutoUppercase : Qt.ImhNone
        onTextEdited: root.edited(field.text)
        onAccepted: root.accepted()
        Accessible.name: root.label
        Accessible.passwordEdit: root.hidden
        Accessible.description: root.hint

        background: Rectangle {
            radius: Theme.radius
            color: Theme.surfacePanel
            border.color: root.wrong ? Theme.failed : field.activeFocus ? Theme.focusRing : Theme.borderControl
            border.width: field.activeFocus ? Theme.focusWidth : 1
        }
    }
    Item { // placed by hand: what appears in a layout is not always noticed (Qt 6.4)
        Layout.fillWidth: true
        implicitHeight: hintLabel.implicitHeight
        visible: root.hint !== ""

        Icon {
            y: 2
            symbol: root.wrong ? "state/octagon-cross" : "state/triangle-bang"
            size: Theme.sized(12)
            color: root.wrong ? Theme.failed : Theme.attention
            visible: root.wrong || root.doubtful
        }
        CaptionLabel {
            id: hintLabel

            x: root.wrong || root.doubtful ? Theme.gap16 : 0
            width: parent.width - x
            text: root.hint
            color: root.wrong ? Theme.failed : root.doubtful ? Theme.attention : Theme.textTertiary
            wrapMode: Text.Wrap
            elide: Text.ElideNone
            Accessible.ignored: true
        }
    }
}
