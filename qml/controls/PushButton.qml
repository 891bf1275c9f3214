// A button with a verb on it. Disabled ones say why in their hint.
import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.Theme

Basic.Button {
    id: root

    // "plain", "primary", "danger", "quiet"
    property string kind: "plain"
    property string symbol: ""
    property string hint: ""
    property bool busy: false
    property color tint: Theme.textPrimary // of a quiet one that tells more than its words

    readonly property bool hasEdge: root.kind !== "quiet" // its text keeps away from it
    readonly property bool isFilled: root.kind === "primary" || root.kind === "danger"
    readonly property color fill: root.kind === "primary" ? Theme.primaryFill : Theme.dangerFill
    readonly property color ink: !root.enabled ? Theme.textTertiary
                                               : root.kind === "primary" ? Theme.primaryText
                                               : root.kind === "danger" ? Theme.dangerText : root.tint

    implicitHeight: Theme.controlHeight
    leftPadding: root.symbol !== "" || root.busy ? Theme.gap12 - Theme.gap2 : Theme.gap12
    rightPadding: Theme.gap12
    topPadding: 0
    bottomPadding: 0
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    Accessible.name: root.text
    Accessible.description: root.hint

    contentItem: Row {
        spacing: Theme.gap8

        Spinner {
            anchors.verticalCenter: parent.verticalCenter
            visible: root.busy
            color: root.ink
        }
        Icon {
            anchors.verticalCenter: parent.verticalCenter
            symbol: root.symbol
            visible: root.symbol !== "" && !root.busy
            color: root.ink
        }
        PlainLabel {
            anchors.verticalCenter: parent.verticalCenter
            text: root.text
            color: root.ink
            font.weight: Font.Medium
            Accessible.ignored: true
        }
    }
    background: Rectangle {
        radius: Theme.radius
        color: root.isFilled && root.enabled ? (root.down ? Qt.darker(root.fill, 1.15) : root.hovered ? Qt.lighter(root.fill, 1.08) : root.fill)
                                             : root.down || root.hovered ? Theme.surfaceRaised
                                             : root.kind === "quiet" ? "transparent" : Theme.surfacePanel
        border.width: root.kind === "quiet" || (root.isFilled && root.enabled) ? 0 : 1
        border.color: root.enabled ? Theme.borderControl : Theme.borderField

        FocusRing {
            shown: root.visualFocus
        }
    }

    Hint {
        text: root.hint
        shown: root.hint !== "" && (root.hovered || root.visualFocus)
    }
}
