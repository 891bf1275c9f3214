// One step of an idle ladder: never, a time, or one's own in minutes.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

ColumnLayout {
    id: root

    required property LadderStep step
    required property string label
    required property string minutesHint
    property alias boxName: box.objectName

    function sync(): void { // by hand: a combo box forgets its place with every new list
        if (JSON.stringify(box.model) !== JSON.stringify(root.step.choices))
            box.model = root.step.choices;
        box.currentIndex = root.step.current;
        if (minutes.text !== root.step.minutes)
            minutes.text = root.step.minutes;
    }

    spacing: Theme.gap8
    Component.onCompleted: root.sync()

    Connections {
        function onChanged(): void {
            root.sync();
        }

        target: root.step
    }
    ChoiceBox {
        id: box

        Layout.fillWidth: true
        label: root.label
        model: []
        onActivated: index => {
            root.step.current = index;
            if (root.step.custom)
                minutes.field.forceActiveFocus();
        }
    }
    InputField {
        id: minutes

        objectName: box.objectName + "Minutes"
        Layout.fillWidth: true
        Layout.leftMargin: Theme.gap16
        visible: root.step.custom
        label: qsTr("%1, in minutes").arg(root.label)
        hint: root.minutesHint
        wrong: root.step.wrong
        mono: true
        maximumLength: 10
        onEdited: text => root.step.minutes = text
    }
}
