// The agent image, built on this host instead of brought in.
import QtQuick
import QtQuick.Layouts

LibraryAskDialog {
    id: root

    property bool anew: false

    objectName: "buildAgentDialog"
    title: qsTr("Build the agent image?")
    secondText: root.library.sending ? qsTr("Asking…") : qsTr("Build it")
    secondEnabled: root.canAsk
    onSecondAccepted: root.library.buildAgentImage(root.anew)

    DialogText {
        text: qsTr("Build tools, git, Python, Node and the Anthropic SDK, installed from the sources that this host has: its distribution's packages and its npm registry. Needs the network, and programs that doctor lists.")
    }
    DialogText {
        text: qsTr("The package lists are read first. What is to be fetched and what it takes of the disk is then its step in the list, before anything large is fetched. After that it takes minutes; it can be cancelled at any time, and what was fetched is kept for a week.")
    }
    TickLine {
        markName: "buildAnew"
        Layout.fillWidth: true
        text: qsTr("From today's packages, also when an image of this recipe is there already")
        checked: root.anew
        onToggled: root.anew = checked
    }
    LibraryRefusal {
        library: root.library
    }
}
