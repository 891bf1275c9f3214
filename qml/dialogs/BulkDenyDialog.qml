// Several waiting calls denied at once: each is listed, one reason goes to all, and it is asked once. Cancel is focused.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

DialogFrame {
    id: root

    required property PanelModel panel

    readonly property BulkDenial denial: root.panel.denial

    function show(): void {
        reason.text = "";
        root.ask();
    }

    objectName: "bulkDenyDialog"
    width: Math.min(Theme.sized(640), (parent?.width ?? Theme.sized(680)) - Theme.gap48)
    title: root.denial.question
    acceptText: root.denial.verb
    acceptEnabled: root.denial.open > 0 && !root.panel.host.stale
    onAccepted: root.panel.denyPrepared()
    onAboutToShow: root.panel.approvals.held = true
    onAboutToHide: root.panel.approvals.held = false

    Rectangle {
        Layout.fillWidth: true
        implicitHeight: Math.min(list.contentHeight, 5 * Theme.rowHeightTwoLines) + 2
        radius: Theme.radius
        color: Theme.surfaceWindow
        border.color: Theme.borderSubtle

        ListView {
            id: list

            objectName: "denialList"
            anchors.fill: parent
            anchors.margins: 1
            clip: true
            model: root.denial
            boundsBehavior: Flickable.StopAtBounds
            activeFocusOnTab: contentHeight > height
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Calls to deny")
            Basic.ScrollBar.vertical: ThinScrollBar {}

            delegate: Item {
                id: call

                required property int index
                required property string tool
                required property string summary
                required property string sessionTitle
                required property string asker
                required property string tone
                required property string symbol
                required property string word
                required property bool open
                required property string spoken

                objectName: "denialRow"
                width: list.width
                height: Theme.rowHeightTwoLines
                Accessible.role: Accessible.ListItem
                Accessible.name: call.spoken

                Rectangle {
                    x: Theme.gap12
                    width: parent.width - 2 * x
                    height: 1
                    color: Theme.borderSubtle
                    visible: call.index > 0
                }
                MonoLabel {
                    id: toolName

                    x: Theme.gap12
                    y: 6
                    height: Theme.sized(18)
                    text: call.tool
                    font.weight: Font.DemiBold
                    Accessible.ignored: true
                }
                ElidedLabel {
                    x: toolName.x + toolName.width + Theme.gap8
                    y: 6
                    width: state.x - x - Theme.gap12
                    height: Theme.sized(18)
                    text: call.summary
                    mono: true
                    color: Theme.textSecondary
                    Accessible.ignored: true
                }
                ElidedLabel {
                    x: Theme.gap12
                    y: Theme.sized(24)
                    width: state.x - x - Theme.gap12
                    height: Theme.sized(18)
                    text: call.asker === "" ? call.sessionTitle : call.sessionTitle + " · " + call.asker
                    font.pixelSize: Theme.captionSize
                    color: Theme.textTertiary
                    Accessible.ignored: true
                }
                StateWord {
                    id: state

                    anchors.right: parent.right
                    anchors.rightMargin: Theme.gap12 + (list.contentHeight > list.height ? Theme.scrollBarWidth : 0)
                    anchors.verticalCenter: parent.verticalCenter
                    tone: call.open ? call.tone : "neutral"
                    symbol: call.symbol
                    word: call.word
                }
            }
        }
    }
    NoteBox {
        objectName: "denialLeftOut"
        Layout.fillWidth: true
        visible: root.denial.leftOut !== ""
        text: root.denial.leftOut
    }
    InputField {
        id: reason

        objectName: "denialReason"
        Layout.fillWidth: true
        label: qsTr("Reason, sent to each agent (optional)")
        fieldEnabled: root.denial.open > 0
        onEdited: text => root.denial.reason = text
    }
    PlainLabel {
        Layout.fillWidth: true
        text: qsTr("None of them runs. Each agent is told so and goes on with its turn.")
        color: Theme.textSecondary
        font.pixelSize: Theme.readingSize
        lineHeight: 1.3
        wrapMode: Text.Wrap
        elide: Text.ElideNone
    }
}
