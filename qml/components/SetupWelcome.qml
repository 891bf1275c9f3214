// The set-up's first step: what this is, and the ways in. One that is about another running program has its own words.
import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Column {
    id: root

    required property PanelModel panel

    readonly property SetupPanel setup: root.panel.setup

    function focusFirst(): void {
        if (root.setup.attaching)
            command.nextItemInFocusChain(true).forceActiveFocus(Qt.TabFocusReason);
        else if (root.setup.engineRuns)
            attach.forceActiveFocus(Qt.TabFocusReason);
        else
            host.forceActiveFocus(Qt.TabFocusReason);
    }

    spacing: Theme.gap12

    Item {
        width: root.width
        height: words.implicitHeight + Theme.gap16

        Icon {
            x: Theme.gap4
            y: Theme.gap8
            symbol: "glovebox"
            size: Theme.sized(48)
            color: Theme.link
        }
        Column {
            id: words

            x: Theme.sized(48) + Theme.gap24
            width: parent.width - x
            spacing: Theme.gap8

            PlainLabel {
                width: parent.width
                text: qsTr("Give your agents a sealed box")
                font.pixelSize: Theme.pageSize
                font.weight: Font.DemiBold
                wrapMode: Text.Wrap
                elide: Text.ElideNone
                Accessible.role: Accessible.Heading
            }
            PlainLabel {
                width: parent.width
                text: qsTr("Glovebox takes work from a self-hosted environment of Claude Managed Agents. Every session gets a microVM of its own on this host; its tool calls run in there, and you watch.")
                color: Theme.textSecondary
                font.pixelSize: Theme.readingSize
                lineHeight: 1.35
                wrapMode: Text.Wrap
                elide: Text.ElideNone
            }
        }
    }
    Column {
        width: root.width
        spacing: Theme.gap8
        visible: !root.setup.attaching

        SetupChoice {
            id: host

            objectName: "chooseSetup"
            width: root.width
            primary: true
            symbol: "check-lg"
            text: qsTr("Set up this host")
            detail: qsTr("Check the host, add an environment's key, prepare a template, and run a test. About ten minutes, most of them at the first start.")
            onClicked: root.setup.next()
        }
        SetupChoice {
            id: attach

            objectName: "chooseAttach"
            width: root.width
            symbol: "link-45deg"
            text: qsTr("Attach to a running engine")
            detail: root.setup.engineRuns ? qsTr("Another Glovebox works with this data folder now.") : qsTr("gloveboxctl serve runs on this host already: this window goes on with what it has.")
            onClicked: root.setup.attaching = true
        }
        SetupChoice {
            objectName: "chooseSample"
            width: root.width
            visible: root.setup.offersSample
            symbol: "play-fill"
            text: qsTr("Explore with sample data")
            detail: qsTr("A second window with a simulated engine: sessions, failures and approvals to look at. No key, no network, nothing real.")
            onClicked: root.setup.exploreSample()
        }
        SetupChoice {
            objectName: "exploreDemo"
            width: root.width
            visible: root.panel.offersDemo
            symbol: "terminal"
            text: qsTr("Run the built-in demo")
            detail: qsTr("Real microVMs on this host, with a control plane that is simulated. No key, no network.")
            onClicked: root.panel.exploreDemo()
        }
    }
    Column {
        width: root.width
        spacing: Theme.gap12
        visible: root.setup.attaching

        SectionLabel {
            text: qsTr("Attach to a running engine")
        }
        PlainLabel {
            width: root.width
            text: qsTr("One program at a time works with a data folder. Stop the other one; this window then takes over and goes on with its environments, sandboxes and history. What runs in sandboxes of sessions ends; what is kept stays.")
            color: Theme.textSecondary
            font.pixelSize: Theme.readingSize
            lineHeight: 1.35
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
        CopyBlock {
            id: command

            objectName: "stopCommand"
            width: root.width
            label: qsTr("Where it was started as a service")
            text: "systemctl --user stop glovebox"
            onCopyRequested: root.panel.copyText("systemctl --user stop glovebox")
        }
        ErrorPanel {
            objectName: "attachError"
            width: root.width
            visible: root.setup.base.failed
            what: root.setup.base.errorWhat
            why: root.setup.base.errorWhy
            todo: root.setup.base.errorTodo
            detail: root.setup.base.errorDetail
            code: root.setup.base.errorCode
            onCopyRequested: root.setup.copyBaseError()
        }
    }
}
