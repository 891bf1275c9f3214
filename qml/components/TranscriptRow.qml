// One line of a session's history.
import QtQuick
import Glovebox.Controls
import Glovebox.Theme

Item {
    id: root

    required property int index
    required property string kind
    required property string title
    required property string text
    required property string icon
    required property string tone
    required property string symbol
    required property string word
    required property string duration
    required property string thread
    required property bool custom
    required property string time
    required property string timeFull
    required property string spoken
    required property bool isCurrent
    required property bool ringShown

    readonly property bool isTurn: root.kind === "turn"
    readonly property bool isTool: root.kind === "tool"
    readonly property bool isMessage: root.kind === "user" || root.kind === "agent"

    signal selectRequested(row: int)
    signal openRequested

    height: root.isTurn ? Theme.sized(38) : root.isTool ? Theme.sized(32) : root.isMessage ? Theme.sized(32) : Theme.sized(28)
    Accessible.role: root.isTurn ? Accessible.Heading : Accessible.ListItem
    Accessible.name: root.spoken

    Rectangle {
        anchors.fill: parent
        color: root.isCurrent ? Theme.surfaceSelected : area.containsMouse && !root.isTurn ? Theme.surfaceRaised : "transparent"
    }
    Rectangle {
        width: 3 // selected, without colour
        height: parent.height
        color: Theme.link
        visible: root.isCurrent
    }
    MouseArea {
        id: area

        anchors.fill: parent
        hoverEnabled: true
        enabled: !root.isTurn
        onPressed: root.selectRequested(root.index)
        onDoubleClicked: root.openRequested()
    }
    TurnHeading {
        anchors.fill: parent
        visible: root.isTurn
        title: root.title
        text: root.text
        duration: root.duration
        time: root.time
        first: root.index === 0
    }
    Row {
        id: row

        anchors.fill: parent
        anchors.leftMargin: Theme.gap16
        anchors.rightMargin: Theme.gap16
        spacing: Theme.gap12
        visible: !root.isTurn

        MonoLabel {
            width: Theme.sized(62)
            height: parent.height
            text: root.time
            color: Theme.textTertiary
            elide: Text.ElideNone
            Accessible.ignored: true
        }
        Icon {
            anchors.verticalCenter: parent.verticalCenter
            symbol: root.icon
            size: Theme.sized(14)
            color: root.kind === "error" ? Theme.failed : root.isTool || root.isMessage ? Theme.textSecondary : Theme.textTertiary
        }
        ElidedLabel {
            width: root.width < Theme.sized(560) ? Theme.sized(64) : root.width < Theme.sized(620) ? Theme.sized(88) : Theme.sized(108)
            height: parent.height
            text: root.title
            mayElide: root.isTool // a custom tool's name is its owner's
            font.family: root.isTool ? Theme.monoFamily : Theme.family
            font.pixelSize: root.isTool ? Theme.monoSize : Theme.captionSize
            font.weight: root.isTool ? Font.Medium : Font.Normal
            color: root.isTool ? Theme.textPrimary : Theme.textTertiary
            Accessible.ignored: true
        }
        ElidedLabel {
            width: parent.width - x - (end.visible ? end.width + Theme.gap12 : 0)
            height: parent.height
            text: root.text
            mono: root.isTool
            color: root.kind === "error" ? Theme.failed : root.isTool ? Theme.textSecondary : root.isMessage ? Theme.textPrimary : Theme.textTertiary
            Accessible.ignored: true
        }
    }
    Row {
        id: end

        anchors.right: parent.right
        anchors.rightMargin: Theme.gap16
        height: parent.height
        spacing: Theme.gap12
        visible: root.isTool || root.thread !== ""

        Tag {
            anchors.verticalCenter: parent.verticalCenter
            text: qsTr("custom tool")
            visible: root.custom && root.width > Theme.sized(560)
        }
        Tag {
            objectName: "threadTag"
            anchors.verticalCenter: parent.verticalCenter
            text: root.thread
            ink: Theme.link
            visible: root.thread !== ""
        }
        StateWord {
            anchors.verticalCenter: parent.verticalCenter
            visible: root.isTool
            tone: root.tone
            symbol: root.symbol
            word: root.word
            strong: root.tone === "live"
        }
        FigureLabel {
            width: Theme.sized(80)
            height: parent.height
            visible: root.isTool
            text: root.duration
            color: Theme.textTertiary
            Accessible.ignored: true
        }
    }
    Rectangle {
        anchors.fill: parent
        anchors.margins: 1
        color: "transparent"
        border.color: Theme.focusRing
        border.width: Theme.focusWidth
        radius: Theme.radius
        visible: root.isCurrent && root.ringShown
    }
}
