// Look inside one sandbox: its terminals, which live in its guest and go on when nobody looks.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

FocusScope {
    id: root

    required property PanelModel panel

    property OwnWindow own: null // the window that is this page's alone

    readonly property TerminalsPanel terminals: root.own?.terminals ?? root.panel.terminals
    readonly property TerminalSession session: root.terminals.session
    readonly property SandboxDetail sandbox: root.own?.sandbox ?? root.panel.sandbox
    readonly property bool terminalsShown: root.own !== null || root.panel.inside.tab === SandboxInside.Page
    readonly property bool over: root.session !== null && (root.session.state === TerminalSession.Ended || root.session.state === TerminalSession.Failed)

    signal closeAsked(row: int)
    signal pasteAsked(text: string, lines: TextLines)

    function open(): void {
        root.terminals.open(view.item.columns, view.item.rows);
        view.item.forceActiveFocus();
    }
    function close(row: int): void {
        if (root.terminals.mustAsk(row))
            root.closeAsked(row);
        else
            root.terminals.close(row);
    }
    function paste(text: string): void {
        view.item.pasteText(text);
    }
    function forgetPaste(): void {
        view.item.forgetPaste();
    }

    function leave(): void {
        if (root.own)
            root.panel.desktop.comeForward();
        else
            root.panel.back();
    }

    objectName: "terminalPage"
    Component.onCompleted: if (!root.terminalsShown)
        inside.focus = true
    onTerminalsShownChanged: if (!parts.activeFocus)
        (root.terminalsShown ? view : inside).forceActiveFocus()
    Keys.onEscapePressed: root.leave() // of the terminal's own nothing comes here

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.gap16
        spacing: Theme.gap12

        Item { // placed by hand: what stands here comes and goes with the sandbox's state
            Layout.fillWidth: true
            implicitHeight: Theme.controlHeight

            Row {
                height: parent.height
                spacing: Theme.gap12

                BackLink {
                    id: crumb

                    objectName: "backFromTerminal"
                    anchors.verticalCenter: parent.verticalCenter
                    text: root.own ? qsTr("Main window") : root.panel.backText
                    onClicked: root.leave()
                }
                ElidedLabel {
                    width: Math.min(implicitWidth + 1, Math.max(Theme.sized(80), leave.x - crumb.width - chip.width - 4 * Theme.gap12))
                    height: parent.height
                    text: root.sandbox.name === "" ? root.terminals.sandbox : root.sandbox.name
                    mono: root.sandbox.name === ""
                    font.pixelSize: Theme.sectionSize
                    font.weight: Font.DemiBold
                    elide: Text.ElideMiddle
                    Accessible.role: Accessible.Heading
                }
                StateChip {
                    id: chip

                    objectName: "terminalSandboxState"
                    anchors.verticalCenter: parent.verticalCenter
                    visible: root.sandbox.known
                    tone: root.sandbox.chipTone
                    symbol: root.sandbox.chipSymbol
                    word: root.sandbox.chipWord
                    stale: root.panel.host.stale
                }
            }
            CaptionLabel {
                id: leave

                objectName: "leaveHint"
                anchors.verticalCenter: parent.verticalCenter
                x: (apart.visible ? apart.x - Theme.gap8 : parent.width) - width
                text: qsTr("Leave the terminal with Ctrl+Shift+Esc")
                color: Theme.textTertiary
                visible: root.terminalsShown && root.terminals.count > 0
            }
            IconButton {
                id: apart

                readonly property PanelAction act: root.panel.registry.find("app.ownWindow")

                objectName: "terminalOwnWindow"
                x: parent.width - width
                anchors.verticalCenter: parent.verticalCenter
                visible: !root.own
                symbol: "box-arrow-up-right"
                label: apart.act.text
                keys: apart.act.keysText
                onClicked: apart.act.trigger()
            }
        }
        InsideTabs {
            id: parts

            Layout.fillWidth: true
            visible: root.own === null
            inside: root.panel.inside
            first: qsTr("Terminals")
        }
        InsideParts {
            id: inside

            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: !root.terminalsShown
            panel: root.panel
        }
        Card {
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: root.terminalsShown

            TerminalTabs {
                id: tabs

                x: 1
                y: 1
                width: parent.width - 2
                visible: root.terminals.count > 0
                terminals: root.terminals
                onCloseRequested: row => root.close(row)
                onNewRequested: root.open()
            }
            NoteBox {
                id: note

                objectName: "terminalNote"
                readonly property bool failed: root.session !== null && root.session.state === TerminalSession.Failed

                x: Theme.gap8
                y: tabs.y + tabs.height + Theme.gap8
                width: parent.width - 2 * x
                visible: root.session !== null && (root.session.note !== "" || note.failed) && root.session.state !== TerminalSession.Opening
                kind: note.failed ? "error" : "info"
                text: note.failed ? root.session.problem : (root.session?.note ?? "")
                actionText: root.over ? qsTr("Open anew") : ""
                actionSymbol: "arrow-clockwise"
                onActionRequested: {
                    root.terminals.openAnew(root.terminals.current);
                    view.item.forceActiveFocus();
                }
            }
            TerminalView {
                id: view

                readonly property real above: note.visible ? note.y + note.height + Theme.gap8 : tabs.y + tabs.height

                objectName: "terminalView"
                x: 1
                y: view.above
                width: parent.width - 2
                height: parent.height - y - 1
                visible: root.session !== null
                focus: true
                session: root.session
                onPasteAsked: (text, lines) => root.pasteAsked(text, lines)
                onLeaveRequested: crumb.forceActiveFocus(Qt.ShortcutFocusReason)
                onOwnWindowRequested: {
                    if (!root.own)
                        root.panel.registry.trigger("app.ownWindow");
                }
                onPaletteRequested: {
                    if (root.own)
                        root.panel.desktop.comeForward(); // the palette is there
                    root.panel.registry.trigger("app.palette");
                }
                onRefused: why => root.panel.toast(why, true)
            }
            Column {
                objectName: "terminalOpening"
                anchors.centerIn: parent
                spacing: Theme.gap8
                visible: root.session !== null ? root.session.state === TerminalSession.Opening : waited.running === false && root.terminals.loading && root.terminals.count === 0

                Spinner {
                    anchors.horizontalCenter: parent.horizontalCenter
                }
                PlainLabel {
                    text: root.session !== null ? qsTr("The sandbox opens a terminal…") : qsTr("Asking the sandbox for its terminals…")
                    color: Theme.textSecondary
                }
            }
            EmptyState {
                objectName: "noTerminals"
                anchors.centerIn: parent
                width: parent.width - Theme.gap48
                visible: root.terminals.count === 0 && !root.terminals.loading && root.terminals.problem === ""
                symbol: "terminal"
                title: qsTr("No terminal is open in it")
                text: qsTr("A shell in the sandbox, as its own user. It goes on in there when you leave this page or close the window, and when the sandbox sleeps.")
                actionText: qsTr("Open a terminal")
                actionSymbol: "plus-lg"
                onActionRequested: root.open()
            }
            EmptyState {
                objectName: "terminalsProblem"
                anchors.centerIn: parent
                width: parent.width - Theme.gap48
                visible: root.terminals.problem !== "" && root.terminals.count === 0
                symbol: "state/octagon-cross"
                title: qsTr("Its terminals cannot be reached")
                text: root.terminals.problem
                actionText: qsTr("Try again")
                actionSymbol: "arrow-clockwise"
                onActionRequested: root.terminals.refresh()
            }
        }
    }
    Timer { // a quick answer does not flicker
        id: waited

        interval: Theme.loadingMs
        running: root.terminals.loading
    }
}
