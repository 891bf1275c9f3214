// The set-up's environment: its id, its key from the clipboard or a file, what trying it found, and that it is served.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Column { // what comes and goes is placed one below the other: layouts of Qt 6.4 miss it
    id: root

    required property SetupPanel setup
    required property Item overlay
    required property url folder

    readonly property SetupKey key: root.setup.key
    readonly property bool busy: root.key.trying || root.key.adding
    readonly property real labelWidth: Theme.sized(112)

    function focusFirst(): void {
        if (root.key.added)
            another.forceActiveFocus(Qt.TabFocusReason);
        else
            environment.field.forceActiveFocus(Qt.TabFocusReason);
    }

    objectName: "setupKeyFields"
    spacing: Theme.gap12

    NoteBox {
        objectName: "servedAlready"
        width: root.width
        visible: root.setup.served !== "" && !root.key.added
        text: root.setup.served
    }
    PlainLabel {
        width: root.width
        text: qsTr("Create a self-hosted environment in the Console, and a key for it there. Keys are made and revoked in the Console only; here one is tested and kept.")
        color: Theme.textSecondary
        wrapMode: Text.Wrap
        elide: Text.ElideNone
    }
    Item {
        width: root.width
        implicitHeight: Math.max(environment.implicitHeight, title.implicitHeight)

        InputField {
            id: environment

            objectName: "setupEnvironment"
            width: Math.round((root.width - Theme.gap12) * 0.55)
            label: qsTr("Environment id")
            placeholder: "env_…"
            hint: root.key.environmentProblem
            wrong: root.key.environmentProblem !== ""
            mono: true
            maximumLength: 128
            fieldEnabled: !root.key.adding && !root.key.added
            text: root.key.environment
            onEdited: text => root.key.environment = text
        }
        InputField {
            id: title

            objectName: "setupName"
            x: environment.width + Theme.gap12
            width: root.width - x
            label: qsTr("Name here (optional)")
            placeholder: qsTr("production")
            maximumLength: 64
            fieldEnabled: !root.key.adding && !root.key.added
            text: root.key.name
            onEdited: text => root.key.name = text
        }
    }
    Column {
        width: root.width
        spacing: Theme.gap4
        visible: !root.key.added

        CaptionLabel {
            text: qsTr("Its key")
            color: Theme.textSecondary
            font.weight: Font.Medium
        }
        SegmentSwitch {
            objectName: "setupKeyWay"
            choices: [qsTr("Paste it"), qsTr("From a file")]
            current: root.key.fromFile ? 1 : 0
            onChosen: index => root.key.fromFile = index === 1
        }
    }
    InputField {
        id: pasted

        objectName: "setupKey"
        width: root.width
        visible: !root.key.fromFile && !root.key.added
        captioned: false
        label: qsTr("Environment key")
        placeholder: root.key.keyHint !== "" ? root.key.keyHint : "sk-ant-oat01-…"
        hint: root.key.keyProblem !== "" ? root.key.keyProblem : root.key.keyHint !== "" && pasted.text === "" ? qsTr("It is still here; paste another to replace it") : qsTr("It stays on this host, and is never readable inside a sandbox")
        wrong: root.key.keyProblem !== ""
        hidden: true
        mono: true
        maximumLength: 4096
        fieldEnabled: !root.key.adding
        onEdited: text => root.key.setKey(text)
    }
    Item {
        width: root.width
        implicitHeight: path.implicitHeight
        visible: root.key.fromFile && !root.key.added

        InputField {
            id: path

            objectName: "setupKeyFile"
            width: parent.width - (chooseFile.visible ? chooseFile.width + Theme.gap8 : 0)
            captioned: false
            label: qsTr("File with the key")
            placeholder: "/home/me/environment.key"
            hint: root.key.keyProblem !== "" ? root.key.keyProblem : qsTr("Closed to other users of this host; it is read once")
            wrong: root.key.keyProblem !== ""
            mono: true
            fieldEnabled: !root.key.adding
            text: root.key.path
            onEdited: text => root.key.path = text
        }
        FolderButton {
            id: chooseFile

            objectName: "chooseKeyFile"
            x: parent.width - width
            y: path.field.y
            text: qsTr("File…")
            symbol: ""
            overlay: root.overlay
            folder: root.folder
            wanted: root.key.fromFile
            ofFile: true
            title: qsTr("The file with the environment's key")
            onChosen: file => {
                root.key.takeFile(file);
                path.text = root.key.path;
            }
        }
    }
    Row {
        visible: root.key.trying
        spacing: Theme.gap12

        PlainLabel {
            anchors.verticalCenter: parent.verticalCenter
            text: qsTr("Reading the queue's figures; no work is claimed…")
            color: Theme.textSecondary
        }
        PushButton {
            objectName: "cancelTrial"
            text: qsTr("Cancel")
            symbol: "x-lg"
            onClicked: root.key.cancelTrial()
        }
    }
    Rectangle {
        objectName: "keyReport"
        width: root.width
        implicitHeight: report.implicitHeight + Theme.gap24
        visible: root.key.labels.length > 0
        radius: Theme.radiusCard
        color: Theme.contrast ? Theme.surfacePanel : Theme.wash(Theme.live, Theme.dark ? 0.08 : 0.06)
        border.color: Theme.contrast ? Theme.borderControl : Theme.live

        Column {
            id: report

            x: Theme.gap16
            y: Theme.gap12
            width: parent.width - 2 * x
            spacing: Theme.gap4

            StateWord {
                tone: "live"
                symbol: "check-circle"
                word: qsTr("The key works")
                strong: true
            }
            Repeater {
                model: root.key.labels

                Item {
                    id: fact

                    required property string modelData
                    required property int index

                    readonly property string value: root.key.values[fact.index] ?? ""

                    width: report.width
                    implicitHeight: Math.max(label.implicitHeight, value.implicitHeight) + Theme.gap4
                    Accessible.role: Accessible.StaticText
                    Accessible.name: fact.modelData + ": " + fact.value

                    CaptionLabel {
                        id: label

                        y: Theme.gap2
                        width: root.labelWidth
                        text: fact.modelData
                        color: Theme.textSecondary
                        Accessible.ignored: true
                    }
                    PlainLabel {
                        id: value

                        x: root.labelWidth
                        width: parent.width - x
                        text: fact.value
                        wrapMode: Text.Wrap
                        elide: Text.ElideNone
                        Accessible.ignored: true
                    }
                }
            }
        }
    }
    NoteBox {
        objectName: "clockWarning"
        width: root.width
        visible: root.key.clockWarning !== ""
        kind: "warning"
        text: root.key.clockWarning
    }
    ErrorPanel {
        objectName: "keyError"
        width: root.width
        visible: root.key.bad
        what: root.key.errorWhat
        why: root.key.errorWhy
        todo: root.key.errorTodo
        detail: root.key.errorDetail
        code: root.key.errorCode
        onCopyRequested: root.setup.copyKeyError()
    }
    PushButton {
        objectName: "addAnyway"
        visible: root.key.canAddAnyway
        text: qsTr("Add without a test")
        hint: qsTr("It is served as soon as the control plane can be reached")
        onClicked: root.key.add()
    }
    Rectangle {
        objectName: "keyAdded"
        width: root.width
        implicitHeight: served.implicitHeight + Theme.gap24
        visible: root.key.added
        radius: Theme.radiusCard
        color: Theme.contrast ? Theme.surfacePanel : Theme.wash(Theme.live, Theme.dark ? 0.08 : 0.06)
        border.color: Theme.contrast ? Theme.borderControl : Theme.live
        Accessible.role: Accessible.AlertMessage
        Accessible.name: root.key.addedText

        Icon {
            x: Theme.gap16
            y: Theme.gap12
            symbol: "state/check-circle"
            color: Theme.live
        }
        PlainLabel {
            id: served

            x: Theme.gap48
            y: Theme.gap12
            width: parent.width - x - Theme.gap16
            text: root.key.addedText
            wrapMode: Text.Wrap
            elide: Text.ElideNone
            Accessible.ignored: true
        }
    }
    PushButton {
        id: another

        objectName: "addAnother"
        visible: root.key.added
        kind: "quiet"
        text: qsTr("Add another environment")
        symbol: "plus-lg"
        onClicked: root.key.addAnother()
    }
}
