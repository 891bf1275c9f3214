// One step of a seeding: what is put, copied, cloned or run, where it goes, and its place among the others.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Item { // placed by hand: what is wrong with it comes and goes below
    id: root

    required property SeedForm form
    required property int index
    required property int kind
    required property string first
    required property string second
    required property string third
    required property bool unpack
    required property string problem

    readonly property SeedSteps steps: root.form.steps
    readonly property bool puts: root.kind === SeedSteps.Put
    readonly property bool copies: root.kind === SeedSteps.Copy
    readonly property bool clones: root.kind === SeedSteps.Clone
    readonly property bool runs: root.kind === SeedSteps.Run
    readonly property bool ofLines: root.first.includes("\n")
    readonly property list<string> kinds: [qsTr("put"), qsTr("copy"), qsTr("clone"), qsTr("run")]
    readonly property list<string> firstLabels: [qsTr("File, folder or archive of this host"), qsTr("Path in the snapshot"), qsTr("Address of the repository"), qsTr("Command")]
    readonly property list<string> firstHints: ["/home/me/site", "/workspace/data", "https://git.example/team/app.git", "npm ci"]

    function focusFirst(): void {
        first.field.forceActiveFocus();
    }

    objectName: "seedStep"
    implicitHeight: row.implicitHeight + (problemLine.visible ? problemLine.height + Theme.gap4 : 0)
    height: implicitHeight

    RowLayout {
        id: row

        width: parent.width
        spacing: Theme.gap8

        CaptionLabel {
            Layout.preferredWidth: Theme.sized(18)
            horizontalAlignment: Text.AlignRight
            text: root.index + 1
        }
        PlainLabel {
            Layout.preferredWidth: Theme.sized(40)
            text: root.kinds[root.kind]
            font.family: Theme.monoFamily
            font.pixelSize: Theme.monoSize
            color: Theme.textSecondary
        }
        ChoiceBox {
            objectName: "seedSnapshot"
            Layout.fillWidth: true
            Layout.preferredWidth: Theme.sized(170)
            visible: root.copies
            label: ""
            model: root.form.snapshots
            currentIndex: root.form.snapshotAt(root.third)
            displayText: currentIndex < 0 ? qsTr("snapshot…") : currentText
            onActivated: index => root.steps.setThird(root.index, root.form.snapshotId(index))
            Accessible.name: qsTr("Snapshot of step %1").arg(root.index + 1)
        }
        InputField {
            id: first

            objectName: "seedFirst"
            Layout.fillWidth: true
            Layout.preferredWidth: root.runs ? Theme.sized(400) : Theme.sized(220)
            captioned: false
            label: qsTr("%1 of step %2").arg(root.firstLabels[root.kind]).arg(root.index + 1)
            placeholder: root.firstHints[root.kind]
            text: root.ofLines ? qsTr("several lines") : root.first
            fieldEnabled: !root.ofLines
            wrong: root.problem !== ""
            mono: true
            onEdited: text => root.steps.setFirst(root.index, text)
        }
        InputField {
            objectName: "seedThird"
            Layout.fillWidth: true
            Layout.preferredWidth: Theme.sized(90)
            visible: root.clones
            captioned: false
            label: qsTr("Branch, tag or commit of step %1").arg(root.index + 1)
            placeholder: qsTr("branch")
            text: root.third
            mono: true
            onEdited: text => root.steps.setThird(root.index, text)
        }
        Icon {
            visible: !root.runs
            symbol: "chevron-right"
            size: Theme.sized(12)
            color: Theme.textTertiary
        }
        InputField {
            objectName: "seedSecond"
            Layout.fillWidth: true
            Layout.preferredWidth: Theme.sized(150)
            visible: !root.runs
            captioned: false
            label: qsTr("Place in the sandbox, of step %1").arg(root.index + 1)
            placeholder: root.clones ? qsTr("its own name") : "/workspace/"
            text: root.second
            mono: true
            onEdited: text => root.steps.setSecond(root.index, text)
        }
        TickLine {
            id: unpackTick

            markName: "seedUnpack"
            Layout.preferredWidth: Theme.sized(84)
            visible: root.puts
            text: qsTr("Unpack")
            checked: root.unpack
            onToggled: root.steps.setUnpack(root.index, checked)
        }
        Row {
            IconButton {
                objectName: "seedUp"
                implicitWidth: Theme.sized(28)
                symbol: "arrow-up"
                label: qsTr("Move step %1 up").arg(root.index + 1)
                enabled: root.index > 0
                onClicked: root.steps.move(root.index, -1)
            }
            IconButton {
                objectName: "seedDown"
                implicitWidth: Theme.sized(28)
                symbol: "arrow-down"
                label: qsTr("Move step %1 down").arg(root.index + 1)
                enabled: root.index < root.steps.count - 1
                onClicked: root.steps.move(root.index, 1)
            }
            IconButton {
                objectName: "seedRemove"
                implicitWidth: Theme.sized(28)
                symbol: "trash3"
                label: qsTr("Remove step %1").arg(root.index + 1)
                onClicked: root.steps.remove(root.index)
            }
        }
    }
    CaptionLabel {
        id: problemLine

        objectName: "seedProblem"
        x: Theme.sized(18) + Theme.sized(40) + 2 * Theme.gap8
        y: row.height + Theme.gap4
        width: parent.width - x
        visible: root.problem !== ""
        text: root.problem
        color: Theme.failed
        wrapMode: Text.Wrap
        elide: Text.ElideNone
    }
}
