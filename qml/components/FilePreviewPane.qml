// One file of a sandbox, looked at: its text, or what it is when it is none.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Card {
    id: root

    required property FilePreview preview

    signal closeRequested

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.gap16
        anchors.topMargin: Theme.gap12
        spacing: Theme.gap8

        PaneHead {
            Layout.fillWidth: true
            title: root.preview.title
            titleElide: Text.ElideMiddle
            titleWidth: root.width - Theme.sized(80)
            mono: true
            onCloseRequested: root.closeRequested()
        }
        CaptionLabel {
            objectName: "previewNote"
            Layout.fillWidth: true
            visible: root.preview.isText
            text: root.preview.note
        }
        LineList {
            objectName: "previewText"
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: root.preview.isText
            label: root.preview.title
            subject: root.preview.path
            model: root.preview.lines
        }
        NoteBox {
            objectName: "previewProblem"
            Layout.fillWidth: true
            visible: root.preview.problem !== ""
            kind: "error"
            text: root.preview.problem
        }
        Item {
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: !root.preview.isText

            Column {
                objectName: "previewNoText"
                anchors.centerIn: parent
                width: parent.width
                spacing: Theme.gap8
                visible: root.preview.note !== "" || root.preview.loading

                Spinner {
                    anchors.horizontalCenter: parent.horizontalCenter
                    visible: root.preview.loading
                }
                Icon {
                    anchors.horizontalCenter: parent.horizontalCenter
                    visible: !root.preview.loading
                    symbol: "file-text"
                    size: Theme.sized(28)
                    color: Theme.textTertiary
                }
                PlainLabel {
                    width: parent.width
                    horizontalAlignment: Text.AlignHCenter
                    text: root.preview.loading ? qsTr("Reading…") : root.preview.note
                    color: Theme.textSecondary
                }
            }
        }
    }
}
