// What a session did over time, lane by lane; in step with its events below. Folded it is a line.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Card {
    id: root

    required property PanelModel panel

    readonly property SessionTimeline timeline: root.panel.timeline
    readonly property bool unfolded: root.panel.settings.timeline
    readonly property bool empty: root.timeline.emptyText !== ""

    signal openRequested

    implicitHeight: head.height + (root.unfolded ? plot.wantedHeight + Theme.gap12 : 0)

    Binding {
        target: root.timeline
        property: "narrow"
        value: root.width < Theme.sized(1000)
    }
    Item { // placed by hand: what can be done comes and goes
        id: head

        x: Theme.gap8
        width: parent.width - Theme.gap16
        height: Theme.controlHeight + Theme.gap8

        IconButton {
            id: fold

            objectName: "foldTimeline"
            anchors.verticalCenter: parent.verticalCenter
            implicitWidth: Theme.sized(26)
            implicitHeight: Theme.sized(26)
            symbol: root.unfolded ? "chevron-down" : "chevron-right"
            label: root.unfolded ? qsTr("Fold the timeline away") : qsTr("Show the timeline")
            onClicked: root.panel.settings.timeline = !root.unfolded
        }
        CaptionLabel {
            id: title

            anchors.verticalCenter: parent.verticalCenter
            x: fold.width + Theme.gap4
            text: qsTr("Timeline")
            color: Theme.textPrimary
            font.weight: Font.DemiBold
            elide: Text.ElideNone
            Accessible.role: Accessible.Heading
        }
        CaptionLabel {
            objectName: "timelineReadout"
            anchors.verticalCenter: parent.verticalCenter
            x: title.x + title.width + Theme.gap16
            width: Math.max(0, tools.x - x - Theme.gap12)
            elide: Text.ElideRight
            readonly property bool mayElide: true
            text: root.timeline.readText
            color: Theme.textSecondary
            Accessible.ignored: true // the plot says it

            MouseArea {
                id: whole

                anchors.fill: parent
                hoverEnabled: true
                acceptedButtons: Qt.NoButton
            }
            Hint {
                text: root.timeline.readText
                shown: whole.containsMouse && root.timeline.readText !== ""
            }
        }
        Row {
            id: tools

            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.gap4
            visible: root.unfolded && !root.empty

            PushButton {
                objectName: "timelineLive"
                implicitHeight: Theme.sized(26)
                kind: "quiet"
                visible: root.timeline.canGoLive && !root.timeline.live
                text: qsTr("Go live")
                hint: qsTr("The view goes along with the time again")
                onClicked: root.timeline.goLive()
            }
            PushButton {
                objectName: "timelineFit"
                implicitHeight: Theme.sized(26)
                kind: "quiet"
                enabled: !root.timeline.fits
                text: qsTr("Fit")
                hint: qsTr("All of the session in view   F")
                onClicked: root.timeline.fit()
            }
            IconButton {
                objectName: "timelineFarther"
                implicitWidth: Theme.sized(26)
                implicitHeight: Theme.sized(26)
                symbol: "dash-lg"
                label: qsTr("Farther")
                keys: "-"
                enabled: !root.timeline.fits
                onClicked: root.timeline.zoomOut()
            }
            IconButton {
                objectName: "timelineNearer"
                implicitWidth: Theme.sized(26)
                implicitHeight: Theme.sized(26)
                symbol: "plus-lg"
                label: qsTr("Nearer")
                keys: "+"
                enabled: root.timeline.canZoomIn
                onClicked: root.timeline.zoomIn()
            }
            PushButton {
                id: lanes

                objectName: "timelineLanes"
                implicitHeight: Theme.sized(26)
                kind: "quiet"
                text: qsTr("Lanes")
                symbol: "sliders"
                hint: qsTr("Which lanes are shown")
                onClicked: menu.popup(lanes, 0, lanes.height + Theme.gap4)
            }
        }
    }
    TimelineItem {
        id: plot

        objectName: "timelinePlot"
        x: Theme.gap12
        y: head.height
        width: parent.width - Theme.gap24
        height: Math.max(1, plot.wantedHeight)
        visible: root.unfolded
        timeline: root.timeline
        family: Theme.family
        pixels: Theme.sized(11)
        laneHeight: Theme.sized(Theme.density === 0 ? 18 : 22)
        labelWidth: Theme.sized(76)
        colors: ({
            ground: Theme.surfacePanel,
            raised: Theme.surfaceRaised,
            text: Theme.textPrimary,
            quiet: Theme.textTertiary,
            grid: Theme.borderSubtle,
            live: Theme.live,
            progress: Theme.progress,
            attention: Theme.attention,
            failed: Theme.failed,
            parked: Theme.parked,
            neutral: Theme.neutral,
            selected: Theme.link,
            ring: Theme.focusRing
        })
        Accessible.role: Accessible.Chart
        Accessible.name: root.timeline.readText !== "" ? qsTr("Timeline: %1").arg(root.timeline.readText) : qsTr("Timeline. %1. Left and right go from call to call, Enter selects its event.").arg(root.timeline.summary)
        Accessible.description: qsTr("The same stands in the list of events.")
        onOpenRequested: root.openRequested()

        Rectangle { // the lanes stand behind it, unknown as they are
            anchors.centerIn: parent
            width: nothing.width + Theme.gap24
            height: nothing.height + Theme.gap8
            visible: root.empty
            color: Theme.surfacePanel

            PlainLabel {
                id: nothing

                objectName: "timelineEmpty"
                anchors.centerIn: parent
                text: root.timeline.emptyText
                color: Theme.textTertiary
            }
        }
    }
    FocusRing {
        anchors.fill: plot
        anchors.margins: -Theme.gap2
        shown: plot.activeFocus
    }
    RowMenu {
        id: menu

        objectName: "timelineLaneMenu"

        Repeater {
            model: root.timeline.laneChoices

            MenuEntry {
                required property int index
                required property var modelData

                text: modelData.name
                symbol: modelData.shown ? "check-lg" : ""
                mayElide: true // a thread's name is its owner's
                Accessible.checkable: true
                Accessible.checked: modelData.shown
                onTriggered: root.timeline.toggleLane(index)
            }
        }
    }
}
