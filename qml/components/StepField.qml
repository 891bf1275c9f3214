// One step of a template in its form: what kind it is, its one or two fields, and its place among the others.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

RowLayout {
    id: root

    required property StepList steps
    required property int index
    required property int kind
    required property string first
    required property string second

    readonly property bool ofLines: root.first.includes("\n") // a script: it is written in the text
    readonly property bool hasSecond: root.kind === 1 || root.kind === 4
    readonly property list<string> firstLabels: [qsTr("Command"), qsTr("Name"), qsTr("Folder"), qsTr("User"), qsTr("From, on this host")]
    readonly property list<string> firstHints: ["apt-get install -y git", "LANG", "/workspace", "agent", "files"]

    objectName: "stepField"
    spacing: Theme.gap8

    CaptionLabel {
        Layout.preferredWidth: Theme.sized(20)
        horizontalAlignment: Text.AlignRight
        text: root.index + 1
    }
    ChoiceBox {
        objectName: "stepKind"
        Layout.preferredWidth: Theme.sized(112)
        label: ""
        model: ["run", "env", "workdir", "user", "copy"]
        currentIndex: root.kind
        onActivated: index => root.steps.setKind(root.index, index)
        Accessible.name: qsTr("Kind of step %1").arg(root.index + 1)
    }
    InputField {
        objectName: "stepFirst"
        Layout.fillWidth: true
        Layout.preferredWidth: Theme.sized(200)
        captioned: false
        label: qsTr("%1 of step %2").arg(root.firstLabels[root.kind]).arg(root.index + 1)
        placeholder: root.firstHints[root.kind]
        text: root.ofLines ? qsTr("several lines: they are edited as text") : root.first
        fieldEnabled: !root.ofLines
        mono: !root.ofLines
        onEdited: text => root.steps.setFirst(root.index, text)
    }
    InputField {
        objectName: "stepSecond"
        Layout.fillWidth: true
        Layout.preferredWidth: Theme.sized(160)
        visible: root.hasSecond
        captioned: false
        label: root.kind === 1 ? qsTr("Value of step %1").arg(root.index + 1) : qsTr("To, in the sandbox, of step %1").arg(root.index + 1)
        placeholder: root.kind === 1 ? "C.UTF-8" : "/workspace"
        text: root.second
        mono: true
        onEdited: text => root.steps.setSecond(root.index, text)
    }
    Row {
        IconButton {
            objectName: "stepUp"
            implicitWidth: Theme.sized(28)
            symbol: "arrow-up"
            label: qsTr("Move step %1 up").arg(root.index + 1)
            enabled: root.index > 0
            onClicked: root.steps.move(root.index, -1)
        }
        IconButton {
            objectName: "stepDown"
            implicitWidth: Theme.sized(28)
            symbol: "arrow-down"
            label: qsTr("Move step %1 down").arg(root.index + 1)
            enabled: root.index < root.steps.count - 1
            onClicked: root.steps.move(root.index, 1)
        }
        IconButton {
            objectName: "stepRemove"
            implicitWidth: Theme.sized(28)
            symbol: "trash3"
            label: qsTr("Remove step %1").arg(root.index + 1)
            onClicked: root.steps.remove(root.index)
        }
    }
}
