// One host that a sandbox tried to reach: what decided, what went through, and what can be done about it there and then.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Card {
    id: root

    required property PanelModel panel

    readonly property EgressPanel egress: root.panel.egress

    signal closeRequested

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.gap16
        anchors.topMargin: Theme.gap12
        spacing: Theme.gap12

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap8

            SectionLabel {
                text: qsTr("Attempt")
            }
            StateChip {
                objectName: "egressState"
                tone: root.egress.tone
                symbol: root.egress.symbol
                word: root.egress.word
            }
            Item {
                Layout.fillWidth: true
            }
            IconButton {
                objectName: "closePane"
                implicitHeight: Theme.sized(26)
                implicitWidth: Theme.sized(26)
                symbol: "x-lg"
                label: qsTr("Close")
                keys: "Esc"
                onClicked: root.closeRequested()
            }
        }
        SelectableText {
            objectName: "egressTarget"
            Layout.fillWidth: true
            text: root.egress.target
            font.pixelSize: Theme.readingSize
            font.weight: Font.DemiBold
            wrapMode: TextEdit.WrapAnywhere
        }
        LinkRow {
            objectName: "egressToSandbox"
            Layout.fillWidth: true
            text: root.egress.sandboxName
            symbol: "sandbox"
            hint: qsTr("Open the sandbox")
            onClicked: root.panel.openSandbox(root.egress.sandbox)
        }
        NoteBox {
            objectName: "egressReason"
            Layout.fillWidth: true
            visible: root.egress.reason !== ""
            kind: "warning"
            text: root.egress.reason
        }
        RowLayout {
            spacing: Theme.gap8
            visible: root.egress.canAllow || root.egress.canDeny || more.visible

            PushButton {
                objectName: "allowHost"
                visible: root.egress.canAllow
                text: qsTr("Allow host")
                symbol: "check-lg"
                hint: qsTr("For this sandbox alone, until it ends")
                onClicked: root.egress.allow()
            }
            PushButton {
                id: more

                objectName: "allowWider"
                visible: root.egress.canAllow || root.egress.whyNotForAll === ""
                text: qsTr("Allow for")
                symbol: "chevron-down"
                hint: qsTr("For this sandbox, or for everyone with its profile")
                Accessible.role: Accessible.ButtonMenu
                onClicked: allowMenu.open()

                AllowMenu {
                    id: allowMenu

                    y: more.height + Theme.gap4
                    egress: root.egress
                }
            }
            PushButton {
                objectName: "denyHost"
                visible: root.egress.canDeny
                text: qsTr("Deny host")
                symbol: "slash-circle"
                hint: qsTr("For this sandbox alone; open connections are closed")
                onClicked: root.egress.deny()
            }
        }
        CaptionLabel {
            objectName: "egressWhyNot"
            Layout.fillWidth: true
            visible: root.egress.whyNot !== ""
            text: root.egress.whyNot
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
        Rectangle {
            Layout.fillWidth: true
            implicitHeight: 1
            color: Theme.borderSubtle
        }
        Flickable {
            Layout.fillWidth: true
            Layout.fillHeight: true
            contentHeight: below.height
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            Basic.ScrollBar.vertical: ThinScrollBar {}

            Column {
                id: below

                width: parent.width - Theme.scrollBarWidth
                spacing: Theme.gap12

                FactTable {
                    width: parent.width
                    labelWidth: Theme.sized(88)
                    model: root.egress.facts
                    onCopyRequested: text => root.panel.copyText(text)
                }
                SectionLabel {
                    visible: root.egress.ownRules.length > 0
                    text: qsTr("Rules of this sandbox alone")
                }
                Repeater {
                    model: root.egress.ownRules

                    Item {
                        id: rule

                        required property int index
                        required property string modelData

                        width: below.width
                        height: Theme.controlHeight

                        ElidedLabel {
                            width: parent.width - Theme.controlHeight
                            height: parent.height
                            text: rule.modelData
                            elide: Text.ElideMiddle
                        }
                        IconButton {
                            objectName: "removeRule" + rule.index
                            x: parent.width - width
                            anchors.verticalCenter: parent.verticalCenter
                            implicitHeight: Theme.sized(26)
                            implicitWidth: Theme.sized(26)
                            symbol: "trash3"
                            label: qsTr("Take back: %1").arg(rule.modelData)
                            onClicked: root.egress.removeOwn(rule.index)
                        }
                    }
                }
            }
        }
    }
}
