// One terminal, with its scroll bar, the ring that says where keys go, and how one leaves it.
import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

FocusScope {
    id: root

    property TerminalSession session: null

    readonly property alias item: item

    signal pasteAsked(text: string, lines: TextLines)
    signal leaveRequested
    signal paletteRequested
    signal ownWindowRequested
    signal refused(why: string)

    TerminalItem {
        id: item

        objectName: "terminal"
        x: 2
        y: 2
        width: root.width - 4 - Theme.scrollBarWidth
        height: root.height - 4
        focus: true
        session: root.session
        ink: Theme.textPrimary
        ground: Theme.surfaceTerminal
        selected: Theme.surfaceSelected
        table: Theme.terminal
        family: Theme.monoFamily
        pixels: Theme.terminalSize
        still: Theme.reducedMotion
        onPasteAsked: (text, lines) => root.pasteAsked(text, lines)
        onLeaveRequested: root.leaveRequested()
        onPaletteRequested: root.paletteRequested()
        onOwnWindowRequested: root.ownWindowRequested()
        onRefused: why => root.refused(why)
        Accessible.role: Accessible.EditableText
        Accessible.name: qsTr("Terminal %1").arg(root.session?.title ?? "")
        Accessible.description: root.session?.spoken ?? ""
        Accessible.focusable: true
    }
    Rectangle {
        x: item.x + item.width
        y: item.y
        width: Theme.scrollBarWidth
        height: item.height
        color: Theme.surfaceTerminal
    }
    ThinScrollBar {
        id: bar

        objectName: "terminalBar"
        x: item.x + item.width
        y: item.y
        height: item.height
        orientation: Qt.Vertical
        size: item.share
        stepSize: item.share / 4
        onPositionChanged: if (bar.pressed)
            item.position = bar.position

        Binding on position {
            value: item.position
            when: !bar.pressed
        }
    }
    Rectangle { // the ring stands inside: the card around has no room for it
        readonly property bool floats: true

        anchors.fill: parent
        color: "transparent"
        radius: Theme.radius
        border.color: Theme.focusRing
        border.width: Theme.focusWidth
        visible: item.activeFocus
    }
    PushButton {
        readonly property bool floats: true

        objectName: "terminalToEnd"
        anchors.horizontalCenter: item.horizontalCenter
        y: item.height - height - Theme.gap8
        implicitHeight: Theme.sized(28)
        visible: !item.atEnd
        focusPolicy: Qt.NoFocus
        text: qsTr("Back to the end")
        symbol: "arrow-down"
        onClicked: item.toEnd()
    }
    RowMenu {
        id: menu

        MenuEntry {
            text: qsTr("Copy")
            symbol: "copy"
            keys: "Ctrl+Shift+C"
            why: item.hasSelection ? "" : qsTr("Nothing is selected.")
            onTriggered: item.copy()
        }
        MenuEntry {
            text: qsTr("Paste")
            symbol: "file-text"
            keys: "Ctrl+Shift+V"
            why: root.session?.typable ? "" : qsTr("Nothing reads it.")
            onTriggered: item.paste()
        }
        MenuEntry {
            text: qsTr("Select all")
            symbol: "list-task"
            keys: "Ctrl+Shift+A"
            onTriggered: item.selectAll()
        }
    }
    Connections {
        function onMenuRequested(where: point): void {
            menu.popup(item, where.x, where.y);
        }

        target: item
    }
}
