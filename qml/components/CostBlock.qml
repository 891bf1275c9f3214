// One kind of money: its sum, what it is made of, and its days. There are two of these, and nothing adds them.
import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Card {
    id: root

    required property string title
    required property string source // who says so
    required property string total
    required property string detail
    required property CostDays days
    required property bool list
    required property string most
    required property bool charted
    required property color ink

    readonly property real extraHeight: Math.max(0, who.lineCount - 1) * Theme.sized(17) // in narrow windows

    implicitHeight: (root.charted ? Theme.sized(204) : Theme.sized(88)) + root.extraHeight
    Accessible.role: Accessible.Grouping
    Accessible.name: root.title + ": " + root.total

    SectionLabel {
        id: heading

        x: Theme.gap16
        y: Theme.gap12
        text: root.title
    }
    PlainLabel {
        objectName: "blockTotal"
        anchors.right: parent.right
        anchors.rightMargin: Theme.gap16
        anchors.verticalCenter: heading.verticalCenter
        text: root.total
        font.pixelSize: Theme.pageSize
        font.weight: Font.DemiBold
    }
    ElidedLabel {
        x: Theme.gap16
        y: Theme.sized(38)
        width: parent.width - 2 * x
        height: Theme.sized(18)
        text: root.detail
        color: Theme.textSecondary
    }
    PlainLabel {
        id: who

        objectName: "blockSource"
        x: Theme.gap16
        y: Theme.sized(58)
        width: parent.width - 2 * x
        wrapMode: Text.Wrap
        elide: Text.ElideNone
        lineHeight: Theme.sized(17)
        lineHeightMode: Text.FixedHeight
        text: root.source
        color: Theme.textTertiary
        font.pixelSize: Theme.captionSize
    }
    CostChart {
        objectName: "costChart"
        x: Theme.gap16
        y: Theme.sized(84) + root.extraHeight
        width: parent.width - 2 * x
        height: parent.height - y - Theme.gap8
        visible: root.charted
        days: root.days
        list: root.list
        most: root.most
        label: root.title
        ink: root.ink
    }
}
