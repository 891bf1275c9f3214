// The set-up's test: each step with its state, how long it took, and what came of it; and, once all of them passed, what
// to do next.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

FocusScope {
    id: root

    required property SetupPanel setup

    readonly property SetupTest test: root.setup.test
    readonly property real wordWidth: Theme.sized(112)
    readonly property real timeWidth: Theme.sized(84)
    readonly property real barWidth: root.width < Theme.sized(720) ? Theme.sized(90) : Theme.sized(220)

    function focusFirst(): void {
        table.forceActiveFocus(Qt.TabFocusReason);
    }

    objectName: "setupTestRun"
    implicitHeight: column.implicitHeight

    Column {
        id: column

        width: root.width
        spacing: Theme.gap12

        Rectangle {
            objectName: "testPassed"
            width: root.width
            implicitHeight: words.implicitHeight + Theme.gap32
            visible: root.test.passed
            radius: Theme.radiusCard
            color: Theme.contrast ? Theme.surfacePanel : Theme.wash(Theme.live, Theme.dark ? 0.1 : 0.08)
            border.color: Theme.contrast ? Theme.borderControl : Theme.live
            Accessible.role: Accessible.AlertMessage
            Accessible.name: qsTr("Glovebox is ready") + ". " + root.test.summary

            Icon {
                x: Theme.gap16
                y: Theme.gap16
                symbol: "state/check-circle"
                size: Theme.sized(28)
                color: Theme.live
            }
            Column {
                id: words

                x: Theme.gap16 + Theme.sized(28) + Theme.gap16
                y: Theme.gap16
                width: parent.width - x - Theme.gap16
                spacing: Theme.gap8

                PlainLabel {
                    width: parent.width
                    text: qsTr("Glovebox is ready")
                    font.pixelSize: Theme.pageSize
                    font.weight: Font.DemiBold
                    wrapMode: Text.Wrap
                    elide: Text.ElideNone
                }
                PlainLabel {
                    width: parent.width
                    text: root.test.summary
                    color: Theme.textSecondary
                    wrapMode: Text.Wrap
                    elide: Text.ElideNone
                }
                Repeater {
                    model: [qsTr("Start a session for this environment, in the Console or with an operator key from Sessions: its sandbox appears here by itself."),
                            qsTr("Sandboxes reach nothing outside until you allow it: see Egress."),
                            qsTr("Calls that need a yes wait in Approvals; an operator key lets you answer them here.")]

                    Item {
                        id: hint

                        required property string modelData

                        width: words.width
                        implicitHeight: said.implicitHeight

                        Rectangle {
                            x: Theme.gap4
                            y: Theme.sized(7)
                            width: Theme.gap4
                            height: Theme.gap4
                            radius: Theme.gap2
                            color: Theme.textSecondary
                        }
                        PlainLabel {
                            id: said

                            x: Theme.gap16
                            width: parent.width - x
                            text: hint.modelData
                            wrapMode: Text.Wrap
                            elide: Text.ElideNone
                        }
                    }
                }
            }
        }
        NoteBox {
            objectName: "testSummary"
            width: root.width
            visible: !root.test.passed && !root.test.failed
            text: root.test.summary
        }
        ErrorPanel {
            objectName: "testError"
            width: root.width
            visible: root.test.failed
            what: root.test.errorWhat
            why: root.test.errorWhy
            todo: root.test.errorTodo
            detail: root.test.errorDetail
            code: root.test.errorCode
            onCopyRequested: root.setup.copyTestError()
        }
        PushButton {
            objectName: "cleanUp"
            visible: root.test.failed
            text: qsTr("Destroy what it made")
            symbol: "trash3"
            onClicked: root.test.cancel()
        }
        Card {
            id: table

            objectName: "testTable"
            width: root.width
            implicitHeight: rows.implicitHeight + Theme.gap16
            activeFocusOnTab: true
            focus: true
            Accessible.role: Accessible.Table
            Accessible.name: root.test.summary

            FocusRing {
                shown: table.activeFocus
            }
            Column {
                id: rows

                x: Theme.gap16
                y: Theme.gap8
                width: parent.width - 2 * x

                Repeater {
                    model: root.test

                    Item {
                        id: row

                        required property int index
                        required property string title
                        required property string tone
                        required property string symbol
                        required property string word
                        required property string time
                        required property real share
                        required property string detail
                        required property string spoken

                        objectName: "testStep" + row.index
                        width: rows.width
                        height: Math.max(Theme.sized(44), texts.implicitHeight + Theme.gap16)
                        Accessible.role: Accessible.Row
                        Accessible.name: row.spoken
                        Accessible.description: row.detail

                        Rectangle {
                            width: parent.width
                            height: 1
                            color: Theme.borderSubtle
                            visible: row.index > 0
                        }
                        StateWord {
                            y: Math.round((row.height - height) / 2)
                            tone: row.tone
                            symbol: row.symbol
                            word: row.word
                            maximumWidth: root.wordWidth
                        }
                        Column {
                            id: texts

                            x: root.wordWidth + Theme.gap8
                            y: Math.round((row.height - implicitHeight) / 2)
                            width: bar.x - x - Theme.gap16

                            PlainLabel {
                                width: parent.width
                                text: row.title
                                font.weight: Font.Medium
                                color: row.time === "" ? Theme.textSecondary : Theme.textPrimary
                                wrapMode: Text.Wrap
                                elide: Text.ElideNone
                                Accessible.ignored: true
                            }
                            CaptionLabel {
                                objectName: "testDetail"
                                width: parent.width
                                text: row.detail
                                font.family: row.index === SetupTest.Command ? Theme.monoFamily : Theme.family // as it was printed
                                visible: row.detail !== ""
                                color: Theme.textTertiary
                                wrapMode: Text.Wrap
                                elide: Text.ElideNone
                                Accessible.ignored: true
                            }
                        }
                        Rectangle {
                            id: bar

                            x: row.width - root.timeWidth - Theme.gap8 - width
                            y: Math.round((row.height - height) / 2)
                            width: root.barWidth
                            height: Theme.sized(8)
                            radius: height / 2
                            color: Theme.surfaceWindow
                            visible: row.time !== ""

                            Rectangle {
                                width: Math.max(parent.height, parent.width * row.share)
                                height: parent.height
                                radius: parent.radius
                                color: Theme.tone(row.tone)
                            }
                        }
                        PlainLabel {
                            objectName: "testTime"
                            x: row.width - root.timeWidth
                            y: Math.round((row.height - height) / 2)
                            width: root.timeWidth
                            horizontalAlignment: Text.AlignRight
                            text: row.time
                            font.family: Theme.monoFamily
                            font.pixelSize: Theme.monoSize
                            Accessible.ignored: true
                        }
                    }
                }
            }
        }
        PushButton {
            objectName: "testAgain"
            visible: root.test.passed
            kind: "quiet"
            text: qsTr("Run the test again")
            symbol: "arrow-clockwise"
            onClicked: root.test.begin()
        }
    }
}
