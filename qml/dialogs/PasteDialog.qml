// Several lines into a terminal whose program takes each as it comes: they are read before they are run, all of them.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

DialogFrame {
    id: root

    property string text: ""
    property TextLines lines: null

    readonly property int count: root.lines?.count ?? 0

    signal pasteConfirmed(text: string)

    function askFor(text: string, lines: TextLines): void {
        root.text = text;
        root.lines = lines;
        root.ask();
    }

    objectName: "pasteDialog"
    title: root.count === 1 ? qsTr("Paste a line and run it?") : qsTr("Paste %1 lines?").arg(root.count)
    secondText: qsTr("Paste")
    width: Math.min(Theme.sized(640), (parent?.width ?? Theme.sized(688)) - Theme.gap48)
    onSecondAccepted: root.pasteConfirmed(root.text)
    onClosed: { // nothing of it stays
        root.text = "";
        root.lines = null;
    }

    DialogText {
        text: qsTr("The terminal's program takes each line as it comes; a shell runs it at once.")
    }
    LineList {
        id: preview

        objectName: "pastePreview"
        Layout.fillWidth: true
        Layout.preferredHeight: Math.max(3 * Theme.monoLine, Math.min(Theme.sized(12) * Theme.monoLine, preview.linesHeight)) + Theme.gap16
        label: qsTr("What is pasted")
        model: root.lines
        subject: root.text
    }
}
