// One thing that happened: how loud, what, whose, when, and the way to it.
import QtQuick
import Glovebox.Controls
import Glovebox.Theme

GlanceRow {
    id: root

    required property int index
    required property string what
    required property string object
    required property string detail
    required property string level
    required property string time
    required property string age
    required property string tone
    required property string symbol
    required property string target
    required property bool settled
    required property bool unseen

    signal openRequested(target: string)

    objectName: "alertLine"
    row: root.index
    height: column.height + Theme.gap24
    opacity: root.settled ? 0.75 : 1

    Icon {
        x: Theme.gap16
        y: Theme.gap12 + 1
        symbol: "state/" + root.symbol
        color: Theme.tone(root.tone)
    }
    Column {
        id: column

        x: Theme.gap16 + Theme.gap24
        y: Theme.gap12
        width: (open.visible ? open.x : root.width - Theme.gap16) - x - Theme.gap12
        spacing: Theme.gap2

        PlainLabel {
            width: parent.width
            text: root.what
            font.weight: root.unseen ? Font.DemiBold : Font.Normal
            wrapMode: Text.Wrap
            elide: Text.ElideNone
            Accessible.ignored: true
        }
        ElidedLabel {
            width: parent.width
            text: root.object
            visible: root.object !== ""
            color: Theme.textSecondary
            Accessible.ignored: true
        }
        ElidedLabel {
            width: parent.width
            text: root.detail
            visible: root.detail !== ""
            color: Theme.textTertiary
            Accessible.ignored: true
        }
        CaptionLabel {
            objectName: "alertWhen"
            width: parent.width
            text: (root.settled ? qsTr("%1, settled").arg(root.level) : root.level) + " · " + root.time + " · " + root.age
            Accessible.ignored: true
        }
    }
    PushButton {
        id: open

        objectName: "openAlert"
        x: parent.width - width - Theme.gap16
        y: Theme.gap12 - 2
        implicitHeight: Theme.sized(28)
        text: qsTr("Open")
        visible: root.target !== ""
        Accessible.name: qsTr("Open: %1 %2").arg(root.what).arg(root.object)
        onClicked: root.openRequested(root.target)
    }
}
