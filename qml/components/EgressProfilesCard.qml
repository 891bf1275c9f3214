// One of this host's profiles: its rules, how often each decided lately, and those that were added here.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Card {
    id: root

    required property EgressProfiles profiles
    required property ActionRegistry registry

    readonly property bool isNarrow: root.width < Theme.sized(640)

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.gap12
        spacing: Theme.gap8

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap12

            ChoiceBox {
                objectName: "shownProfile"
                Layout.preferredWidth: Theme.sized(208)
                label: qsTr("Profile")
                model: root.profiles.names
                currentIndex: root.profiles.current
                onActivated: index => root.profiles.current = index
            }
            ElidedLabel {
                objectName: "profileDescription"
                Layout.fillWidth: true
                text: root.profiles.description
                color: Theme.textSecondary
            }
            IconButton {
                objectName: "countAgain"
                symbol: "arrow-clockwise"
                label: qsTr("Count again")
                keys: root.registry.find("app.readAgain").keysText
                enabled: !root.profiles.loading
                onClicked: root.profiles.refresh()
            }
        }
        CaptionLabel {
            objectName: "profileDetail"
            Layout.fillWidth: true
            text: root.profiles.detail
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
        CaptionLabel {
            objectName: "profileNote"
            Layout.fillWidth: true
            visible: root.profiles.note !== ""
            text: root.profiles.note
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
        NoteBox {
            objectName: "usesProblem"
            Layout.fillWidth: true
            visible: root.profiles.problem !== ""
            kind: "warning"
            text: qsTr("How often rules decided is not known. %1").arg(root.profiles.problem)
        }
        PlainLabel {
            objectName: "unusedText"
            Layout.fillWidth: true
            visible: root.profiles.unusedText !== ""
            text: root.profiles.unusedText
            font.weight: Font.DemiBold
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
        Rectangle {
            Layout.fillWidth: true
            implicitHeight: 1
            color: Theme.borderSubtle
        }
        Item {
            Layout.fillWidth: true
            Layout.fillHeight: true

            ListView {
                id: lines

                objectName: "ruleLines"
                anchors.fill: parent
                visible: root.profiles.rules.count > 0
                model: root.profiles.rules
                clip: true
                activeFocusOnTab: true
                boundsBehavior: Flickable.StopAtBounds
                Accessible.role: Accessible.List
                Accessible.name: qsTr("Rules of %1").arg(root.profiles.name)
                Basic.ScrollBar.vertical: ThinScrollBar {}

                delegate: Item {
                    id: line

                    required property int index
                    required property string text
                    required property string note
                    required property string uses
                    required property bool unused
                    required property bool added

                    // What it says ends in one line with the others, whether it can be taken back or not.
                    readonly property real room: line.width - takeBack.width - Theme.gap4

                    objectName: "ruleLine"
                    width: (ListView.view?.width ?? 0) - Theme.scrollBarWidth
                    height: Theme.controlHeight + (caption.visible ? caption.height : 0) + Theme.gap4
                    Accessible.role: Accessible.ListItem
                    Accessible.name: line.text + ", " + line.uses + (line.added ? ", " + qsTr("added here") : "")

                    ElidedLabel {
                        id: title

                        width: Math.min(implicitWidth, line.room - (addedTag.visible ? addedTag.width + Theme.gap8 : 0) - (root.isNarrow ? 0 : usesLabel.width + Theme.gap12))
                        height: Theme.controlHeight
                        text: line.text
                        elide: Text.ElideMiddle
                        color: line.unused ? Theme.textSecondary : Theme.textPrimary
                        Accessible.ignored: true
                    }
                    Tag {
                        id: addedTag

                        objectName: "addedTag"
                        x: title.width + Theme.gap8
                        y: (Theme.controlHeight - height) / 2
                        visible: line.added
                        text: qsTr("added here")
                        ink: Theme.textSecondary
                        hint: qsTr("For every sandbox with this profile; kept beside the file of profiles")
                    }
                    PlainLabel {
                        id: usesLabel

                        visible: !root.isNarrow
                        x: line.room - width
                        width: Theme.sized(176)
                        height: Theme.controlHeight
                        horizontalAlignment: Text.AlignRight
                        verticalAlignment: Text.AlignVCenter
                        text: line.uses
                        color: line.unused ? Theme.attention : Theme.textSecondary
                        Accessible.ignored: true
                    }
                    IconButton {
                        id: takeBack

                        objectName: "takeBack" + line.index
                        x: line.width - width
                        y: (Theme.controlHeight - height) / 2
                        visible: line.added
                        implicitHeight: Theme.sized(26)
                        implicitWidth: Theme.sized(26)
                        symbol: "trash3"
                        label: qsTr("Take back: %1").arg(line.text)
                        onClicked: root.profiles.remove(line.index)
                    }
                    CaptionLabel {
                        id: caption

                        y: Theme.controlHeight - Theme.gap4
                        width: line.room
                        visible: text !== ""
                        text: root.isNarrow ? (line.note === "" ? line.uses : line.uses + " · " + line.note) : line.note
                        Accessible.ignored: true
                    }
                }
            }
            EmptyState {
                objectName: "noRules"
                anchors.centerIn: parent
                width: parent.width - Theme.gap48
                visible: root.profiles.rules.count === 0
                symbol: "egress"
                title: qsTr("This profile has no rules")
                text: qsTr("Nothing leaves a sandbox that obeys it, but what its own rules allow.")
            }
        }
    }
}
