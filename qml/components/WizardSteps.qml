// The steps of a form that is filled in one page after the other: where one is, which are right, and the way to each.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.Controls
import Glovebox.Theme

Row {
    id: root

    required property var steps // texts
    required property int current
    property int wrong: -1 // what is to be put right there
    property int done: 0 // so many of the first need nothing any more
    property bool narrow: false // the current one alone has its name

    signal chosen(index: int)

    spacing: Theme.gap8
    Accessible.role: Accessible.PageTabList
    Accessible.name: qsTr("Steps")

    Repeater {
        model: root.steps

        Row {
            id: item

            required property int index
            required property string modelData

            spacing: Theme.gap8

            Rectangle { // what leads here
                anchors.verticalCenter: parent.verticalCenter
                width: Theme.gap16
                height: 1
                color: Theme.borderControl
                visible: item.index > 0
            }
            Basic.AbstractButton {
                id: step

                readonly property bool isCurrent: root.current === item.index
                readonly property bool isWrong: root.wrong === item.index
                readonly property bool isDone: item.index < root.done && !step.isCurrent

                objectName: "wizardStep" + item.index
                implicitHeight: Theme.controlHeight
                focusPolicy: Qt.StrongFocus
                hoverEnabled: true
                onClicked: root.chosen(item.index)
                Accessible.role: Accessible.PageTab
                Accessible.description: step.isDone ? qsTr("Done") : ""
                Accessible.name: step.isWrong ? qsTr("Step %1, %2: something is wrong there").arg(item.index + 1).arg(item.modelData)
                                              : qsTr("Step %1, %2").arg(item.index + 1).arg(item.modelData)
                Accessible.selected: step.isCurrent

                contentItem: Row {
                    spacing: Theme.gap8

                    Rectangle {
                        anchors.verticalCenter: parent.verticalCenter
                        width: Theme.sized(22)
                        height: Theme.sized(22)
                        radius: 11
                        color: step.isCurrent ? Theme.primaryFill : "transparent"
                        border.color: step.isCurrent ? Theme.primaryFill : step.isWrong ? Theme.failed : step.isDone ? Theme.live : Theme.borderControl

                        Icon {
                            anchors.centerIn: parent
                            symbol: "check-lg"
                            size: Theme.sized(12)
                            color: Theme.live
                            visible: step.isDone
                        }
                        CaptionLabel {
                            anchors.centerIn: parent
                            visible: !step.isDone
                            text: step.isWrong ? "!" : item.index + 1
                            color: step.isCurrent ? Theme.primaryText : step.isWrong ? Theme.failed : Theme.textSecondary
                            font.weight: Font.DemiBold
                            Accessible.ignored: true
                        }
                    }
                    PlainLabel {
                        anchors.verticalCenter: parent.verticalCenter
                        text: item.modelData
                        visible: !root.narrow || step.isCurrent
                        color: step.isCurrent || step.hovered ? Theme.textPrimary : Theme.textSecondary
                        font.weight: step.isCurrent ? Font.DemiBold : Font.Normal
                        Accessible.ignored: true
                    }
                }
                background: Item {
                    FocusRing {
                        shown: step.visualFocus
                        anchors.margins: -Theme.gap2
                    }
                }
            }
        }
    }
}
