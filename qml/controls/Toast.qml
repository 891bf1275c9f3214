// A short note at the lower edge; goes by itself. What matters is also written next to its object.
import QtQuick
import Glovebox.Theme

Rectangle {
    id: root

    readonly property bool floats: true // lies over other things on purpose

    property bool isProblem: false

    function show(text: string, isProblem: bool): void {
        label.text = text;
        root.isProblem = isProblem;
        root.visible = true;
        timer.restart();
    }

    visible: false
    implicitWidth: Math.min(Theme.sized(520), label.implicitWidth + Theme.gap48)
    implicitHeight: label.implicitHeight + Theme.gap16
    radius: Theme.radiusCard
    color: Theme.surfaceRaised
    border.color: root.isProblem ? Theme.failed : Theme.borderControl
    Accessible.role: Accessible.AlertMessage
    Accessible.name: label.text

    Icon {
        x: Theme.gap12
        anchors.verticalCenter: parent.verticalCenter
        symbol: root.isProblem ? "state/octagon-cross" : "state/check"
        color: root.isProblem ? Theme.failed : Theme.live
    }
    PlainLabel {
        id: label

        x: Theme.gap32 + Theme.gap4
        anchors.verticalCenter: parent.verticalCenter
        width: Math.min(implicitWidth, Theme.sized(520) - Theme.gap48)
        wrapMode: Text.Wrap
        maximumLineCount: 3
        Accessible.ignored: true
    }
    Timer {
        id: timer

        interval: Theme.toastMs
        onTriggered: root.visible = false
    }
}
