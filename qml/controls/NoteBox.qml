// A sentence that matters where it stands: symbol, text, and at most one thing to do about it.
import QtQuick
import QtQuick.Layouts
import Glovebox.Theme

Rectangle {
    id: root

    // "info", "warning", "error"
    property string kind: "info"
    required property string text
    property string actionText: ""
    property string actionSymbol: ""

    readonly property bool isError: root.kind === "error"
    readonly property bool isWarning: root.kind === "warning"
    readonly property color ink: root.isError ? Theme.errorText : root.isWarning ? Theme.warningText : Theme.infoText
    readonly property color edge: root.isError ? Theme.failed : root.isWarning ? Theme.attention : Theme.progress

    signal actionRequested

    implicitHeight: row.implicitHeight + Theme.gap16
    radius: Theme.radius
    color: root.isError ? Theme.errorFill : root.isWarning ? Theme.warningFill : Theme.infoFill
    border.color: Theme.contrast ? Theme.borderControl : "transparent"
    Accessible.role: root.kind === "info" ? Accessible.StaticText : Accessible.AlertMessage
    Accessible.name: root.text

    RowLayout {
        id: row

        x: Theme.gap12
        y: Theme.gap8
        width: parent.width - Theme.gap24
        spacing: Theme.gap8

        PlainLabel {
            Layout.fillWidth: true
            leftPadding: Theme.gap24
            text: root.text
            color: root.ink
            wrapMode: Text.Wrap
            elide: Text.ElideNone
            Accessible.ignored: true

            Icon { // beside the first line, wherever that stands
                symbol: root.isError ? "state/octagon-cross" : root.isWarning ? "state/triangle-bang" : "info-circle"
                color: root.edge
            }
        }
        PushButton {
            objectName: "noteAction"
            implicitHeight: Theme.sized(28)
            text: root.actionText
            symbol: root.actionSymbol
            visible: root.actionText !== ""
            onClicked: root.actionRequested()
        }
    }
}
