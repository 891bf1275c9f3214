// Closing a terminal whose program still runs ends that program.
import QtQuick
import Glovebox.App
import Glovebox.Controls

DialogFrame {
    id: root

    required property TerminalsPanel terminals

    property int row: -1
    property string terminal: ""

    function askFor(row: int): void {
        root.row = row;
        root.terminal = root.terminals.titleOf(row);
        root.ask();
    }

    objectName: "closeTerminalDialog"
    title: qsTr("Close the terminal?")
    acceptText: qsTr("Close 1 terminal")
    onAccepted: root.terminals.close(root.row)

    DialogText {
        readonly property bool mayElide: true

        text: root.terminal
        maximumLineCount: 2
        elide: Text.ElideRight
    }
    DialogText {
        text: qsTr("What runs in it is ended, for everybody who looks at it. To leave it running, just leave the page: it is there when you come back.")
    }
}
