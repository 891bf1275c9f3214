// A failure next to the object that failed: what happened, why, what can be done, and a code to quote. Can be selected.
import QtQuick
import QtQuick.Layouts
import Glovebox.Theme

Rectangle {
    id: root

    required property string what
    required property string why
    required property string todo
    required property string detail
    required property string code

    signal copyRequested

    implicitHeight: column.implicitHeight + Theme.gap24
    radius: Theme.radiusCard
    color: Theme.contrast ? Theme.errorFill : Theme.wash(Theme.failed, Theme.dark ? 0.1 : 0.06) // a pane of it would shout
    border.color: Theme.contrast ? Theme.borderControl : Theme.failed
    Accessible.role: Accessible.AlertMessage
    Accessible.name: root.what + " " + root.why

    ColumnLayout {
        id: column

        x: Theme.gap12
        y: Theme.gap12
        width: parent.width - 2 * x
        spacing: Theme.gap8

        RowLayout {
            spacing: Theme.gap8

            Icon {
                Layout.alignment: Qt.AlignTop
                Layout.topMargin: Theme.gap2
                symbol: "state/octagon-cross"
                color: Theme.failed
            }
            SelectableText {
                Layout.fillWidth: true
                text: root.what
                color: Theme.errorText
                font.weight: Font.DemiBold
            }
        }
        ErrorPart {
            label: qsTr("Why")
            text: root.why
        }
        ErrorPart {
            label: qsTr("What you can do")
            text: root.todo
            visible: root.todo !== ""
        }
        ErrorPart {
            label: qsTr("Details")
            text: root.detail
            mono: true
            visible: root.detail !== ""
        }
        RowLayout {
            Layout.fillWidth: true

            CaptionLabel {
                Layout.fillWidth: true
                text: qsTr("Code %1").arg(root.code)
                color: Theme.errorText
            }
            PushButton {
                objectName: "copyDetails"
                implicitHeight: Theme.sized(26)
                text: qsTr("Copy details")
                symbol: "copy"
                onClicked: root.copyRequested()
            }
        }
    }
}
