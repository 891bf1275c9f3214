// From nothing to a green test, in five steps: what this is, the host, the environment's key, the template, a test run.
// It can be left at any time, and is where it was when one comes back.
import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

FocusScope {
    id: root

    required property PanelModel panel

    readonly property SetupPanel setup: root.panel.setup
    readonly property real room: Math.min(root.width - Theme.gap32, Theme.sized(960))

    function focusFirst(): void {
        content.item?.focusFirst();
    }
    // The page has it, and no control on it.
    function focusIfNone(): void {
        const item = root.Window.activeFocusItem;
        if (item === root || item === content || item === foot)
            root.focusFirst();
    }

    objectName: "setupPage"
    onActiveFocusChanged: focusSoon.restart()
    // What the control that has the focus makes nothing of.
    Keys.onReturnPressed: root.setup.next()
    Keys.onEnterPressed: root.setup.next()
    Keys.onEscapePressed: root.setup.leave()

    Timer { // whoever gave it the focus may give it to a control yet
        id: focusSoon

        interval: 0
        onTriggered: root.focusIfNone()
    }
    ColumnLayout {
        anchors.top: parent.top
        anchors.bottom: parent.bottom
        anchors.topMargin: Theme.gap16
        anchors.bottomMargin: Theme.gap12
        x: Math.round((parent.width - width) / 2)
        width: root.room
        spacing: Theme.gap12

        PageHeader {
            Layout.fillWidth: true
            title: qsTr("Set up Glovebox")
            count: root.setup.title

            PushButton {
                objectName: "leaveSetup"
                visible: root.setup.canLeave
                kind: "quiet"
                text: qsTr("Leave")
                symbol: "x-lg"
                hint: qsTr("It stays where it is")
                onClicked: root.setup.leave()
            }
        }
        WizardSteps {
            objectName: "setupSteps"
            Layout.fillWidth: true
            steps: root.setup.steps
            current: root.setup.step
            done: root.setup.done
            narrow: root.room < Theme.sized(720)
            onChosen: index => root.setup.go(index)
        }
        Flickable {
            id: flick

            objectName: "setupScroll"
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.leftMargin: -Theme.gap4 // focus rings reach over the edge; the scroll bar stands in the margin
            Layout.rightMargin: -Theme.gap16
            contentHeight: content.height + Theme.gap8
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            Accessible.role: Accessible.Pane
            Accessible.name: root.setup.title
            Basic.ScrollBar.vertical: ThinScrollBar {}

            Loader { // made anew each time: layouts of Qt 6.4 miss what changes in them while they are hidden
                id: content

                x: Theme.gap4
                y: Theme.gap4
                width: flick.width - Theme.gap4 - Theme.gap16
                focus: true
                sourceComponent: [welcome, hostCheck, environmentKey, template, testRun][root.setup.step]
                onLoaded: {
                    flick.contentY = 0;
                    if (root.activeFocus)
                        root.focusFirst();
                }
            }
        }
        PlainLabel {
            objectName: "whyNotNext"
            Layout.fillWidth: true
            horizontalAlignment: Text.AlignRight
            visible: root.setup.whyNotNext !== ""
            text: root.setup.whyNotNext
            color: Theme.textTertiary
            font.pixelSize: Theme.captionSize
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
        FocusScope {
            id: foot

            readonly property bool fits: aside.implicitWidth + ways.implicitWidth + Theme.gap12 <= width

            Layout.fillWidth: true
            implicitHeight: foot.fits ? Theme.controlHeight : 2 * Theme.controlHeight + Theme.gap8

            Row {
                id: aside

                y: foot.fits ? 0 : Theme.controlHeight + Theme.gap8

                PushButton {
                    objectName: "exploreAside"
                    visible: root.setup.offersSample && root.setup.step !== SetupPanel.Welcome
                    kind: "quiet"
                    text: qsTr("Explore with sample data")
                    symbol: "box-arrow-up-right"
                    hint: qsTr("Opens a window of its own")
                    onClicked: root.setup.exploreSample()
                }
            }
            Row {
                id: ways

                anchors.right: parent.right
                spacing: Theme.gap8

                PushButton {
                    objectName: "setupBack"
                    visible: root.setup.canBack
                    text: qsTr("Back")
                    symbol: "chevron-left"
                    onClicked: root.setup.back()
                }
                PushButton {
                    objectName: "cancelTest"
                    visible: root.setup.test.running
                    text: qsTr("Cancel")
                    symbol: "x-lg"
                    hint: qsTr("What the test made is destroyed")
                    onClicked: root.setup.test.cancel()
                }
                PushButton {
                    objectName: "continueAnyway"
                    visible: root.setup.canContinueAnyway
                    text: qsTr("Continue anyway")
                    onClicked: root.setup.continueAnyway()
                }
                PushButton {
                    objectName: "setupNext"
                    visible: root.setup.step !== SetupPanel.Welcome || root.setup.attaching
                    enabled: root.setup.canNext
                    kind: "primary"
                    busy: root.setup.key.trying || root.setup.key.adding
                    text: root.setup.nextText
                    hint: root.setup.whyNotNext
                    onClicked: root.setup.next()
                }
            }
        }
    }
    Component {
        id: welcome

        SetupWelcome {
            panel: root.panel // qmllint disable unqualified
        }
    }
    Component {
        id: hostCheck

        SetupHostCheck {
            panel: root.panel // qmllint disable unqualified
        }
    }
    Component {
        id: environmentKey

        SetupKeyFields {
            setup: root.setup // qmllint disable unqualified
            folder: root.panel.library.importForm.folder // qmllint disable unqualified
            overlay: root.Window.contentItem // qmllint disable unqualified
        }
    }
    Component {
        id: template

        SetupTemplate {
            panel: root.panel // qmllint disable unqualified
        }
    }
    Component {
        id: testRun

        SetupTestRun {
            setup: root.setup // qmllint disable unqualified
        }
    }
    Connections {
        function onStepChanged(): void {
            if (root.activeFocus)
                root.focusFirst();
        }

        target: root.setup
    }
}
