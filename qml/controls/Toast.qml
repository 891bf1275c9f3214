// A short note at the lower edge, with at most one thing that can be done about it; goes by itself. What matters is also
// written next to its object.
import QtQuick
import Glovebox.Theme

Rectangle {
    id: root

    readonly property bool floats: true // lies over other things on purpose

    required property string text
    property bool isProblem: false
    property string verb: ""

    signal acted
    signal passed

    implicitWidth: Math.min(Theme.sized(600), words.implicitWidth + words.x + Theme.gap16 + (deed.visible ? deed.width + Theme.gap12 : 0))
    implicitHeight: Math.max(words.implicitHeight + Theme.gap16, deed.visible ? deed.height + Theme.gap12 : 0)
    radius: Theme.radiusCard
    color: Theme.surfaceRaised
    border.color: root.isProblem ? Theme.failed : Theme.borderControl
    Accessible.role: Accessible.AlertMessage
    Accessible.name: root.text

    onTextChanged: timer.restart()
    onVisibleChanged: timer.restart()

    Icon {
        x: Theme.gap12
        anchors.verticalCenter: parent.verticalCenter
        symbol: root.isProblem ? "state/octagon-cross" : "state/check"
        color: root.isProblem ? Theme.failed : Theme.live
    }
    PlainLabel {
        id: words

        x: Theme.gap32 + Theme.gap4
        anchors.verticalCenter: parent.verticalCenter
        width: (deed.visible ? deed.x : root.width) - x - Theme.gap12
        text: root.text
        wrapMode: Text.Wrap
        maximumLineCount: 3
        Accessible.ignored: true
    }
    PushButton {
        id: deed

        objectName: "toastDeed"
        anchors.right: parent.right
        anchors.rightMargin: Theme.gap8
        anchors.verticalCenter: parent.verticalCenter
        implicitHeight: Theme.sized(28)
        text: root.verb
        visible: root.verb !== ""
        onClicked: root.acted()
    }
    Timer { // what can be taken back stays for as long as that is so
        id: timer

        interval: Theme.toastMs
        onTriggered: {
            if (root.verb === "")
                root.passed();
        }
    }
}
