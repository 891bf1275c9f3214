// What a sandbox of the operator's own starts from, its name and size, and what it may take of the host.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Column { // what comes and goes is placed one below the other: layouts of Qt 6.4 miss it
    id: root

    required property NewSandboxForm form
    property bool more: false

    signal createRequested

    function focusFirst(): void {
        nameField.field.forceActiveFocus();
    }

    spacing: Theme.gap12

    PlainLabel {
        width: root.width
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
        width: root.width
        label: qsTr("Name (optional)")
        maximumLength: root.form.nameMax
        text: root.form.name
        onEdited: text => root.form.name = text
        onAccepted: root.createRequested()
    }
    Column {
        width: root.width
        visible: root.form.origins.length > 1 // the default image alone is no choice
        spacing: Theme.gap4

        ChoiceBox {
            objectName: "sandboxOrigin"
            width: root.width
            label: qsTr("From")
            model: root.form.origins
            currentIndex: root.form.origin
            onActivated: index => root.form.origin = index
        }
        CaptionLabel {
            objectName: "originText"
            width: root.width
            text: root.form.originText
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
    }
    RowLayout {
        width: root.width
        spacing: Theme.gap12
        enabled: root.form.sizeIsOpen
        visible: root.form.sizeIsOpen // a template has one, which is said above

        InputField {
            objectName: "sandboxVcpus"
            Layout.fillWidth: true
            Layout.preferredWidth: Theme.sized(100)
            Layout.alignment: Qt.AlignTop
            label: qsTr("vCPUs")
            hint: root.form.vcpusHint
            wrong: root.form.vcpusWrong
            mono: true
            maximumLength: 10
            text: root.form.vcpus
            onEdited: text => root.form.vcpus = text
            onAccepted: root.createRequested()
        }
        InputField {
            objectName: "sandboxMemory"
            Layout.fillWidth: true
            Layout.preferredWidth: Theme.sized(160)
            Layout.alignment: Qt.AlignTop
            label: qsTr("Memory")
            hint: root.form.memoryHint
            wrong: root.form.memoryWrong
            mono: true
            maximumLength: 10
            text: root.form.memory
            onEdited: text => root.form.memory = text
            onAccepted: root.createRequested()
        }
        InputField {
            objectName: "sandboxDisk"
            Layout.fillWidth: true
            Layout.preferredWidth: Theme.sized(160)
            Layout.alignment: Qt.AlignTop
            label: qsTr("Disk")
            hint: root.form.diskHint
            wrong: root.form.diskWrong
            mono: true
            maximumLength: 10
            text: root.form.disk
            onEdited: text => root.form.disk = text
            onAccepted: root.createRequested()
        }
    }
    EgressField {
        objectName: "sandboxEgress"
        width: root.width
        label: qsTr("Egress")
        choice: root.form.egress
    }
    SecretChoiceField {
        objectName: "sandboxSecrets"
        width: root.width
        choice: root.form.secrets
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
        width: root.width
        visible: root.more
        spacing: Theme.gap12

        InputField {
            objectName: "sandboxWeight"
            Layout.fillWidth: true
            Layout.preferredWidth: Theme.sized(100)
            Layout.alignment: Qt.AlignTop
            label: qsTr("CPU weight")
            hint: qsTr("1 to 10,000; others have 100")
            wrong: root.form.weightWrong
            mono: true
            maximumLength: 10
            text: root.form.weight
            onEdited: text => root.form.weight = text
        }
        InputField {
            objectName: "sandboxDiskRate"
            Layout.fillWidth: true
            Layout.preferredWidth: Theme.sized(100)
            Layout.alignment: Qt.AlignTop
            label: qsTr("Disk rate")
            hint: qsTr("MiB/s; empty: no limit")
            wrong: root.form.diskRateWrong
            mono: true
            maximumLength: 10
            text: root.form.diskRate
            onEdited: text => root.form.diskRate = text
        }
        InputField {
            objectName: "sandboxDiskOperations"
            Layout.fillWidth: true
            Layout.preferredWidth: Theme.sized(100)
            Layout.alignment: Qt.AlignTop
            label: qsTr("Disk operations")
            hint: qsTr("a second; empty: no limit")
            wrong: root.form.diskOperationsWrong
            mono: true
            maximumLength: 10
            text: root.form.diskOperations
            onEdited: text => root.form.diskOperations = text
        }
    }
    TickLine {
        id: ownLadder

        markName: "ownLadder"
        width: root.width
        visible: root.more
        text: qsTr("An idle ladder of its own; otherwise the engine's")
        checked: !root.form.ladder.byDefault
        onToggled: root.form.ladder.byDefault = !ownLadder.checked
    }
    LadderFields {
        width: root.width
        visible: root.more && !root.form.ladder.byDefault
        form: root.form.ladder
        kept: true
    }
}
