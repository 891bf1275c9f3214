// A template's definition to be written or changed, as text or as a form, with what is wrong with it in place.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

DialogFrame {
    id: root

    required property PanelModel panel

    readonly property LibraryPanel library: root.panel.library
    readonly property TemplateEditor editor: root.library.editor
    readonly property bool copies: root.editor.text.includes("copy")
    readonly property real room: (parent?.height ?? Theme.sized(600)) - Theme.gap48
    property bool warned: false // that what was changed would be lost
    readonly property bool unsaved: root.warned && root.editor.dirty

    function present(): void {
        root.warned = false;
        code.setText(root.editor.text);
        folder.text = root.editor.folder;
        code.area.cursorPosition = 0;
        root.ask();
        code.area.forceActiveFocus();
    }
    function save(build: bool): void {
        root.library.saveTemplate(build);
    }
    function goTo(line: int): void {
        root.editor.asForm = false;
        if (line > 0)
            code.goToLine(line);
    }

    objectName: "templateDialog"
    width: Math.min(Theme.sized(960), (parent?.width ?? Theme.sized(1008)) - Theme.gap48)
    title: root.editor.isNew ? qsTr("New template") : qsTr("Edit %1").arg(root.editor.name)
    acceptText: qsTr("Save")
    acceptKind: "plain"
    acceptEnabled: root.editor.canSave && !root.panel.host.stale
    secondText: root.editor.sending ? qsTr("Saving…") : qsTr("Save and build")
    secondEnabled: root.editor.canSave && !root.panel.host.stale
    staysOpen: true
    asksFirst: root.editor.dirty && !root.warned
    onAccepted: root.save(false)
    onSecondAccepted: root.save(true)
    onLeaveAsked: root.warned = true

    Connections {
        function onSaved(): void {
            root.close();
        }

        function onReplaced(): void {
            code.setText(root.editor.text);
        }

        target: root.editor
    }
    Item { // placed by hand: layouts of Qt 6.4 miss what comes and goes in them
        Layout.fillWidth: true
        implicitHeight: Theme.controlHeight

        SegmentSwitch {
            id: views

            objectName: "textOrForm"
            choices: [qsTr("Text"), qsTr("Form")]
            current: root.editor.asForm ? 1 : 0
            onChosen: index => {
                root.editor.asForm = index === 1;
                if (root.editor.asForm)
                    (fields.item as TemplateFields)?.focusFirst();
                else
                    code.area.forceActiveFocus();
            }
        }
        CaptionLabel {
            objectName: "saysNow"
            x: views.width + Theme.gap12
            height: parent.height
            verticalAlignment: Text.AlignVCenter
            text: root.editor.saysNow
            color: root.editor.mistakes.count > 0 ? Theme.failed : Theme.textTertiary
        }
        CaptionLabel {
            x: parent.width - width
            height: parent.height
            verticalAlignment: Text.AlignVCenter
            visible: root.editor.asForm ? root.editor.text.includes("#") : !root.editor.canForm && root.editor.mistakes.count > 0
            text: root.editor.asForm ? qsTr("A change here drops the text's comments") : qsTr("The form opens when the text has no mistakes")
        }
    }
    Item { // one lies over the other: a layout would make room for both (Qt 6.4)
        Layout.fillWidth: true
        Layout.preferredHeight: Math.max(Theme.sized(140), Math.min(Theme.sized(460), root.room - Theme.sized(264) - mistakes.implicitHeight - (root.copies ? Theme.sized(60) : 0)
                                                       - (notes.visible ? notes.implicitHeight + Theme.gap12 : 0)))

        CodeField {
            id: code

            objectName: "templateCode"
            anchors.fill: parent
            visible: !root.editor.asForm
            label: qsTr("Definition")
            marks: root.editor.mistakes.lines
            onEdited: text => {
                root.warned = false;
                root.editor.text = text;
            }
        }
        Loader { // made anew each time: it begins with what the text says
            id: fields

            anchors.fill: parent
            active: root.editor.asForm
            sourceComponent: TemplateFields {
                form: root.editor.form // qmllint disable unqualified
            }
        }
    }
    MistakeLines {
        id: mistakes

        Layout.fillWidth: true
        visible: root.editor.mistakes.count > 0
        mistakes: root.editor.mistakes
        numbered: !root.editor.asForm
        onLineRequested: line => root.goTo(line)
    }
    RowLayout {
        Layout.fillWidth: true
        visible: root.copies
        spacing: Theme.gap8

        InputField {
            id: folder

            objectName: "templateFolder"
            Layout.fillWidth: true
            label: qsTr("Folder that copy steps begin in (optional)")
            mono: true
            onEdited: text => root.editor.folder = text
        }
        FolderButton {
            Layout.alignment: Qt.AlignTop
            Layout.topMargin: folder.field.y
            overlay: root.parent
            folder: root.library.importForm.folder
            wanted: root.visible
            title: qsTr("The folder that copy steps begin in")
            onChosen: chosen => {
                root.editor.folder = decodeURIComponent(chosen.toString().replace(/^file:\/\//, ""));
                folder.text = root.editor.folder;
            }
        }
    }
    ColumnLayout {
        id: notes

        Layout.fillWidth: true
        visible: root.editor.warning !== "" || root.editor.refusal !== "" || root.unsaved
        spacing: Theme.gap8

        NoteBox {
            objectName: "takesPlace"
            Layout.fillWidth: true
            visible: root.editor.warning !== ""
            kind: "warning"
            text: root.editor.warning
        }
        NoteBox {
            objectName: "saveRefusal"
            Layout.fillWidth: true
            visible: root.editor.refusal !== ""
            kind: "error"
            text: root.editor.refusal
        }
        NoteBox {
            objectName: "unsaved"
            Layout.fillWidth: true
            visible: root.unsaved
            kind: "warning"
            text: qsTr("What you changed is not saved. Cancel once more to leave it.")
        }
    }
    Shortcut {
        sequence: "Ctrl+Return"
        enabled: root.visible && root.secondEnabled
        onActivated: root.save(false)
    }
}
