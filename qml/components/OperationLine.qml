// One long action: what is done to what, how far it is or what came of it; unfolded, its log and the way to its object.
import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Item {
    id: root

    required property PanelModel panel
    required property bool folded
    required property bool ringShown

    required property int index
    required property string key
    required property string title
    required property string object
    required property string link
    required property string tone
    required property string symbol
    required property string word
    required property string step
    required property real progress
    required property string late
    required property string elapsed
    required property string when
    required property double began
    required property string result
    required property string problem
    required property string advice
    required property bool goesOn
    required property bool canCancel
    required property string cancelHint
    required property bool cancelling
    required property string spoken

    readonly property string said: root.problem !== "" ? root.problem : root.result
    readonly property int logLines: root.panel.history.operations.log.count
    // Asked anew whenever it is unfolded: objects come and go.
    readonly property bool linked: !root.folded && root.panel.hasObject(root.link)

    signal foldRequested
    signal logRequested(at: double)
    signal linkRequested(link: string)

    objectName: "operationLine"
    height: column.height + Theme.gap24
    Accessible.role: Accessible.ListItem
    Accessible.name: root.spoken + ". " + root.late + root.said + " " + root.advice
    Accessible.onPressAction: root.foldRequested()

    Rectangle {
        anchors.fill: parent
        color: area.containsMouse ? Theme.surfaceRaised : "transparent"
        border.color: Theme.focusRing
        border.width: root.ringShown ? Theme.focusWidth : 0
    }
    MouseArea {
        id: area

        anchors.fill: parent
        hoverEnabled: true
        onClicked: root.foldRequested()
    }
    Rectangle {
        anchors.bottom: parent.bottom
        x: Theme.gap16
        width: parent.width - 2 * x
        height: 1
        color: Theme.borderSubtle
    }
    Column {
        id: column

        x: Theme.gap16
        y: Theme.gap12
        width: parent.width - 2 * x
        spacing: Theme.gap8

        Item {
            width: parent.width
            height: Theme.sized(40)

            ElidedLabel {
                width: (cancel.visible ? cancel.x : fold.x) - Theme.gap8
                height: Theme.sized(18)
                text: root.object === "" ? root.title : root.title + " · " + root.object
                font.weight: Font.DemiBold
                Accessible.ignored: true
            }
            StateWord {
                y: Theme.sized(21)
                tone: root.tone
                symbol: root.symbol
                word: root.word
                strong: true
            }
            CaptionLabel {
                x: Theme.sized(128)
                y: Theme.sized(22)
                width: (cancel.visible ? cancel.x : fold.x) - x - Theme.gap8
                text: root.when === "" ? root.elapsed : root.when + ", " + root.elapsed
                Accessible.ignored: true
            }
            PushButton {
                id: cancel

                objectName: "cancelOperation"
                x: fold.x - width - Theme.gap12
                implicitHeight: Theme.sized(28)
                text: qsTr("Cancel")
                symbol: "x-lg"
                visible: root.canCancel
                hint: root.cancelHint
                onClicked: root.panel.history.operations.cancel(root.key)
            }
            Icon {
                id: fold

                anchors.right: parent.right
                y: 3
                symbol: root.folded ? "chevron-down" : "chevron-up"
                size: Theme.sized(12)
            }
        }
        PlainLabel {
            objectName: "operationLate"
            width: parent.width
            visible: root.late !== ""
            text: root.late
            color: Theme.attention
            wrapMode: Text.Wrap
            elide: Text.ElideNone
            Accessible.ignored: true
        }
        ElidedLabel {
            objectName: "operationStep"
            width: parent.width
            height: Theme.sized(18)
            visible: root.goesOn && root.step !== ""
            text: root.step
            color: Theme.textSecondary
            Accessible.ignored: true
        }
        ThinProgress {
            width: parent.width
            visible: root.goesOn && root.progress >= 0
            value: Math.max(0, root.progress)
        }
        PlainLabel {
            objectName: "operationOutcome"
            width: parent.width
            visible: root.said !== ""
            text: root.said
            color: root.problem !== "" ? Theme.failed : Theme.textSecondary
            wrapMode: Text.Wrap
            elide: Text.ElideNone
            Accessible.ignored: true
        }
        PlainLabel {
            objectName: "operationAdvice"
            width: parent.width
            visible: root.advice !== ""
            text: root.advice
            color: Theme.textSecondary
            wrapMode: Text.Wrap
            elide: Text.ElideNone
            Accessible.ignored: true
        }
        LinkRow {
            objectName: "operationLink"
            width: parent.width
            visible: root.linked
            symbol: root.link.startsWith("sandbox") ? "sandbox" : root.link.startsWith("session") ? "session" : root.link.startsWith("template") ? "template" : "state/diamond"
            text: root.object === "" ? root.link : root.object
            hint: qsTr("Open it")
            onClicked: root.linkRequested(root.link)
        }
        LinkRow {
            objectName: "operationToLog"
            width: parent.width
            visible: !root.folded || root.late !== ""
            symbol: "journal-text"
            text: qsTr("The engine's log from when it began")
            hint: qsTr("Open it")
            onClicked: root.logRequested(root.began)
        }
        Loader {
            width: parent.width
            height: Math.min(root.logLines, 8) * Theme.monoLine + Theme.gap16
            active: !root.folded && root.logLines > 0
            visible: active

            sourceComponent: LineList {
                objectName: "operationLog"
                label: qsTr("Log of this operation")
                model: root.panel.history.operations.log // qmllint disable unqualified
                numbered: false
                sentences: true
                follow: root.goesOn // qmllint disable unqualified
            }
        }
    }
}
