// The steps of a sandbox's seeding with how each stands, what went wrong, and what they printed.
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

    function follow(step: Item): void {
        root.now = step;
        followSoon.restart();
    }

    objectName: "seedPart"

    Timer { // after the steps are placed
        id: followSoon

        interval: 0
        onTriggered: if (root.now !== null)
            upper.contentY = Math.max(0, Math.min(root.now.y - Theme.gap24, upper.contentHeight - upper.height))
    }

    Flickable {
        id: upper

        width: parent.width
        height: Math.min(column.height, root.height * (root.seeding.log.count > 0 ? 0.55 : 1))
        contentHeight: column.height
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

                    readonly property string spoken: step.how === "done" ? qsTr("done") : step.how === "now" ? qsTr("under way")
                                                     : step.how === "failed" ? qsTr("failed") : step.how === "cancelled" ? qsTr("cancelled") : qsTr("to come")

                    readonly property bool isNow: step.how === "now"

                    objectName: "seedLine"
                    width: column.width
                    height: Math.max(20, words.height)
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
                        size: 14
                        color: step.how === "done" ? Theme.live : step.how === "failed" ? Theme.failed : Theme.textTertiary
                    }
                    Spinner {
                        y: 2
                        visible: step.how === "now"
                        size: 14
                    }
                    PlainLabel {
                        id: words

                        x: Theme.gap24
                        width: parent.width - x
                        text: step.words
                        color: step.how === "later" || step.how === "cancelled" ? Theme.textTertiary : Theme.textPrimary
                        font.weight: step.how === "now" || step.how === "failed" ? Font.Medium : Font.Normal
                        wrapMode: Text.WrapAtWordBoundaryOrAnywhere
                        elide: Text.ElideNone
                        Accessible.ignored: true
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
        visible: root.seeding.log.count > 0 && height > 40
        lines: root.seeding.log
    }
}
