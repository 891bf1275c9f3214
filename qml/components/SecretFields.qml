// What a secret of the gate is, in fields, each with what is wrong with it; and what comes of it, on both sides.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Column { // what comes and goes is placed one below the other: layouts of Qt 6.4 miss it
    id: root

    required property SecretForm form

    readonly property bool custom: root.form.kind === SecretForm.Custom
    readonly property real leftWidth: Math.round((root.width - Theme.gap12) * 0.42) // the right one takes longer texts

    signal sendRequested

    function focusFirst(): void {
        (root.form.isNew ? nameField.field : value.field).forceActiveFocus();
    }
    /// The first one that something is wrong with.
    function focusWrong(): void {
        const fields = [[root.form.nameProblem, nameField.field], [root.form.descriptionProblem, description.field], [root.form.hostsProblem, hosts.area],
                        [root.form.userProblem, user.field], [root.form.headerProblem, header.field], [root.form.textProblem, words.field],
                        [root.form.variableProblem, variable.field], [root.form.valueProblem, value.field]];
        for (const [problem, field] of fields) {
            if (problem !== "") {
                field.forceActiveFocus();
                return;
            }
        }
    }

    objectName: "secretFields"
    spacing: Theme.gap12

    Item { // placed by hand: a layout keeps the height of hints that were broken into more lines at first (Qt 6.4)
        width: root.width
        implicitHeight: Math.max(nameField.implicitHeight, description.implicitHeight)

        InputField {
            id: nameField

            objectName: "secretName"
            width: root.leftWidth
            label: qsTr("Name")
            hint: root.form.nameProblem !== "" ? root.form.nameProblem : root.form.isNew ? qsTr("Small letters, digits and -") : qsTr("A secret keeps its name")
            wrong: root.form.nameProblem !== ""
            mono: true
            maximumLength: 48
            fieldEnabled: root.form.isNew
            text: root.form.name
            onEdited: text => root.form.name = text
            onAccepted: root.sendRequested()
        }
        InputField {
            id: description

            objectName: "secretText"
            x: root.leftWidth + Theme.gap12
            width: root.width - x
            label: qsTr("Description (optional)")
            hint: root.form.descriptionProblem
            wrong: root.form.descriptionProblem !== ""
            text: root.form.description
            onEdited: text => root.form.description = text
            onAccepted: root.sendRequested()
        }
    }
    Column {
        width: root.width
        spacing: Theme.gap4

        MessageField {
            id: hosts

            objectName: "secretHosts"
            width: root.width
            implicitHeight: Theme.sized(92)
            label: qsTr("Hosts that it may go to, a line each")
            placeholder: "api.example.org"
            Component.onCompleted: text = root.form.hosts
            onEdited: text => root.form.hosts = text
        }
        Item {
            width: root.width
            implicitHeight: hostsHint.implicitHeight

            Icon {
                y: 2
                symbol: "state/octagon-cross"
                size: Theme.sized(12)
                color: Theme.failed
                visible: root.form.hostsProblem !== ""
            }
            CaptionLabel {
                id: hostsHint

                objectName: "secretHostsHint"
                x: root.form.hostsProblem !== "" ? Theme.gap16 : 0
                width: parent.width - x
                text: root.form.hostsProblem !== "" ? root.form.hostsProblem : qsTr("api.example.org, or *.example.org for all names below it; with :8443 unless that is 443. TLS alone.")
                color: root.form.hostsProblem !== "" ? Theme.failed : Theme.textTertiary
                wrapMode: Text.Wrap
                elide: Text.ElideNone
            }
        }
    }
    Column {
        width: root.width
        spacing: Theme.gap4

        CaptionLabel {
            text: qsTr("How a request carries it")
            color: Theme.textSecondary
            font.weight: Font.Medium
        }
        SegmentSwitch {
            objectName: "secretKind"
            choices: [qsTr("Bearer token"), qsTr("Basic"), qsTr("Header"), qsTr("Custom text")]
            current: root.form.kind
            onChosen: index => root.form.kind = index
        }
    }
    InputField {
        id: user

        objectName: "secretUserName"
        width: root.width
        visible: root.form.kind === SecretForm.Basic
        label: qsTr("User (optional)")
        hint: root.form.userProblem !== "" ? root.form.userProblem : qsTr("Empty: whichever the program says")
        wrong: root.form.userProblem !== ""
        mono: true
        text: root.form.user
        onEdited: text => root.form.user = text
        onAccepted: root.sendRequested()
    }
    Item {
        width: root.width
        implicitHeight: Math.max(header.implicitHeight, words.visible ? words.implicitHeight : 0)
        visible: root.form.kind >= SecretForm.Header

        InputField {
            id: header

            objectName: "secretHeader"
            width: root.custom ? root.leftWidth : root.width
            label: qsTr("Header")
            hint: root.form.headerProblem
            wrong: root.form.headerProblem !== ""
            placeholder: root.custom ? "Authorization" : "X-Api-Key"
            mono: true
            text: root.form.header
            onEdited: text => root.form.header = text
            onAccepted: root.sendRequested()
        }
        InputField {
            id: words

            objectName: "secretWords"
            x: root.leftWidth + Theme.gap12
            width: root.width - x
            visible: root.custom
            label: qsTr("All of its text")
            hint: root.form.textProblem !== "" ? root.form.textProblem : qsTr("With {secret} once in it")
            wrong: root.form.textProblem !== ""
            placeholder: "token {secret}"
            mono: true
            text: root.form.text
            onEdited: text => root.form.text = text
            onAccepted: root.sendRequested()
        }
    }
    Item {
        width: root.width
        implicitHeight: Math.max(variable.implicitHeight, value.implicitHeight)

        InputField {
            id: variable

            objectName: "secretVariable"
            width: root.leftWidth
            label: qsTr("Variable inside")
            hint: root.form.variableProblem !== "" ? root.form.variableProblem
                                                   : root.form.variableWarning !== "" ? root.form.variableWarning : qsTr("Programs find the placeholder there")
            wrong: root.form.variableProblem !== ""
            doubtful: root.form.variableWarning !== ""
            mono: true
            maximumLength: 64
            text: root.form.variable
            onEdited: text => root.form.variable = text
            onAccepted: root.sendRequested()
        }
        InputField {
            id: value

            objectName: "secretValue"
            x: root.leftWidth + Theme.gap12
            width: root.width - x
            label: root.form.isNew ? qsTr("Value") : qsTr("Another value")
            hint: root.form.valueProblem !== "" ? root.form.valueProblem : root.form.isNew ? qsTr("It is never shown again") : qsTr("Leave empty to keep the value")
            wrong: root.form.valueProblem !== ""
            hidden: true
            mono: true
            maximumLength: 8192
            onEdited: text => root.form.setValue(text)
            onAccepted: root.sendRequested()
        }
    }
    Rectangle {
        width: root.width
        implicitHeight: preview.implicitHeight + Theme.gap24
        radius: Theme.radius
        color: Theme.surfaceWindow
        border.color: Theme.borderSubtle

        GridLayout {
            id: preview

            x: Theme.gap12
            y: Theme.gap12
            width: parent.width - Theme.gap24
            columns: 2
            columnSpacing: Theme.gap12
            rowSpacing: Theme.gap4

            CaptionLabel {
                text: qsTr("A program sees")
            }
            ElidedLabel {
                objectName: "secretInside"
                Layout.fillWidth: true
                text: root.form.insideLine
                mono: true
                elide: Text.ElideMiddle
            }
            CaptionLabel {
                text: qsTr("The host gets")
            }
            ElidedLabel {
                objectName: "secretRequest"
                Layout.fillWidth: true
                text: root.form.requestLine
                mono: true
                elide: Text.ElideMiddle
            }
        }
    }
}
