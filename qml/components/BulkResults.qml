// What became of an action on several sandboxes: which worked, which not and why. It stays until it is closed.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Card {
    id: root

    required property PanelModel panel

    readonly property BulkResult result: root.panel.actions.result

    implicitHeight: Theme.sized(44) + list.height + Theme.gap8

    PlainLabel {
        id: title

        objectName: "resultTitle"
        x: Theme.gap16
        height: Theme.sized(44)
        width: tools.x - x - Theme.gap12
        text: root.result.title
        font.weight: Font.DemiBold
        Accessible.role: Accessible.Heading
    }
    Row {
        id: tools

        x: parent.width - width - Theme.gap8
        y: Theme.gap8
        spacing: Theme.gap8

        PushButton {
            objectName: "retryFailed"
            implicitHeight: Theme.sized(28)
            visible: root.result.failed > 0
            text: qsTr("Retry %1").arg(root.result.failed)
            symbol: "arrow-clockwise"
            onClicked: root.panel.actions.retryFailed()
        }
        PushButton {
            objectName: "cancelMarked"
            implicitHeight: Theme.sized(28)
            visible: root.result.queued > 0
            text: qsTr("Cancel %1 waiting").arg(root.result.queued)
            hint: qsTr("What is under way ends by itself; the others are not begun")
            onClicked: root.panel.actions.cancelMarked()
        }
        IconButton {
            objectName: "copyResult"
            implicitWidth: Theme.sized(28)
            implicitHeight: Theme.sized(28)
            symbol: "copy"
            label: qsTr("Copy the list")
            onClicked: root.panel.copyText(root.result.text)
        }
        IconButton {
            objectName: "closeResult"
            implicitWidth: Theme.sized(28)
            implicitHeight: Theme.sized(28)
            symbol: "x-lg"
            label: qsTr("Close")
            visible: root.result.queued === 0 // what waits must not go on unseen
            onClicked: root.result.close()
        }
    }
    ListView {
        id: list

        objectName: "results"
        x: Theme.gap16
        y: Theme.sized(44)
        width: parent.width - Theme.gap24
        height: Math.min(root.result.count, 5) * Theme.sized(28)
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        model: root.result
        Accessible.role: Accessible.List
        Accessible.name: root.result.title
        Basic.ScrollBar.vertical: ThinScrollBar {}

        delegate: Item {
            id: line

            required property string objectId
            required property string word
            required property string tone
            required property string symbol
            required property string text

            width: ListView.view?.width ?? 0
            height: Theme.sized(28)
            Accessible.role: Accessible.ListItem
            Accessible.name: line.objectId + ", " + line.word + (line.text === "" ? "" : ", " + line.text)

            StateWord {
                anchors.verticalCenter: parent.verticalCenter
                tone: line.tone
                symbol: line.symbol
                word: line.word
            }
            MonoLabel {
                x: Theme.sized(112)
                width: Theme.sized(104)
                height: parent.height
                text: line.objectId
                Accessible.ignored: true
            }
            ElidedLabel {
                x: Theme.sized(224)
                width: parent.width - x - Theme.scrollBarWidth
                height: parent.height
                text: line.text
                color: line.tone === "failed" ? Theme.failed : Theme.textSecondary
                Accessible.ignored: true
            }
        }
    }
}
