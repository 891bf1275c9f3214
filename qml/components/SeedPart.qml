// The steps of a sandbox's seeding with how each stands, what went wrong, and what they printed: below them while it
// goes on, under each once it is over, that of a step that failed open at once.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Item { // placed by hand: layouts of Qt 6.4 miss what comes and goes in them
    id: root

    required property PanelModel panel

    readonly property SeedDetail seeding: root.panel.preparation.seeding

    property Item now: null // the step that is under way
    // What is read, and whether it is over; another one, and its outcome, begin at their top.
    readonly property string subject: root.panel.sandbox.id + (root.seeding.goesOn ? "" : " over")

    // Its lines come in below, where both have room.
    readonly property bool live: root.seeding.goesOn && root.seeding.log.count > 0 && root.height > Theme.sized(150)

    function follow(step: Item): void {
        root.now = step;
        followSoon.restart();
    }

    objectName: "seedPart"
    onSubjectChanged: {
        upper.contentY = 0;
        followSoon.restart();
    }

    Timer { // after the steps are placed
        id: followSoon

        interval: 0
        onTriggered: if (root.now !== null && root.seeding.goesOn)
            upper.contentY = Math.max(0, Math.min(root.now.y - Math.min(Theme.gap24, (upper.height - root.now.height) / 2), upper.contentHeight - upper.height))
    }

    Flickable {
        id: upper

        objectName: "seedLines"
        width: parent.width
        height: Math.min(column.height, root.height * (root.live ? 0.55 : 1))
        contentHeight: column.height
        onHeightChanged: followSoon.restart() // the sheet grows to its place after the steps are made
        onContentHeightChanged: followSoon.restart()
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        Basic.ScrollBar.vertical: ThinScrollBar {}

        Column {
            id: column

            width: parent.width - Theme.scrollBarWidth
            spacing: Theme.gap8

            ErrorPanel {
                objectName: "seedProblemPanel"
                width: parent.width
                visible: root.seeding.problemCode !== ""
                what: root.seeding.problemWhat
                why: root.seeding.problemWhy
                todo: root.seeding.problemTodo
                detail: root.seeding.problemDetail
                code: root.seeding.problemCode
                onCopyRequested: root.panel.copyText(root.seeding.problemText)
            }
            Repeater {
                model: root.seeding.steps

                Item {
                    id: step

                    required property int index
                    required property string words
                    required property string how // "done", "now", "failed", "cancelled", "later"
                    required property string output

                    readonly property string spoken: step.how === "done" ? qsTr("done") : step.how === "now" ? qsTr("under way")
                                                     : step.how === "failed" ? qsTr("failed") : step.how === "cancelled" ? qsTr("cancelled") : qsTr("to come")

                    readonly property bool isNow: step.how === "now"
                    readonly property bool failed: step.how === "failed"
                    property bool open: step.failed

                    objectName: "seedLine"
                    width: column.width
                    height: Math.max(Theme.sized(20), words.height) + (printed.visible ? printed.height + Theme.gap8 : 0)
                    onFailedChanged: step.open = step.failed
                    onIsNowChanged: if (step.isNow)
                        root.follow(step)
                    Component.onCompleted: if (step.isNow)
                        root.follow(step)
                    Accessible.role: Accessible.ListItem
                    Accessible.name: qsTr("Step %1, %2: %3").arg(step.index + 1).arg(step.spoken).arg(step.words)

                    Icon {
                        y: 2
                        visible: step.how !== "now"
                        symbol: step.how === "done" ? "state/check-circle" : step.how === "failed" ? "state/octagon-cross"
                                : step.how === "cancelled" ? "state/circle-slash" : "state/circle"
                        size: Theme.sized(14)
                        color: step.how === "done" ? Theme.live : step.how === "failed" ? Theme.failed : Theme.textTertiary
                    }
                    Spinner {
                        y: 2
                        visible: step.how === "now"
                        size: Theme.sized(14)
                    }
                    PlainLabel {
                        id: words

                        x: Theme.gap24
                        width: parent.width - x - (fold.visible ? fold.width : 0)
                        text: step.words
                        color: step.how === "later" || step.how === "cancelled" ? Theme.textTertiary : Theme.textPrimary
                        font.weight: step.how === "now" || step.how === "failed" ? Font.Medium : Font.Normal
                        wrapMode: Text.WrapAtWordBoundaryOrAnywhere
                        elide: Text.ElideNone
                        Accessible.ignored: true
                    }
                    IconButton {
                        id: fold

                        objectName: "seedOutputFold"
                        y: -Theme.gap2
                        anchors.right: parent.right
                        implicitWidth: Theme.sized(26)
                        implicitHeight: Theme.sized(24)
                        visible: step.output !== ""
                        symbol: step.open ? "chevron-up" : "chevron-down"
                        label: step.open ? qsTr("Hide what step %1 printed").arg(step.index + 1) : qsTr("Show what step %1 printed").arg(step.index + 1)
                        onClicked: step.open = !step.open
                    }
                    Rectangle {
                        id: printed

                        objectName: "seedOutput"
                        x: Theme.gap24
                        y: Math.max(Theme.sized(20), words.height) + Theme.gap4
                        width: parent.width - x
                        height: output.height + Theme.gap16
                        visible: step.open && step.output !== ""
                        radius: Theme.radius
                        color: Theme.surfaceTerminal
                        border.color: Theme.borderSubtle

                        SelectableText {
                            id: output

                            x: Theme.gap8
                            y: Theme.gap8
                            width: parent.width - 2 * Theme.gap8
                            text: step.output
                            font.family: Theme.monoFamily
                            font.pixelSize: Theme.monoSize
                            wrapMode: TextEdit.WrapAtWordBoundaryOrAnywhere
                            Accessible.name: qsTr("What step %1 printed").arg(step.index + 1)
                        }
                    }
                }
            }
        }
    }
    BuildLog {
        objectName: "seedLog"
        y: upper.height + Theme.gap12
        width: parent.width
        height: parent.height - y
        visible: root.live && height > 40
        lines: root.seeding.log
    }
}
