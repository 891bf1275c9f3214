// Where a session is started, with which agent, what it is told first, and which sandbox it gets.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Column { // what comes and goes is placed one below the other: layouts of Qt 6.4 miss it
    id: root

    required property StartSessionForm form

    signal agentsRequested

    function focusFirst(): void {
        agents.forceActiveFocus();
    }

    spacing: Theme.gap12

    RowLayout {
        width: root.width
        spacing: Theme.gap12

        ChoiceBox {
            objectName: "startEnvironment"
            Layout.fillWidth: true
            Layout.preferredWidth: Theme.sized(200)
            label: qsTr("Environment")
            model: root.form.environments
            currentIndex: root.form.environment
            onActivated: index => root.form.environment = index
        }
        ChoiceBox {
            id: agents

            objectName: "startAgent"
            Layout.fillWidth: true
            Layout.preferredWidth: Theme.sized(240)
            label: qsTr("Agent")
            model: root.form.agents
            enabled: root.form.agents.length > 0
            currentIndex: root.form.agent
            displayText: currentIndex >= 0 ? currentText : root.form.agents.length > 0 ? qsTr("choose one…") : qsTr("none yet")
            onActivated: index => root.form.agent = index
        }
        IconButton {
            objectName: "readAgents"
            symbol: "arrow-clockwise"
            label: qsTr("Read the agents again")
            enabled: root.form.hasKey && !root.form.loading
            onClicked: root.agentsRequested()
        }
    }
    NoteBox {
        objectName: "startNoKey"
        width: root.width
        visible: !root.form.hasKey
        kind: "warning"
        text: qsTr("This environment has no operator key here: nobody can speak for you from this host. Add one, or start the session in the Console; its metadata can name the sandbox.")
    }
    Row {
        objectName: "startAgentsState"
        visible: root.form.hasKey && root.form.agentsProblem === "" && root.form.agentsText !== ""
        spacing: Theme.gap8

        Spinner {
            anchors.verticalCenter: parent.verticalCenter
            visible: root.form.loading
            size: Theme.sized(14)
        }
        CaptionLabel {
            anchors.verticalCenter: parent.verticalCenter
            text: root.form.loading ? qsTr("Reading the agents…") : root.form.agentsText
        }
    }
    NoteBox {
        objectName: "startAgentsProblem"
        width: root.width
        visible: root.form.hasKey && root.form.agentsProblem !== "" && !root.form.loading
        kind: "error"
        text: qsTr("The agents could not be read. %1").arg(root.form.agentsProblem)
        actionText: qsTr("Try again")
        actionSymbol: "arrow-clockwise"
        onActionRequested: root.agentsRequested()
    }
    InputField {
        objectName: "startTitle"
        width: root.width
        label: qsTr("Title (optional)")
        text: root.form.title
        maximumLength: 500
        onEdited: text => root.form.title = text
    }
    MessageField {
        objectName: "startMessage"
        width: root.width
        label: qsTr("First message (without one the session waits)")
        text: root.form.message
        onEdited: text => root.form.message = text
    }
    Column {
        width: root.width
        spacing: Theme.gap4

        ChoiceBox {
            objectName: "startSandbox"
            width: root.width
            label: qsTr("Sandbox")
            model: root.form.sandboxes
            currentIndex: root.form.sandbox
            onActivated: index => root.form.sandbox = index
        }
        CaptionLabel {
            objectName: "startSandboxText"
            width: root.width
            text: root.form.sandboxText
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
    }
    CaptionLabel {
        width: root.width
        text: qsTr("Metadata (optional)")
        color: Theme.textSecondary
        font.weight: Font.Medium
    }
    PairFields {
        width: root.width
        pairs: root.form.metadata
    }
    NoteBox {
        objectName: "startProblem"
        width: root.width
        visible: root.form.problem !== ""
        kind: "error"
        text: root.form.problem
    }
}
