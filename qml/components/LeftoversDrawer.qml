// What lies on this host and no record explains: what it is, where, how big, how old and why it counts as one. Nothing
// goes unless somebody says so.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Sheet {
    id: root

    required property PanelModel panel

    readonly property OrphansModel orphans: root.panel.history.orphans

    signal removeRequested(id: string, title: string, where: string, size: string)

    function focusList(): void {
        list.forceActiveFocus();
    }

    objectName: "leftoversDrawer"
    overlay: true

    PaneHead {
        id: head

        x: Theme.gap16
        y: Theme.gap12
        width: parent.width - 2 * x
        title: qsTr("Not explained")
        onCloseRequested: root.closeRequested()

        CaptionLabel {
            height: Theme.sized(26)
            verticalAlignment: Text.AlignVCenter
            text: root.orphans.looking ? qsTr("Looking…") : root.orphans.age
        }
    }
    Item {
        x: Theme.gap16
        y: Theme.sized(46)
        width: parent.width - 2 * x
        height: Theme.controlHeight

        ElidedLabel {
            objectName: "leftoversSummary"
            width: lookAgain.x - Theme.gap8
            height: parent.height
            text: root.orphans.count > 0 ? root.orphans.summary : ""
            font.weight: Font.DemiBold
        }
        PushButton {
            id: lookAgain

            objectName: "lookAgain"
            anchors.right: parent.right
            text: root.orphans.looked ? qsTr("Look again") : qsTr("Look")
            symbol: "arrow-clockwise"
            busy: root.orphans.looking
            enabled: !root.orphans.looking
            hint: qsTr("Compares what lies here with what is recorded; changes nothing")
            onClicked: root.orphans.look()
        }
    }
    NoteBox {
        id: problem

        objectName: "leftoversProblem"
        x: Theme.gap16
        y: Theme.sized(88)
        width: parent.width - 2 * x
        visible: root.orphans.problem !== ""
        kind: "error"
        text: root.orphans.problem
    }
    ListView {
        id: list

        objectName: "leftovers"
        y: Theme.sized(90) + (problem.visible ? problem.height + Theme.gap8 : 0)
        width: parent.width
        height: parent.height - y
        focus: true
        clip: true
        activeFocusOnTab: true
        boundsBehavior: Flickable.StopAtBounds
        model: root.orphans
        visible: root.orphans.count > 0
        Accessible.role: Accessible.List
        Accessible.name: qsTr("What no record explains")
        Basic.ScrollBar.vertical: ThinScrollBar {}

        delegate: Item {
            id: line

            required property string key
            required property string title
            required property string where
            required property string size
            required property string age
            required property string why
            required property bool removing
            required property string spoken

            objectName: "leftoverLine"
            width: list.width
            height: column.height + Theme.gap24
            Accessible.role: Accessible.ListItem
            Accessible.name: line.spoken

            Column {
                id: column

                x: Theme.gap16
                y: Theme.gap12
                width: parent.width - 2 * x
                spacing: Theme.gap4

                Item {
                    width: parent.width
                    height: Theme.sized(40)

                    PlainLabel {
                        width: remove.x - Theme.gap8
                        height: Theme.sized(18)
                        text: line.title
                        font.weight: Font.DemiBold
                        Accessible.ignored: true
                    }
                    CaptionLabel {
                        y: Theme.sized(21)
                        width: remove.x - Theme.gap8
                        text: line.size + " · " + line.age
                        Accessible.ignored: true
                    }
                    PushButton {
                        id: remove

                        objectName: "removeLeftover"
                        anchors.right: parent.right
                        implicitHeight: Theme.sized(28)
                        text: line.removing ? qsTr("Removing…") : qsTr("Remove…")
                        symbol: "trash3"
                        busy: line.removing
                        enabled: !line.removing
                        onClicked: root.removeRequested(line.key, line.title, line.where, line.size)
                    }
                }
                ElidedLabel {
                    width: parent.width
                    height: Theme.sized(18)
                    text: line.where
                    mono: true
                    elide: Text.ElideMiddle
                    color: Theme.textSecondary
                    Accessible.ignored: true
                }
                PlainLabel {
                    width: parent.width
                    text: line.why
                    color: Theme.textSecondary
                    wrapMode: Text.Wrap
                    elide: Text.ElideNone
                    Accessible.ignored: true
                }
            }
            Rectangle {
                anchors.bottom: parent.bottom
                x: Theme.gap16
                width: parent.width - 2 * x
                height: 1
                color: Theme.borderSubtle
            }
        }
    }
    EmptyState {
        objectName: "noLeftovers"
        anchors.centerIn: parent
        width: parent.width - Theme.gap48
        visible: root.orphans.count === 0 && root.orphans.problem === ""
        symbol: root.orphans.looked ? "check-lg" : "search"
        title: root.orphans.looked ? qsTr("Everything is explained") : qsTr("Nobody looked yet")
        text: root.orphans.looked ? qsTr("Every machine, layer and file of ours on this host has its record.")
                                  : qsTr("Looking compares what lies in our folders and lives on this host with what is recorded.")
    }
}
