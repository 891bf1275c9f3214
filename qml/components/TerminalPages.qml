// The page of a sandbox's terminals, and what it asks.
import QtQuick
import Glovebox.App
import Glovebox.Controls

FocusScope {
    id: root

    required property PanelModel panel

    readonly property bool shown: !root.panel.firstTime && root.panel.page === PanelModel.TerminalPage

    signal dialogClosed

    objectName: "terminalPages"
    visible: root.shown

    Loader { // made anew each time: layouts of Qt 6.4 miss what changes in them while they are hidden
        id: page

        anchors.fill: parent
        active: root.shown
        focus: true
        sourceComponent: TerminalPage {
            focus: true
            // A bound component would not be made here ("outside its creation context", Qt 6.4.2).
            panel: root.panel // qmllint disable unqualified
            onCloseAsked: row => closeDialog.get().askFor(row) // qmllint disable unqualified
            onPasteAsked: (text, lines) => pasteDialog.get().askFor(text, lines) // qmllint disable unqualified
        }
    }
    LazyDialog {
        id: closeDialog

        given: ({terminals: root.panel.terminals})
        onClosed: root.dialogClosed()

        CloseTerminalDialog {}
    }
    LazyDialog {
        id: pasteDialog

        onClosed: {
            (page.item as TerminalPage)?.forgetPaste();
            root.dialogClosed();
        }

        PasteDialog {
            onPasteConfirmed: text => (page.item as TerminalPage)?.paste(text)
        }
    }
}
