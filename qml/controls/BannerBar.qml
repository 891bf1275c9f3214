// A situation that lasts, under the header: edge and symbol in its colour, sentence, one action or two.
import QtQuick
import QtQuick.Layouts
import Glovebox.Theme

Rectangle {
    id: root

    required property string kind // "info", "warning", "error"
    required property string title
    required property string text
    required property string code
    required property string actionText
    required property real progress
    required property bool dismissible
    required property string secondText
    property string trailingText: ""

    readonly property bool isError: root.kind === "error"
    readonly property bool isWarning: root.kind === "warning"
    readonly property color ink: root.isError ? Theme.errorText : root.isWarning ? Theme.warningText : Theme.infoText
    readonly property color edge: root.isError ? Theme.failed : root.isWarning ? Theme.attention : Theme.progress

    signal actionRequested
    signal secondRequested
    signal dismissed

    implicitHeight: Math.max(Theme.sized(36), row.implicitHeight + Theme.gap12)
    color: root.isError ? Theme.errorFill : root.isWarning ? Theme.warningFill : Theme.infoFill
    border.color: Theme.borderControl
    border.width: Theme.contrast ? 1 : 0
    Accessible.role: Accessible.AlertMessage
    Accessible.name: root.title + " " + root.text

    Rectangle {
        width: Theme.gap4
        height: parent.height
        color: root.edge
    }
    RowLayout {
        id: row

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.leftMargin: Theme.gap16
        anchors.rightMargin: Theme.gap12
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.gap8

        Icon {
            Layout.alignment: Qt.AlignVCenter
            symbol: root.isError ? "state/octagon-cross" : root.isWarning ? "state/triangle-bang" : "info-circle"
            color: root.edge
            visible: root.progress < 0
        }
        Spinner {
            visible: root.progress >= 0
        }
        PlainLabel {
            text: root.title
            color: root.ink
            font.weight: Font.DemiBold
            Accessible.ignored: true
        }
        ElidedLabel {
            Layout.fillWidth: true
            text: root.text
            color: root.ink
            wrapMode: Text.Wrap
            elide: Text.ElideRight
            maximumLineCount: 2
            Accessible.ignored: true
        }
        ThinProgress {
            Layout.preferredWidth: Theme.sized(140)
            visible: root.progress >= 0
            value: Math.max(0, root.progress)
        }
        CaptionLabel {
            text: root.trailingText
            color: root.ink
            visible: root.trailingText !== ""
        }
        CaptionLabel {
            text: root.code
            color: root.ink
            font.family: Theme.monoFamily
            visible: root.code !== ""
        }
        PushButton {
            objectName: "bannerSecond"
            implicitHeight: Theme.sized(26)
            text: root.secondText
            visible: root.secondText !== ""
            onClicked: root.secondRequested()
        }
        PushButton {
            objectName: "bannerAction"
            implicitHeight: Theme.sized(26)
            text: root.actionText
            visible: root.actionText !== ""
            onClicked: root.actionRequested()
        }
        IconButton {
            implicitWidth: Theme.sized(26)
            implicitHeight: Theme.sized(26)
            symbol: "x-lg"
            label: qsTr("Hide")
            ink: root.ink
            visible: root.dismissible
            onClicked: root.dismissed()
        }
    }
}
