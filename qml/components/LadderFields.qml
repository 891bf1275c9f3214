// An idle ladder to be edited: three steps, each counted from the last use.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Theme

ColumnLayout {
    id: root

    required property LadderForm form
    property bool kept: false // no timer destroys it

    spacing: Theme.gap12

    LadderStepField {
        Layout.fillWidth: true
        boxName: "pauseAfter"
        step: root.form.pauseStep
        label: qsTr("Pause after")
        minutesHint: root.form.minutesHint
    }
    LadderStepField {
        Layout.fillWidth: true
        boxName: "hibernateAfter"
        step: root.form.hibernateStep
        label: qsTr("Hibernate after")
        minutesHint: root.form.minutesHint
    }
    LadderStepField {
        Layout.fillWidth: true
        boxName: "destroyAfter"
        visible: !root.kept
        step: root.form.destroyStep
        label: qsTr("Destroy after")
        minutesHint: root.form.minutesHint
    }
}
