// To a line of the log by its number, or to a time.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

DialogFrame {
    id: root

    required property LogModel log

    property bool wrong: false

    function show(): void {
        root.wrong = false;
        field.text = "";
        root.ask();
        field.field.forceActiveFocus();
    }
    function go(): void {
        root.wrong = !root.log.goTo(field.text);
        if (!root.wrong)
            root.close();
    }

    objectName: "goToDialog"
    width: Math.min(Theme.sized(420), (parent?.width ?? Theme.sized(468)) - Theme.gap48)
    title: qsTr("Go to a line or time")
    cancelText: qsTr("Cancel")
    secondText: qsTr("Go")
    secondEnabled: field.text !== ""
    staysOpen: true
    onSecondAccepted: root.go()

    InputField {
        id: field

        objectName: "goToField"
        Layout.fillWidth: true
        label: qsTr("Line, or time")
        hint: root.wrong ? qsTr("Neither a line nor a time. 1003, 14:02, 14:02:11 or 2026-11-20 14:02 are.") : qsTr("1003, 14:02, 14:02:11 or 2026-11-20 14:02")
        wrong: root.wrong
        mono: true
        onEdited: root.wrong = false
        onAccepted: root.go()
    }
}
