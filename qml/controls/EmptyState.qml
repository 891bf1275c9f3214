// What a page says when there is nothing to list: why, and one thing to do about it.
import QtQuick
import QtQuick.Layouts
import Glovebox.Theme

ColumnLayout {
    id: root

    required property string symbol
    required property string title
    required property string text
    property string actionText: ""
    property string actionSymbol: ""

    signal actionRequested

    spacing: Theme.gap8

    Rectangle {
        Layout.alignment: Qt.AlignHCenter
        Layout.bottomMargin: Theme.gap8
        implicitWidth: Theme.sized(64)
        implicitHeight: Theme.sized(64)
        radius: 32
        color: Theme.surfaceRaised

        Icon {
            anchors.centerIn: parent
            symbol: root.symbol
            size: Theme.sized(28)
            color: Theme.textTertiary
        }
    }
    SectionLabel {
        Layout.alignment: Qt.AlignHCenter
        text: root.title
    }
    PlainLabel {
        Layout.alignment: Qt.AlignHCenter
        Layout.fillWidth: true
        Layout.maximumWidth: Theme.sized(460)
        horizontalAlignment: Text.AlignHCenter
        text: root.text
        color: Theme.textSecondary
        font.pixelSize: Theme.readingSize
        lineHeight: 1.3
        wrapMode: Text.Wrap
        elide: Text.ElideNone
    }
    PushButton {
        objectName: "emptyAction"
        Layout.alignment: Qt.AlignHCenter
        Layout.topMargin: Theme.gap8
        visible: root.actionText !== ""
        kind: "primary"
        text: root.actionText
        symbol: root.actionSymbol
        onClicked: root.actionRequested()
    }
}
