// What will be made, done and reserved, before it is asked for; and what may follow.
import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Column {
    id: root

    required property NewSandboxForm form
    required property string whyNotStart // a session; empty: it can be
    property bool startsSession: false
    readonly property var seedLines: root.form.seed.lines

    signal startsSessionToggled

    function focusFirst(): void {
        tick.forceActiveFocus();
    }

    objectName: "newSandboxSummary"
    spacing: Theme.gap12

    CaptionLabel {
        width: root.width
        text: root.form.name.trim() === "" ? qsTr("A new sandbox, kept until you destroy it") : qsTr("%1, kept until you destroy it").arg(root.form.name.trim())
        color: Theme.textSecondary
        font.weight: Font.Medium
        elide: Text.ElideRight
        readonly property bool mayElide: true
    }
    FactLines {
        width: root.width
        lines: root.form.summary
    }
    NoteBox {
        objectName: "summaryEgressOpen"
        width: root.width
        visible: root.form.egress.open
        kind: "warning"
        text: qsTr("Its egress is open: it may reach any public host, and whatever is in it can leave it.")
    }
    CaptionLabel {
        width: root.width
        text: root.form.seed.lines.length > 0 ? qsTr("Then, in this order") : qsTr("Nothing is put into it or run in it.")
        color: Theme.textSecondary
        font.weight: Font.Medium
    }
    FactLines {
        objectName: "summarySeed"
        width: root.width
        visible: root.form.seed.lines.length > 0
        lines: root.seedLines.map((line, index) => (index + 1) + ". " + line)
    }
    CaptionLabel {
        width: root.width
        text: root.form.reservation.inWords === "" ? qsTr("It is reserved for nobody.") : qsTr("Reserved for")
        color: Theme.textSecondary
        font.weight: Font.Medium
    }
    FactLines {
        width: root.width
        visible: root.form.reservation.inWords !== ""
        lines: [root.form.reservation.inWords]
    }
    TickLine {
        id: tick

        markName: "startsSession"
        width: root.width
        visible: root.whyNotStart === ""
        text: qsTr("Then start a session in it…")
        checked: root.startsSession
        onToggled: root.startsSessionToggled()
    }
    NoteBox {
        objectName: "newSandboxWhyNot"
        width: root.width
        visible: root.form.whyNot !== ""
        kind: "error"
        text: root.form.whyNot
    }
}
