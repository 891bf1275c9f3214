// What a profile says of a host: written here, answered while one types. Nothing is sent anywhere.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Card {
    id: root

    required property EgressPanel egress

    readonly property bool asked: root.egress.testAnswer !== ""

    implicitHeight: fields.implicitHeight + Theme.gap24

    GridLayout {
        id: fields

        x: Theme.gap12
        y: Theme.gap12
        width: parent.width - Theme.gap24
        columns: root.width < 720 ? 2 : 4
        columnSpacing: Theme.gap12
        rowSpacing: Theme.gap8

        SectionLabel {
            Layout.columnSpan: root.width < 720 ? 2 : 1
            text: qsTr("Would it pass?")
        }
        ChoiceBox {
            objectName: "testProfile"
            Layout.preferredWidth: 176
            label: qsTr("Profile")
            model: root.egress.profileNames
            currentIndex: root.egress.testProfile
            onActivated: index => root.egress.testProfile = index
        }
        InputField {
            objectName: "testTarget"
            Layout.preferredWidth: 280
            Layout.fillWidth: root.width < 720
            label: qsTr("Host, port or address of a page")
            captioned: false
            placeholder: qsTr("example.org:443 or a URL")
            onEdited: text => root.egress.testTarget = text
            Component.onCompleted: text = root.egress.testTarget
        }
        StateWord {
            objectName: "testAnswer"
            Layout.columnSpan: root.width < 720 ? 2 : 1
            Layout.fillWidth: true
            visible: root.asked
            tone: root.egress.testAllowed ? "live" : "attention"
            symbol: root.egress.testAllowed ? "check-circle" : "circle-slash"
            word: root.egress.testAnswer
        }
        Item {
            Layout.columnSpan: root.width < 720 ? 2 : 1
            Layout.fillWidth: true
            implicitHeight: 1
            visible: !root.asked
        }
    }
}
