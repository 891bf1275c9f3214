// How a log's lines lie over time: all of them, warnings, errors, each in a lane with its name. A press goes to that
// time; a stretch that is dragged, or marked with Shift and the arrows, becomes the filter's.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

FocusScope {
    id: root

    required property LogModel log

    readonly property LogVolume volume: root.log.volume
    readonly property real step: root.volume.count > 0 ? plot.width / root.volume.count : 0
    property int current: -1 // by keyboard or pointer
    property int anchor: -1  // where a marked stretch begins
    property int pointed: -1
    readonly property bool marked: root.anchor >= 0 && root.current >= 0 && root.anchor !== root.current
    readonly property int read: root.pointed >= 0 ? root.pointed : root.current
    readonly property string readText: {
        root.volume.lines; // told anew when it changes
        return root.marked ? qsTr("%1. Enter shows only these times.").arg(root.volume.wordsOf(Math.min(root.anchor, root.current), Math.max(root.anchor, root.current)))
                           : root.volume.wordsOf(root.read, root.read);
    }

    function slotAt(x: real): int {
        return Math.max(0, Math.min(root.volume.count - 1, Math.floor(x / root.step)));
    }
    function move(by: int, extend: bool): void {
        if (root.volume.count === 0)
            return;
        const from = root.current < 0 ? root.volume.count : root.current;
        if (extend && root.anchor < 0)
            root.anchor = Math.min(from, root.volume.count - 1);
        if (!extend)
            root.anchor = -1;
        root.current = Math.max(0, Math.min(root.volume.count - 1, from + by));
    }
    function take(): void {
        if (root.marked)
            root.log.setTimes(Math.min(root.anchor, root.current), Math.max(root.anchor, root.current) + 1);
        else
            root.log.goToSlot(root.current);
        root.anchor = -1;
    }

    implicitHeight: Theme.sized(62)
    activeFocusOnTab: true
    onActiveFocusChanged: if (!root.activeFocus)
        root.current = root.anchor = -1
    Keys.onPressed: event => {
        const extend = (event.modifiers & Qt.ShiftModifier) !== 0;
        event.accepted = true;
        switch (event.key) {
        case Qt.Key_Left: root.move(-1, extend); break;
        case Qt.Key_Right: root.move(root.current < 0 ? -1 : 1, extend); break;
        case Qt.Key_Home: root.move(-root.volume.count, extend); break;
        case Qt.Key_End: root.move(root.volume.count, extend); break;
        case Qt.Key_Return:
        case Qt.Key_Enter:
        case Qt.Key_Space: root.take(); break;
        case Qt.Key_Escape:
            event.accepted = root.current >= 0;
            root.current = root.anchor = -1;
            break;
        default: event.accepted = false;
        }
    }
    Accessible.role: Accessible.Chart
    Accessible.name: root.readText !== "" ? root.readText : qsTr("Lines over time. %1. Left and right read the times, Enter goes there.").arg(root.volume.summary)

    FocusRing {
        anchors.margins: -Theme.gap2
        shown: root.activeFocus
    }
    CaptionLabel {
        y: 2
        text: qsTr("volume")
        Accessible.ignored: true
    }
    CaptionLabel {
        y: Theme.sized(18)
        text: qsTr("warn")
        Accessible.ignored: true
    }
    CaptionLabel {
        y: Theme.sized(34)
        text: qsTr("error")
        Accessible.ignored: true
    }
    CaptionLabel {
        objectName: "volumeReadout"
        x: plot.x + fromLabel.width + Theme.gap12
        y: Theme.sized(46)
        width: plot.width - fromLabel.width - toLabel.width - 2 * Theme.gap12
        height: Theme.sized(16)
        horizontalAlignment: Text.AlignHCenter
        elide: Text.ElideRight
        readonly property bool mayElide: true
        text: root.readText
        color: Theme.textPrimary
        Accessible.ignored: true
    }
    CaptionLabel {
        id: fromLabel

        x: plot.x
        y: Theme.sized(46)
        height: Theme.sized(16)
        text: root.volume.fromText
        Accessible.ignored: true
    }
    CaptionLabel {
        id: toLabel

        x: plot.x + plot.width - width
        y: Theme.sized(46)
        height: Theme.sized(16)
        text: root.volume.toText
        Accessible.ignored: true
    }
    Item {
        id: plot

        x: Theme.sized(56)
        width: parent.width - x
        height: Theme.sized(46)

        readonly property var lines: root.volume.lines
        readonly property var warnings: root.volume.warnings
        readonly property var errors: root.volume.errors

        Rectangle { // what the filter's times are
            readonly property int from: root.log.filterFrom > 0 ? Math.max(0, root.volume.slotOf(root.log.filterFrom)) : 0

            visible: root.log.filterUntil > 0
            x: from * root.step
            width: {
                const last = root.volume.slotOf(root.log.filterUntil - 1);
                return Math.max(2, ((last < 0 ? root.volume.count - 1 : last) + 1 - from) * root.step);
            }
            height: parent.height
            color: Theme.surfaceSelected
        }
        Rectangle { // what is marked, or read
            visible: root.read >= 0
            x: (root.marked ? Math.min(root.anchor, root.current) : root.read) * root.step
            width: ((root.marked ? Math.abs(root.anchor - root.current) : 0) + 1) * root.step
            height: parent.height
            color: Theme.surfaceRaised
            border.color: Theme.focusRing
            border.width: 1
        }
        Repeater {
            objectName: "volumeBars"
            model: root.volume.count

            Item {
                id: bar

                required property int index

                readonly property real gap: root.step > 6 ? 1 : 0
                readonly property real lines: plot.lines[bar.index] ?? 0
                readonly property real warnings: plot.warnings[bar.index] ?? 0
                readonly property real errors: plot.errors[bar.index] ?? 0

                // On whole pixels: the gaps are all as wide then.
                x: Math.round(bar.index * root.step)
                width: Math.max(1, Math.round((bar.index + 1) * root.step) - x - bar.gap)
                height: plot.height

                Rectangle {
                    y: Theme.sized(22) - height
                    width: parent.width
                    height: bar.lines > 0 ? Math.max(2, bar.lines * Theme.sized(22)) : 0
                    visible: height > 0
                    color: Theme.neutral
                }
                Rectangle {
                    y: Theme.sized(34) - height
                    width: parent.width
                    height: bar.warnings > 0 ? Math.max(3, bar.warnings * Theme.sized(10)) : 0
                    visible: height > 0
                    color: Theme.attention
                }
                Rectangle {
                    y: Theme.sized(46) - height
                    width: parent.width
                    height: bar.errors > 0 ? Math.max(3, bar.errors * Theme.sized(10)) : 0
                    visible: height > 0
                    color: Theme.failed
                }
            }
        }
        Rectangle { // nothing
            y: Theme.sized(45)
            width: parent.width
            height: 1
            color: Theme.borderSubtle
        }
        MouseArea {
            anchors.fill: parent
            hoverEnabled: true
            onExited: root.pointed = -1
            onPositionChanged: event => {
                if (root.volume.count === 0)
                    return;
                root.pointed = pressed ? -1 : root.slotAt(event.x);
                if (pressed)
                    root.current = root.slotAt(event.x);
            }
            onPressed: event => {
                root.forceActiveFocus();
                root.pointed = -1;
                root.current = root.anchor = root.slotAt(event.x);
            }
            onReleased: if (root.volume.count > 0)
                root.take()
        }
    }
}
