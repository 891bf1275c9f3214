// What goes on running in a sandbox, how it is known to be ready, and whether it sleeps from then on.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Column {
    id: root

    required property SeedForm form

    function focusFirst(): void {
        start.field.forceActiveFocus();
    }

    spacing: Theme.gap12

    InputField {
        id: start

        objectName: "seedStart"
        width: root.width
        label: qsTr("Start command (optional)")
        placeholder: "npm run dev"
        hint: qsTr("Started after the last step; it goes on running")
        text: root.form.start
        mono: true
        onEdited: text => root.form.start = text
    }
    InputField {
        objectName: "seedReady"
        width: root.width
        label: qsTr("Ready check (optional)")
        placeholder: "curl -fsS http://127.0.0.1:3000/"
        hint: qsTr("Asked again and again until it succeeds; only then a session may have the sandbox")
        text: root.form.ready
        mono: true
        onEdited: text => root.form.ready = text
    }
    RowLayout {
        width: Math.min(root.width, Theme.sized(360))
        spacing: Theme.gap12

        InputField {
            objectName: "seedEvery"
            Layout.fillWidth: true
            Layout.preferredWidth: Theme.sized(100)
            fieldEnabled: root.form.ready.trim() !== ""
            label: qsTr("Ask every, s")
            text: root.form.every
            wrong: root.form.everyWrong
            mono: true
            onEdited: text => root.form.every = text
        }
        InputField {
            objectName: "seedWithin"
            Layout.fillWidth: true
            Layout.preferredWidth: Theme.sized(100)
            fieldEnabled: root.form.ready.trim() !== ""
            label: qsTr("For up to, s")
            text: root.form.within
            wrong: root.form.withinWrong
            mono: true
            onEdited: text => root.form.within = text
        }
    }
    TickLine {
        markName: "seedHibernate"
        width: root.width
        text: qsTr("Hibernate it when all of that is done; whoever uses it wakes it")
        checked: root.form.hibernate
        onToggled: root.form.hibernate = checked
    }
    NoteBox {
        objectName: "seedStartProblem"
        width: root.width
        visible: root.form.startProblem !== ""
        kind: "error"
        text: root.form.startProblem
    }
}
