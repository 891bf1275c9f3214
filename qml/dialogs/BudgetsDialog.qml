// All budgets of this host's compute, a line each. Saving replaces them all.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

DialogFrame {
    id: root

    required property BudgetsModel budgets

    readonly property BudgetForm form: root.budgets.form

    function begin(): void {
        root.budgets.edit();
        root.ask();
    }

    objectName: "budgetsDialog"
    width: Math.min(780, (parent?.width ?? 828) - Theme.gap48)
    title: qsTr("Budgets of local compute")
    secondText: qsTr("Save")
    secondEnabled: !root.form.wrong && !root.form.sending
    staysOpen: true
    onSecondAccepted: root.budgets.save()

    DialogText {
        text: qsTr("Of what this host's compute costs at its own prices. List cost has budgets at the control plane. A day is one in UTC.")
    }
    ListView {
        id: lines

        objectName: "budgetForm"
        Layout.fillWidth: true
        implicitHeight: Math.min(4, count) * 64
        visible: count > 0
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        model: root.form
        Basic.ScrollBar.vertical: ThinScrollBar {}

        delegate: Item {
            id: line

            required property int index
            required property int scope
            required property int period
            required property int action
            required property string limit
            required property string warn
            required property bool limitWrong
            required property bool warnWrong

            width: lines.width - Theme.gap16
            height: 64

            ChoiceBox {
                id: scopeBox

                objectName: "budgetScope"
                y: 20
                width: 164
                label: ""
                Accessible.name: qsTr("Whose")
                model: [qsTr("Each session"), qsTr("Each environment"), qsTr("This host")]
                currentIndex: line.scope
                onActivated: index => root.form.set(line.index, "scope", index)
            }
            InputField {
                id: limitField

                objectName: "budgetLimit"
                x: scopeBox.width + Theme.gap8
                width: 88
                label: qsTr("At most, $")
                text: line.limit
                wrong: line.limitWrong
                mono: true
                maximumLength: 12
                onEdited: text => root.form.set(line.index, "limit", text)
            }
            ChoiceBox {
                id: periodBox

                objectName: "budgetPeriod"
                x: limitField.x + limitField.width + Theme.gap8
                y: 20
                width: 96
                label: ""
                Accessible.name: qsTr("In which time")
                model: [qsTr("a day"), qsTr("in all")]
                currentIndex: line.period
                onActivated: index => root.form.set(line.index, "period", index)
            }
            ChoiceBox {
                id: actionBox

                objectName: "budgetAction"
                x: periodBox.x + periodBox.width + Theme.gap8
                y: 20
                width: 172
                label: ""
                Accessible.name: qsTr("What then")
                model: [qsTr("then warn"), qsTr("then pause polling"), qsTr("then pause sandbox")]
                currentIndex: line.action
                onActivated: index => root.form.set(line.index, "action", index)
            }
            InputField {
                id: warnField

                objectName: "budgetWarn"
                x: actionBox.x + actionBox.width + Theme.gap8
                width: 76
                label: qsTr("Warn at, %")
                text: line.warn
                wrong: line.warnWrong
                mono: true
                maximumLength: 3
                onEdited: text => root.form.set(line.index, "warn", text)
            }
            IconButton {
                objectName: "takeBudget"
                x: warnField.x + warnField.width + Theme.gap4
                y: 20
                symbol: "x-lg"
                label: qsTr("Take this budget away")
                onClicked: root.form.take(line.index)
            }
        }
    }
    PushButton {
        objectName: "addBudget"
        text: qsTr("Add a budget")
        symbol: "plus-lg"
        enabled: !root.form.full
        hint: root.form.full ? qsTr("There is room for no more") : ""
        onClicked: {
            root.form.add();
            lines.positionViewAtEnd();
        }
    }
    CaptionLabel {
        objectName: "budgetsWrong"
        Layout.fillWidth: true
        visible: root.form.wrong
        text: qsTr("Each needs an amount of US dollars above 0, and a warning between 1 and 100 percent.")
        wrapMode: Text.Wrap
        elide: Text.ElideNone
    }
    NoteBox {
        objectName: "budgetsRefused"
        Layout.fillWidth: true
        visible: root.form.refusal !== ""
        kind: "error"
        text: root.form.refusal
    }
    Connections {
        function onSaved(): void {
            root.close();
        }

        target: root.budgets
    }
}
