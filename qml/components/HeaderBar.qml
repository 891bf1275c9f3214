// The environment this host serves and what can be done about it; the look switch at the end.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Rectangle {
    id: root

    required property PanelModel panel
    required property bool narrow

    readonly property EnvironmentStatus environment: root.panel.environment
    readonly property HostStatus host: root.panel.host
    readonly property bool roomForWords: root.width >= Theme.widthRegular

    /// Not to be taken for what one works with.
    readonly property bool unreal: root.environment.isDemo || root.panel.isSample
    /// In long words the last two buttons are their symbols and numbers, so that all of them are in the window.
    readonly property bool terse: !root.roomForWords || root.width < Theme.gap24 * 16 + environmentName.implicitWidth + environmentState.implicitWidth + commandBox.implicitWidth + (pausePolling.visible ? pausePolling.implicitWidth : 0) + (drainEngine.visible ? drainEngine.implicitWidth : 0) + operationsWords.advanceWidth + alertsWords.advanceWidth + 2 * Theme.gap48

    implicitHeight: Theme.headerHeight
    color: root.unreal ? Theme.surfaceDemo : Theme.surfacePanel
    Accessible.role: Accessible.ToolBar
    Accessible.name: qsTr("Environment")

    TextMetrics {
        id: operationsWords

        text: operationsButton.words
        font: environmentName.font
    }
    TextMetrics {
        id: alertsWords

        text: alertsButton.words
        font: environmentName.font
    }
    RowLayout {
        anchors.fill: parent
        anchors.leftMargin: Theme.gap16
        anchors.rightMargin: Theme.gap12
        spacing: Theme.gap12

        Icon {
            symbol: "glovebox"
            size: Theme.sized(24)
            color: Theme.link
        }
        PlainLabel {
            Layout.rightMargin: Theme.gap12
            text: "Glovebox"
            font.pixelSize: Theme.sized(16)
            font.weight: Font.DemiBold
        }
        Rectangle {
            Layout.preferredWidth: 1
            Layout.preferredHeight: Theme.gap24
            color: Theme.borderField
            visible: root.environment.known
        }
        Icon {
            Layout.leftMargin: Theme.gap4
            symbol: "environment"
            visible: root.environment.known && !root.narrow
        }
        PlainLabel {
            id: environmentName

            objectName: "environmentName"
            text: root.environment.name
            visible: root.environment.known && !root.narrow

            HoverHandler {
                id: environmentHover
            }
            Hint {
                text: root.environment.detail
                shown: environmentHover.hovered
            }
        }
        Tag {
            objectName: "unrealTag"
            text: root.panel.isSample ? qsTr("sample") : qsTr("demo")
            ink: Theme.link
            visible: root.unreal
        }
        StateChip {
            id: environmentState

            objectName: "environmentState"
            tone: root.environment.tone
            symbol: root.environment.symbol
            word: root.environment.word
            stale: root.host.stale
            visible: root.environment.known
        }
        Item {
            Layout.fillWidth: true
        }
        CommandBox {
            id: commandBox

            objectName: "commandBox"
            act: root.panel.registry.find("app.palette")
            narrow: !root.roomForWords
        }
        PushButton {
            objectName: "resumePolling"
            text: qsTr("Resume")
            symbol: "play-fill"
            kind: "primary"
            visible: root.environment.canResume
            hint: qsTr("Take new work again")
            onClicked: root.panel.resumePolling(root.environment.id)
        }
        PushButton {
            id: pausePolling

            objectName: "pausePolling"
            text: qsTr("Pause polling")
            symbol: "pause-fill"
            visible: root.environment.canPause && root.host.canDrain
            hint: qsTr("Take no new work; what is active goes on")
            onClicked: root.panel.pausePolling(root.environment.id)
        }
        PushButton {
            objectName: "requestedPolling"
            text: root.environment.requestText
            busy: true
            enabled: false
            visible: root.environment.requestText !== ""
        }
        PushButton { // several are paused one by one
            objectName: "toEnvironments"
            text: qsTr("Environments")
            symbol: "environment"
            visible: root.environment.several && !root.narrow
            hint: qsTr("Pause, resume and look at each   %1").arg(root.panel.registry.find("go.environments").keysText)
            onClicked: root.panel.page = PanelModel.EnvironmentsPage
        }
        PushButton {
            objectName: "startEngine"
            text: qsTr("Start")
            symbol: "play-fill"
            kind: "primary"
            visible: root.host.canStart && root.environment.known
            enabled: !root.panel.engineBusy
            busy: root.panel.engineBusy
            hint: qsTr("Get ready and take work")
            onClicked: root.panel.startEngine()
        }
        PushButton {
            id: drainEngine

            objectName: "drainEngine"
            text: qsTr("Drain & stop")
            symbol: "stop-circle"
            visible: root.host.canDrain && root.environment.known
            enabled: !root.panel.engineBusy
            busy: root.panel.engineBusy
            hint: qsTr("Take no new work, finish what is active, then stop")
            onClicked: root.panel.drainEngine()
        }
        PushButton {
            id: operationsButton

            readonly property int goingOn: root.panel.history.operations.goingOn
            readonly property string words: goingOn > 0 ? qsTr("Operations %1").arg(goingOn) : qsTr("Operations")

            objectName: "operationsButton"

            kind: "quiet"
            text: !root.terse ? words : goingOn > 0 ? String(goingOn) : ""
            symbol: "clock-history"
            Accessible.name: goingOn > 0 ? qsTr("Operations, %1 going on").arg(goingOn) : qsTr("Operations")
            hint: qsTr("What takes its time: steps, results, logs   %1").arg(root.panel.registry.find("app.operations").keysText)
            onClicked: root.panel.registry.trigger("app.operations")
        }
        PushButton {
            id: alertsButton

            readonly property AlertsModel alerts: root.panel.overview.alerts
            readonly property int unseen: alerts.unseen
            readonly property string words: unseen > 0 ? qsTr("Alerts %1").arg(unseen) : qsTr("Alerts")

            objectName: "alertsButton"

            kind: "quiet"
            text: !root.terse ? words : unseen > 0 ? String(unseen) : ""
            symbol: "bell"
            tint: unseen > 0 ? Theme.tone(alerts.unseenTone) : Theme.textPrimary
            Accessible.name: unseen > 0 ? qsTr("Alerts, %1 new").arg(unseen) : qsTr("Alerts")
            hint: qsTr("What happened: what needs you, what failed   %1").arg(root.panel.registry.find("app.alerts").keysText)
            onClicked: root.panel.registry.trigger("app.alerts")
        }
        IconButton {
            objectName: "stopEverything"
            symbol: "state/octagon-cross"
            ink: Theme.failed
            label: root.panel.registry.find("app.stop").text
            onClicked: root.panel.registry.trigger("app.stop")
        }
        IconButton {
            objectName: "lookButton"
            symbol: Theme.scheme === "auto" ? "circle-half" : Theme.dark ? "moon" : "sun"
            label: Theme.scheme === "auto" ? qsTr("Look: as the desktop") : Theme.dark ? qsTr("Look: dark") : qsTr("Look: light")
            onClicked: root.panel.registry.trigger("setting.look")
        }
    }
    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: 1
        color: root.unreal ? Theme.progress : Theme.borderSubtle
    }
}
