// A sandbox of the operator's own: what it starts from, a name and a size. It is kept until somebody destroys it.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

DialogFrame {
    id: root

    required property PanelModel panel

    readonly property NewSandboxForm form: root.panel.newSandbox
    property bool more: false

    function show(): void {
        root.showFrom("", "");
    }
    function showFrom(image: string, base: string): void {
        root.panel.prepareNewSandbox(image, base);
        nameField.text = root.form.name;
        vcpusField.text = root.form.vcpus;
        memoryField.text = root.form.memory;
        diskField.text = root.form.disk;
        weightField.text = root.form.weight;
        rateField.text = "";
        operationsField.text = "";
        ownLadder.checked = false;
        root.more = false;
        root.ask();
        nameField.field.forceActiveFocus();
    }

    objectName: "newSandboxDialog"
    title: qsTr("New sandbox")
    secondText: root.form.sending ? qsTr("Creating…") : qsTr("Create sandbox")
    secondEnabled: root.form.canCreate
    staysOpen: true
    onSecondAccepted: root.panel.createSandbox()

    Connections {
        function onCreated(): void {
            root.close();
        }

        target: root.form
    }
    PlainLabel {
        Layout.fillWidth: true
        visible: !root.more // low windows have no room for all of it
        text: qsTr("It starts as soon as a slot is free, and is kept until you destroy it: no timer, no session and no shutdown ends it.")
        color: Theme.textSecondary
        font.pixelSize: Theme.readingSize
        lineHeight: 1.3
        wrapMode: Text.Wrap
        elide: Text.ElideNone
    }
    InputField {
        id: nameField

        objectName: "sandboxName"
        Layout.fillWidth: true
        label: qsTr("Name (optional)")
        maximumLength: root.form.nameMax
        onEdited: text => root.form.name = text
        onAccepted: root.panel.createSandbox()
    }
    ColumnLayout {
        Layout.fillWidth: true
        // The default image alone is no choice; and low windows have no room for all of it.
        visible: root.form.origins.length > 1 && !(root.more && (root.parent?.height ?? 0) < 720)
        spacing: Theme.gap4

        ChoiceBox {
            objectName: "sandboxOrigin"
            Layout.fillWidth: true
            label: qsTr("From")
            model: root.form.origins
            currentIndex: root.form.origin
            onActivated: index => root.form.origin = index
        }
        CaptionLabel {
            objectName: "originText"
            Layout.fillWidth: true
            text: root.form.originText
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
    }
    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.gap12
        enabled: root.form.sizeIsOpen
        visible: root.form.sizeIsOpen // a template has one, which is said above

        InputField {
            id: vcpusField

            objectName: "sandboxVcpus"
            Layout.fillWidth: true
            Layout.preferredWidth: 100
            Layout.alignment: Qt.AlignTop
            label: qsTr("vCPUs")
            hint: root.form.vcpusHint
            wrong: root.form.vcpusWrong
            mono: true
            maximumLength: 10
            onEdited: text => root.form.vcpus = text
            onAccepted: root.panel.createSandbox()
        }
        InputField {
            id: memoryField

            objectName: "sandboxMemory"
            Layout.fillWidth: true
            Layout.preferredWidth: 160
            Layout.alignment: Qt.AlignTop
            label: qsTr("Memory")
            hint: root.form.memoryHint
            wrong: root.form.memoryWrong
            mono: true
            maximumLength: 10
            onEdited: text => root.form.memory = text
            onAccepted: root.panel.createSandbox()
        }
        InputField {
            id: diskField

            objectName: "sandboxDisk"
            Layout.fillWidth: true
            Layout.preferredWidth: 160
            Layout.alignment: Qt.AlignTop
            label: qsTr("Disk")
            hint: root.form.diskHint
            wrong: root.form.diskWrong
            mono: true
            maximumLength: 10
            onEdited: text => root.form.disk = text
            onAccepted: root.panel.createSandbox()
        }
    }
    PushButton {
        objectName: "moreOptions"
        kind: "quiet"
        text: qsTr("More")
        symbol: root.more ? "chevron-down" : "chevron-right"
        hint: qsTr("What it may take of the host, and what becomes of it when nobody uses it")
        onClicked: root.more = !root.more
    }
    RowLayout {
        Layout.fillWidth: true
        visible: root.more
        spacing: Theme.gap12

        InputField {
            id: weightField

            objectName: "sandboxWeight"
            Layout.fillWidth: true
            Layout.preferredWidth: 100
            Layout.alignment: Qt.AlignTop
            label: qsTr("CPU weight")
            hint: qsTr("1 to 10,000; others have 100")
            wrong: root.form.weightWrong
            mono: true
            maximumLength: 10
            onEdited: text => root.form.weight = text
        }
        InputField {
            id: rateField

            objectName: "sandboxDiskRate"
            Layout.fillWidth: true
            Layout.preferredWidth: 100
            Layout.alignment: Qt.AlignTop
            label: qsTr("Disk rate")
            hint: qsTr("MiB/s; empty: no limit")
            wrong: root.form.diskRateWrong
            mono: true
            maximumLength: 10
            onEdited: text => root.form.diskRate = text
        }
        InputField {
            id: operationsField

            objectName: "sandboxDiskOperations"
            Layout.fillWidth: true
            Layout.preferredWidth: 100
            Layout.alignment: Qt.AlignTop
            label: qsTr("Disk operations")
            hint: qsTr("a second; empty: no limit")
            wrong: root.form.diskOperationsWrong
            mono: true
            maximumLength: 10
            onEdited: text => root.form.diskOperations = text
        }
    }
    TickLine {
        id: ownLadder

        markName: "ownLadder"
        Layout.fillWidth: true
        visible: root.more
        text: qsTr("An idle ladder of its own; otherwise the engine's")
        onToggled: root.form.ladder.byDefault = !ownLadder.checked
    }
    LadderFields {
        Layout.fillWidth: true
        visible: root.more && !root.form.ladder.byDefault
        form: root.form.ladder
        kept: true
    }
    NoteBox {
        objectName: "refusal"
        Layout.fillWidth: true
        visible: root.form.refusal !== ""
        kind: "error"
        text: root.form.refusal
    }
}
