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
    readonly property int linesShown: 6
    readonly property real lineHeight: Theme.sized(40)
    // Where the columns of the lines begin.
    readonly property real limitX: Theme.sized(160)
    readonly property real periodX: Theme.sized(284)
    readonly property real actionX: Theme.sized(384)
    readonly property real warnX: Theme.sized(572)

    function begin(): void {
        root.budgets.edit();
        root.ask();
    }

    objectName: "budgetsDialog"
    width: Math.min(Theme.sized(768), (parent?.width ?? Theme.sized(816)) - Theme.gap32)
    title: qsTr("Budgets of local compute")
    secondText: qsTr("Save")
    secondEnabled: !root.form.wrong && !root.form.sending
    staysOpen: true
    onSecondAccepted: root.budgets.save()

    DialogText {
        text: qsTr("A budget counts what this host's compute costs at its own prices, by days in UTC. List cost has budgets of its own, at the control plane.")
    }
    Item { // placed by hand: headings stand over the fields of the lines below
        Layout.fillWidth: true
        Layout.bottomMargin: -Theme.gap8
        implicitHeight: Theme.sized(16)
        visible: lines.count > 0

        Repeater {
            model: [
                {label: qsTr("For"), at: 0},
                {label: qsTr("At most, $"), at: root.limitX},
                {label: qsTr("Within"), at: root.periodX},
                {label: qsTr("Then"), at: root.actionX},
                {label: qsTr("Warn at, %"), at: root.warnX}
            ]

            CaptionLabel {
                required property var modelData

                x: modelData.at
                text: modelData.label
                color: Theme.textSecondary
                font.weight: Font.Medium
                Accessible.ignored: true // each field says it
            }
        }
    }
    ListView {
        id: lines

        objectName: "budgetForm"
        Layout.fillWidth: true
        implicitHeight: Math.min(root.linesShown, count) * root.lineHeight
        visible: count > 0
        clip: true
        interactive: count > root.linesShown
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

            width: lines.width
            height: root.lineHeight

            ChoiceBox {
                objectName: "budgetScope"
                y: Theme.gap4
                width: root.limitX - Theme.gap8
                label: ""
                Accessible.name: qsTr("For whom")
                model: [qsTr("Each session"), qsTr("Each environment"), qsTr("This host")]
                currentIndex: line.scope
                onActivated: index => root.form.set(line.index, "scope", index)
            }
            InputField {
                objectName: "budgetLimit"
                x: root.limitX
                y: Theme.gap4
                width: root.periodX - root.limitX - Theme.gap8
                label: qsTr("At most, US dollars")
                captioned: false
                text: line.limit
                wrong: line.limitWrong
                mono: true
                maximumLength: 14 // 1000000.000000
                onEdited: text => root.form.set(line.index, "limit", text)
            }
            ChoiceBox {
                objectName: "budgetPeriod"
                x: root.periodX
                y: Theme.gap4
                width: root.actionX - root.periodX - Theme.gap8
                label: ""
                Accessible.name: qsTr("Within which time")
                model: [qsTr("A day"), qsTr("All time")]
                currentIndex: line.period
                onActivated: index => root.form.set(line.index, "period", index)
            }
            ChoiceBox {
                objectName: "budgetAction"
                x: root.actionX
                y: Theme.gap4
                width: root.warnX - root.actionX - Theme.gap8
                label: ""
                Accessible.name: qsTr("What is done then")
                model: [qsTr("Warn only"), qsTr("Pause polling"), qsTr("Pause its sandboxes")]
                currentIndex: line.action
                onActivated: index => root.form.set(line.index, "action", index)
            }
            InputField {
                id: warnField

                objectName: "budgetWarn"
                x: root.warnX
                y: Theme.gap4
                width: Theme.sized(72)
                label: qsTr("Warn at, percent")
                captioned: false
                text: line.warn
                wrong: line.warnWrong
                mono: true
                maximumLength: 3
                onEdited: text => root.form.set(line.index, "warn", text)
            }
            IconButton {
                objectName: "takeBudget"
                x: warnField.x + warnField.width + Theme.gap8
                y: Theme.gap4
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
