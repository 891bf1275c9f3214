// A template's definition as a form. What it says stands in the text, too.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Flickable {
    id: root

    required property TemplateForm form

    function focusFirst(): void {
        nameField.field.forceActiveFocus();
    }

    objectName: "templateFields"
    contentHeight: column.implicitHeight
    clip: true
    boundsBehavior: Flickable.StopAtBounds
    Basic.ScrollBar.vertical: ThinScrollBar {}

    ColumnLayout {
        id: column

        width: root.width - Theme.scrollBarWidth - Theme.gap4
        spacing: Theme.gap12

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap12

            InputField {
                id: nameField

                objectName: "templateName"
                Layout.fillWidth: true
                Layout.preferredWidth: Theme.sized(120)
                Layout.alignment: Qt.AlignTop
                label: qsTr("Name")
                hint: qsTr("Small letters, digits and -")
                text: root.form.name
                maximumLength: 63
                mono: true
                onEdited: text => root.form.name = text
            }
            InputField {
                objectName: "templateDescription"
                Layout.fillWidth: true
                Layout.preferredWidth: Theme.sized(240)
                Layout.alignment: Qt.AlignTop
                label: qsTr("Description (optional)")
                text: root.form.description
                onEdited: text => root.form.description = text
            }
        }
        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap12

            SegmentSwitch {
                objectName: "fromKind"
                choices: [qsTr("Image"), qsTr("Template"), qsTr("Snapshot")]
                current: root.form.fromKind
                onChosen: index => root.form.fromKind = index
            }
            ChoiceBox {
                objectName: "fromChoice"
                Layout.fillWidth: true
                label: qsTr("From")
                model: root.form.fromChoices
                currentIndex: root.form.fromChoice
                enabled: count > 0
                onActivated: index => root.form.fromChoice = index
            }
        }
        TickLine {
            markName: "ownSize"
            Layout.fillWidth: true
            visible: root.form.sizeIsOpen
            text: qsTr("A size of its own; otherwise the one that this host gives")
            checked: root.form.ownSize
            onToggled: root.form.ownSize = checked
        }
        CaptionLabel {
            Layout.fillWidth: true
            visible: !root.form.sizeIsOpen
            text: qsTr("It has the size of what it is made from.")
        }
        RowLayout {
            Layout.fillWidth: true
            visible: root.form.ownSize && root.form.sizeIsOpen
            spacing: Theme.gap12

            InputField {
                objectName: "templateVcpus"
                Layout.fillWidth: true
                Layout.preferredWidth: Theme.sized(100)
                label: qsTr("vCPUs")
                text: root.form.vcpus
                wrong: root.form.vcpusWrong
                mono: true
                onEdited: text => root.form.vcpus = text
            }
            InputField {
                objectName: "templateMemory"
                Layout.fillWidth: true
                Layout.preferredWidth: Theme.sized(100)
                label: qsTr("Memory, MiB")
                text: root.form.memory
                wrong: root.form.memoryWrong
                mono: true
                onEdited: text => root.form.memory = text
            }
            InputField {
                objectName: "templateDisk"
                Layout.fillWidth: true
                Layout.preferredWidth: Theme.sized(100)
                label: qsTr("Disk, GiB")
                text: root.form.disk
                wrong: root.form.diskWrong
                mono: true
                onEdited: text => root.form.disk = text
            }
        }
        RowLayout {
            Layout.fillWidth: true
            Layout.topMargin: Theme.gap8

            SectionLabel {
                Layout.fillWidth: true
                text: qsTr("Steps")
            }
            PushButton {
                objectName: "addStep"
                implicitHeight: Theme.sized(28)
                text: qsTr("Add step")
                symbol: "plus-lg"
                onClicked: root.form.steps.add(0)
            }
        }
        Column {
            Layout.fillWidth: true
            spacing: Theme.gap8

            Repeater {
                id: steps

                model: root.form.steps

                StepField {
                    width: parent?.width ?? 0
                    steps: root.form.steps
                }
            }
        }
        CaptionLabel {
            Layout.fillWidth: true
            visible: root.form.steps.count === 0
            text: qsTr("None: it is frozen as it starts.")
        }
        SectionLabel {
            Layout.fillWidth: true
            Layout.topMargin: Theme.gap8
            text: qsTr("When it is frozen, and after")
        }
        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap12

            InputField {
                objectName: "templateStart"
                Layout.fillWidth: true
                Layout.preferredWidth: Theme.sized(200)
                Layout.alignment: Qt.AlignTop
                label: qsTr("Start command (optional)")
                hint: qsTr("Goes on running in its sandboxes")
                text: root.form.start
                mono: true
                onEdited: text => root.form.start = text
            }
            InputField {
                objectName: "templateReady"
                Layout.fillWidth: true
                Layout.preferredWidth: Theme.sized(200)
                Layout.alignment: Qt.AlignTop
                label: qsTr("Ready check (optional)")
                hint: qsTr("Asked until it succeeds, then it is frozen")
                text: root.form.ready
                mono: true
                onEdited: text => root.form.ready = text
            }
        }
        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap12

            InputField {
                objectName: "readyEvery"
                Layout.fillWidth: true
                Layout.preferredWidth: Theme.sized(100)
                visible: root.form.ready.trim() !== ""
                label: qsTr("Ask every, s")
                text: root.form.every
                wrong: root.form.everyWrong
                mono: true
                onEdited: text => root.form.every = text
            }
            InputField {
                objectName: "readyWithin"
                Layout.fillWidth: true
                Layout.preferredWidth: Theme.sized(100)
                visible: root.form.ready.trim() !== ""
                label: qsTr("For up to, s")
                text: root.form.within
                wrong: root.form.withinWrong
                mono: true
                onEdited: text => root.form.within = text
            }
            InputField {
                objectName: "templateWarm"
                Layout.fillWidth: true
                Layout.preferredWidth: Theme.sized(100)
                label: qsTr("Warm clones")
                text: root.form.warm
                wrong: root.form.warmWrong
                mono: true
                onEdited: text => root.form.warm = text
            }
            Item { // as wide as the fields that stand here while it is asked
                Layout.fillWidth: true
                Layout.preferredWidth: Theme.sized(200)
                visible: root.form.ready.trim() === ""
            }
        }
        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap12

            EgressField {
                objectName: "buildEgress"
                Layout.fillWidth: true
                Layout.preferredWidth: Theme.sized(200)
                Layout.alignment: Qt.AlignTop
                label: qsTr("Egress, building")
                choice: root.form.buildEgress
            }
            EgressField {
                objectName: "runEgress"
                Layout.fillWidth: true
                Layout.preferredWidth: Theme.sized(200)
                Layout.alignment: Qt.AlignTop
                label: qsTr("Egress, running")
                choice: root.form.runEgress
            }
        }
        Item { // placed by hand: what appears in a layout is not always noticed (Qt 6.4)
            Layout.fillWidth: true
            implicitHeight: Math.max(buildSecrets.implicitHeight, runSecrets.implicitHeight)
            visible: root.form.buildSecrets.count + root.form.runSecrets.count > 0

            SecretChoiceField {
                id: buildSecrets

                objectName: "buildSecrets"
                width: (parent.width - Theme.gap12) / 2
                label: qsTr("Secrets, building")
                choice: root.form.buildSecrets
            }
            SecretChoiceField {
                id: runSecrets

                objectName: "runSecrets"
                x: buildSecrets.width + Theme.gap12
                width: buildSecrets.width
                label: qsTr("Secrets, running")
                choice: root.form.runSecrets
            }
        }
        TickLine {
            markName: "templateOwnLadder"
            Layout.fillWidth: true
            text: qsTr("An idle ladder of its own; otherwise the environment's or the engine's")
            checked: !root.form.ladder.byDefault
            onToggled: root.form.ladder.byDefault = !checked
        }
        LadderFields {
            Layout.fillWidth: true
            visible: !root.form.ladder.byDefault
            form: root.form.ladder
        }
    }
}
