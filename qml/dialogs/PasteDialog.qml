// Several lines into a terminal whose program takes each as it comes: they are read before they are run.
import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.Controls
import Glovebox.Theme

DialogFrame {
    id: root

    property string text: ""
    property var lines: [] // texts. A list<string> takes no QStringList (Qt 6.4)

    readonly property int shownMost: 200

    signal pasteConfirmed(text: string)

    function askFor(text: string, lines: var): void {
        root.text = text;
        root.lines = lines;
        root.ask();
    }

    objectName: "pasteDialog"
    title: root.lines.length === 1 ? qsTr("Paste a line and run it?") : qsTr("Paste %1 lines?").arg(root.lines.length)
    secondText: qsTr("Paste")
    width: Math.min(640, (parent?.width ?? 688) - Theme.gap48)
    onSecondAccepted: root.pasteConfirmed(root.text)
    onClosed: { // nothing of it stays
        root.text = "";
        root.lines = [];
    }

    DialogText {
        text: qsTr("The terminal's program takes each line as it comes; a shell runs it at once.")
    }
    Rectangle {
        Layout.fillWidth: true
        implicitHeight: Math.min(200, preview.contentHeight + Theme.gap16)
        color: Theme.surfaceTerminal
        border.color: Theme.borderControl
        radius: Theme.radius

        Flickable {
            id: flick

            anchors.fill: parent
            anchors.margins: Theme.gap8
            contentWidth: preview.contentWidth
            contentHeight: preview.contentHeight
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            Basic.ScrollBar.vertical: ThinScrollBar {}
            Basic.ScrollBar.horizontal: ThinScrollBar {
                orientation: Qt.Horizontal
            }

            Text {
                id: preview

                objectName: "pastePreview"
                text: root.lines.slice(0, root.shownMost).join("\n")
                textFormat: Text.PlainText
                font.family: Theme.monoFamily
                font.pixelSize: Theme.monoSize
                color: Theme.textPrimary
            }
        }
    }
    CaptionLabel {
        Layout.fillWidth: true
        visible: root.lines.length > root.shownMost
        text: qsTr("And %1 more lines").arg(root.lines.length - root.shownMost)
    }
}
