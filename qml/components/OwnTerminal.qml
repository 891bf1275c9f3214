// The terminals of one sandbox in a window of their own, and what they ask.
import QtQuick
import Glovebox.App

FocusScope {
    id: root

    required property PanelModel panel
    required property OwnWindow own

    TerminalPage {
        id: page

        anchors.fill: parent
        focus: true
        panel: root.panel
        own: root.own
        onCloseAsked: row => closeDialog.askFor(row)
        onPasteAsked: (text, lines) => pasteDialog.askFor(text, lines)
    }
    CloseTerminalDialog {
        id: closeDialog

        terminals: root.own.terminals
        onClosed: page.forceActiveFocus()
    }
    PasteDialog {
        id: pasteDialog

        onPasteConfirmed: text => page.paste(text)
        onClosed: {
            page.forgetPaste();
            page.forceActiveFocus();
        }
    }
}
