// What was done last on this host, newest first. What a sandbox was refused to reach can be allowed here.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

OverviewCard {
    id: root

    required property PanelModel panel

    readonly property ActivityList activity: root.panel.overview.activity
    readonly property real rowHeight: Theme.sized(30) // a glance
    readonly property bool roomForActor: root.width >= Theme.sized(760)

    signal auditRequested

    objectName: "activityCard"
    title: qsTr("Recent activity")
    source: root.activity.problem !== "" ? qsTr("Not read: %1").arg(root.activity.problem) : root.activity.asOf
    old: root.activity.problem !== ""
    loading: !root.activity.known && root.activity.problem === "" && list.count === 0
    tools: PushButton {
        objectName: "openAudit"
        kind: "quiet"
        implicitHeight: Theme.sized(30)
        text: qsTr("Open Audit")
        hint: qsTr("The whole trail   G U")
        onClicked: root.auditRequested()
    }

    GlanceList {
        id: list

        objectName: "activityList"
        width: parent.width
        height: Math.floor((parent.height - 2) / root.rowHeight) * root.rowHeight // whole rows
        rows: root.activity.rows
        label: qsTr("Recent activity")
        onOpenRequested: row => {
            const item = list.itemAt(row);
            if (item !== null && root.panel.hasObject(item.link))
                root.panel.openObject(item.link);
        }

        delegate: GlanceRow {
            id: line

            required property int index
            required property string time
            required property string actor
            required property string action
            required property string object
            required property string link
            required property string tone
            required property string symbol
            required property string word
            required property string attempt

            objectName: "activityRow"
            host: list
            row: line.index
            height: root.rowHeight
            last: line.index === list.count - 1

            FigureLabel {
                x: Theme.gap16
                width: Theme.sized(80)
                height: parent.height
                horizontalAlignment: Text.AlignLeft
                text: line.time
                Accessible.ignored: true
            }
            PlainLabel {
                id: actor

                x: Theme.gap16 + Theme.sized(88)
                width: Theme.sized(96)
                height: parent.height
                text: line.actor
                color: Theme.textSecondary
                visible: root.roomForActor
                Accessible.ignored: true
            }
            ElidedLabel {
                id: action

                x: root.roomForActor ? actor.x + actor.width + Theme.gap12 : actor.x
                width: root.roomForActor ? Theme.sized(148) : Theme.sized(112)
                height: parent.height
                text: line.action
                Accessible.ignored: true
            }
            ElidedLabel {
                x: action.x + action.width + Theme.gap12
                width: Math.max(0, (allow.visible ? allow.x : outcome.x) - x - Theme.gap12)
                height: parent.height
                text: line.object
                elide: Text.ElideMiddle
                color: Theme.textSecondary
                Accessible.ignored: true
            }
            PushButton {
                id: allow

                objectName: "allowAttempt"
                x: outcome.x - width - Theme.gap12
                y: (parent.height - height) / 2
                implicitHeight: Theme.sized(26)
                text: qsTr("Allow host")
                symbol: "chevron-down"
                visible: line.attempt !== ""
                Accessible.role: Accessible.ButtonMenu
                onClicked: {
                    if (root.panel.overview.chooseAttempt(line.attempt))
                        menu.popup(allow, 0, allow.height + Theme.gap4);
                }
            }
            StateWord {
                id: outcome

                x: parent.width - Theme.sized(104)
                height: parent.height
                tone: line.tone
                symbol: line.symbol
                word: line.word
                maximumWidth: Theme.sized(96)
            }
        }
    }
    PlainLabel {
        objectName: "noActivity"
        anchors.centerIn: parent
        visible: list.count === 0
        text: root.activity.problem !== "" ? qsTr("The audit trail could not be read") : qsTr("Nothing was done on this host yet")
        color: Theme.textSecondary
    }
    AllowMenu {
        id: menu

        egress: root.panel.egress
    }
}
