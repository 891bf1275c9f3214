// Secrets that a sandbox may use, as ticks side by side; and a warning when the rules let it reach none of their hosts.
// There may be hundreds: what does not fit scrolls.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Column {
    id: root

    required property SecretChoice choice
    property string label: qsTr("Secrets that it may use")
    property int mostRows: 6

    function go(row: int): void {
        if (row < 0 || row >= ticks.count)
            return;
        ticks.walked = true;
        ticks.currentIndex = row; // it has the focus then
        ticks.walked = false;
    }

    visible: root.choice.count > 0
    spacing: Theme.gap4

    CaptionLabel {
        width: root.width
        text: root.label
        color: Theme.textSecondary
        font.weight: Font.Medium
    }
    GridView {
        id: ticks

        readonly property int most: Math.max(1, Math.floor((root.width + Theme.gap12) / Theme.sized(260)))
        readonly property int rows: Math.ceil(ticks.count / ticks.most)
        readonly property bool scrolls: ticks.rows > root.mostRows
        property bool walked: false // with the keyboard, just now

        objectName: "secretTicks"
        x: -Theme.gap4 // focus rings reach over the edge
        width: root.width + Theme.gap4 + (ticks.scrolls ? 0 : Theme.gap12)
        height: Math.min(ticks.rows, root.mostRows) * ticks.cellHeight
        cellWidth: Math.floor((ticks.width - Theme.gap4 - (ticks.scrolls ? Theme.scrollBarWidth : 0)) / ticks.most)
        cellHeight: Theme.sized(46)
        leftMargin: Theme.gap4
        clip: ticks.scrolls
        interactive: ticks.scrolls
        boundsBehavior: Flickable.StopAtBounds
        cacheBuffer: 0 // what is made ahead, bit by bit, lies over the first row meanwhile
        keyNavigationEnabled: false
        highlightMoveDuration: 0
        model: root.choice
        Basic.ScrollBar.vertical: ThinScrollBar {}

        Keys.onLeftPressed: root.go(ticks.currentIndex - 1)
        Keys.onRightPressed: root.go(ticks.currentIndex + 1)
        Keys.onUpPressed: root.go(ticks.currentIndex - ticks.most)
        Keys.onDownPressed: root.go(ticks.currentIndex + ticks.most)

        delegate: FocusScope {
            id: tick

            required property int index
            required property string name
            required property string detail
            required property bool chosen
            required property bool missing

            width: ticks.cellWidth
            height: ticks.cellHeight

            CheckMark {
                id: box

                objectName: "secretTick" + tick.index
                y: 3
                focus: true
                checked: tick.chosen
                focusPolicy: Qt.StrongFocus
                label: qsTr("%1, %2").arg(tick.name).arg(tick.detail)
                onActiveFocusChanged: {
                    if (!box.activeFocus)
                        return;
                    if (ticks.walked)
                        box.focusReason = Qt.TabFocusReason; // the ring shows
                    ticks.currentIndex = tick.index; // and it is in sight
                }
                onClicked: root.choice.toggle(tick.index)
            }
            TwoLineText {
                x: box.width + Theme.gap8
                y: 5
                width: parent.width - x - Theme.gap12
                twoLines: true
                title: tick.name
                caption: tick.detail
                captionInk: tick.missing ? Theme.attention : Theme.textTertiary
                titleElide: Text.ElideMiddle

                TapHandler {
                    onTapped: root.choice.toggle(tick.index)
                }
            }
        }
    }
    Row {
        width: root.width
        visible: root.choice.warning !== ""
        spacing: Theme.gap4

        Icon {
            id: mark

            y: 1
            symbol: "state/triangle-bang"
            size: Theme.sized(14)
            color: Theme.attention
        }
        CaptionLabel {
            objectName: "secretsWarning"
            width: root.width - mark.width - Theme.gap4
            text: root.choice.warning
            color: Theme.attention
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
    }
}
