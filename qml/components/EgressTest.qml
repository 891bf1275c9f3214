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

    readonly property bool isNarrow: root.width < Theme.sized(720)
    readonly property color ink: Theme.tone(root.egress.testAllowed ? "live" : "attention")

    implicitHeight: parts.implicitHeight + Theme.gap24

    ColumnLayout {
        id: parts

        x: Theme.gap12
        y: Theme.gap12
        width: parent.width - Theme.gap24
        spacing: Theme.gap8

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap12

            SectionLabel {
                visible: !root.isNarrow
                text: qsTr("Would it pass?")
            }
            ChoiceBox {
                objectName: "testProfile"
                Layout.preferredWidth: Theme.sized(176)
                label: qsTr("Profile")
                model: root.egress.profileNames
                currentIndex: root.egress.testProfile
                onActivated: index => root.egress.testProfile = index
            }
            InputField {
                id: target

                objectName: "testTarget"
                Layout.fillWidth: true
                Layout.maximumWidth: Theme.sized(480)
                label: qsTr("Host, port or address of a page")
                captioned: false
                placeholder: root.isNarrow ? qsTr("Would it pass? A host or a URL") : qsTr("example.org:443 or a URL")
                onEdited: text => root.egress.testTarget = text
                Component.onCompleted: text = root.egress.testTarget
            }
            Item {
                Layout.fillWidth: true
            }
        }
        RowLayout {
            Layout.fillWidth: true
            visible: root.asked
            spacing: Theme.gap8

            Icon {
                Layout.alignment: Qt.AlignTop
                Layout.topMargin: Theme.gap2
                symbol: root.egress.testAllowed ? "state/check-circle" : "state/circle-slash"
                color: root.ink
            }
            PlainLabel {
                objectName: "testAnswer"
                Layout.fillWidth: true
                text: root.egress.testAnswer
                color: root.ink
                font.weight: Font.DemiBold
                wrapMode: Text.Wrap
                elide: Text.ElideNone
                maximumLineCount: 4
            }
        }
    }
    Connections { // it is set from elsewhere, too
        function onTestChanged(): void {
            if (target.text !== root.egress.testTarget)
                target.text = root.egress.testTarget;
        }

        target: root.egress
    }
}
