// This host in one line, and how old it is.
import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Rectangle {
    id: root

    required property HostStatus host
    required property bool narrow
    property string times: "" // how they are shown

    signal timesRequested

    implicitHeight: Theme.statusBarHeight
    color: Theme.surfacePanel
    Accessible.role: Accessible.StatusBar
    Accessible.name: qsTr("This host")

    Rectangle {
        width: parent.width
        height: 1
        color: Theme.borderSubtle
    }
    RowLayout {
        anchors.fill: parent
        anchors.leftMargin: Theme.gap16
        anchors.rightMargin: Theme.gap16
        spacing: Theme.gap24

        StateWord {
            objectName: "enginePhase"
            tone: root.host.phaseTone
            symbol: root.host.phaseSymbol
            word: root.host.phaseWord
        }
        StateWord {
            objectName: "acceleration"
            tone: root.host.accelerationTone
            symbol: root.host.accelerationTone === "live" ? "check" : root.host.accelerationTone === "attention" ? "triangle-bang" : "dashed-question"
            word: root.host.accelerationReason === "" || root.width < Theme.widthRegular
                  ? root.host.accelerationWord
                  : root.host.accelerationWord + ": " + root.host.accelerationReason
            maximumWidth: Math.max(Theme.sized(160), root.width - Theme.sized(960)) // the figures and the clock are never pushed out
            visible: root.host.known
        }
        StatusFigure {
            objectName: "slots"
            label: qsTr("Slots")
            value: root.host.slotsText
            hint: root.host.promisedFor
            visible: root.host.known
        }
        StatusFigure {
            objectName: "queued"
            label: qsTr("Queued")
            value: root.host.queuedText
            visible: root.host.known
        }
        StatusFigure {
            objectName: "memory"
            label: qsTr("RAM")
            value: root.host.memoryText
            visible: root.host.known
        }
        StatusFigure {
            objectName: "promised"
            label: qsTr("Promised")
            value: root.host.promisedText
            hint: root.host.promisedFor
            visible: root.host.promisedText !== "" && root.width >= Theme.widthRegular
        }
        Item {
            Layout.fillWidth: true
        }
        CaptionLabel {
            objectName: "age"
            text: root.host.age
            color: root.host.stale ? Theme.attention : Theme.textTertiary
            visible: !root.narrow
        }
        Basic.AbstractButton {
            id: clock

            objectName: "clock"
            Layout.fillHeight: true
            focusPolicy: Qt.StrongFocus
            hoverEnabled: true
            onClicked: root.timesRequested()
            Accessible.role: Accessible.Button
            Accessible.name: clockHint.text

            contentItem: MonoLabel {
                text: root.host.clock
                color: Theme.textSecondary
                font.underline: clock.hovered
                Accessible.ignored: true
            }
            background: Item {
                FocusRing {
                    anchors.margins: Theme.gap2
                    shown: clock.visualFocus
                }
            }

            Hint {
                id: clockHint

                text: qsTr("Times: %1. Press for the next.").arg(root.times)
                shown: clock.hovered || clock.visualFocus
            }
        }
    }
}
