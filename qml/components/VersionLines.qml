// The versions of a template, newest first: the current one is marked; another can be taken, or deleted.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

ListView {
    id: root

    required property VersionList versions
    property bool enabledNow: true

    signal useRequested(version: int)
    signal deleteRequested(version: int, detail: string)

    objectName: "versionLines"
    model: root.versions
    clip: true
    spacing: Theme.gap8
    activeFocusOnTab: true
    boundsBehavior: Flickable.StopAtBounds
    Accessible.role: Accessible.List
    Accessible.name: qsTr("Versions")
    Basic.ScrollBar.vertical: ThinScrollBar {}

    delegate: Rectangle {
        id: line

        required property int number
        required property bool isCurrent
        required property string when
        required property string detail
        required property string whyNot

        objectName: "versionLine"
        width: ListView.view?.width ?? 0
        height: column.height + Theme.gap16
        radius: Theme.radius
        color: line.isCurrent ? Theme.surfaceRaised : "transparent"
        border.color: Theme.borderField
        Accessible.role: Accessible.ListItem
        Accessible.name: qsTr("Version %1, %2, %3").arg(line.number).arg(line.when).arg(line.detail)

        Column {
            id: column

            x: Theme.gap12
            y: Theme.gap8
            width: parent.width - Theme.gap24
            spacing: Theme.gap2

            Item {
                width: parent.width
                height: Theme.sized(26)

                PlainLabel {
                    id: title

                    height: parent.height
                    verticalAlignment: Text.AlignVCenter
                    text: qsTr("Version %1").arg(line.number)
                    font.weight: Font.DemiBold
                    Accessible.ignored: true
                }
                Tag {
                    objectName: "currentTag"
                    x: title.width + Theme.gap8
                    anchors.verticalCenter: parent.verticalCenter
                    text: qsTr("current")
                    ink: Theme.textSecondary
                    visible: line.isCurrent
                }
                PushButton {
                    objectName: "useVersion"
                    x: parent.width - width - (drop.visible ? drop.width + Theme.gap4 : 0)
                    implicitHeight: Theme.sized(26)
                    text: qsTr("Use")
                    hint: qsTr("New sandboxes get it; those that run keep theirs")
                    visible: !line.isCurrent
                    enabled: root.enabledNow
                    onClicked: root.useRequested(line.number)
                }
                IconButton {
                    id: drop

                    objectName: "deleteVersion"
                    x: parent.width - width
                    implicitWidth: Theme.sized(26)
                    implicitHeight: Theme.sized(26)
                    symbol: "trash3"
                    label: line.whyNot === "" ? qsTr("Delete version %1…").arg(line.number) : line.whyNot
                    enabled: line.whyNot === "" && root.enabledNow
                    onClicked: root.deleteRequested(line.number, line.detail)
                }
            }
            CaptionLabel {
                width: parent.width
                text: line.when
                Accessible.ignored: true
            }
            CaptionLabel {
                width: parent.width
                text: line.detail
                wrapMode: Text.Wrap
                elide: Text.ElideNone
                Accessible.ignored: true
            }
        }
    }
}
