// One check of this host: what was found, and, when it is not good, why that matters and what to do.
import QtQuick
import QtQuick.Layouts
import Glovebox.Controls
import Glovebox.Theme

Column {
    id: root

    required property string checkId
    required property string group // on the first of each group
    required property string title
    required property string tone
    required property string symbol
    required property string word
    required property string found
    required property string why
    required property string fix
    required property string ifIgnored
    required property bool checking
    required property string age
    required property bool busy

    readonly property bool open: root.fix !== "" || root.ifIgnored !== ""

    signal copyRequested(text: string)
    signal checkRequested

    objectName: "check-" + root.checkId
    spacing: Theme.gap8

    SectionLabel {
        topPadding: Theme.gap4
        visible: root.group !== ""
        text: root.group
    }
    Card {
        width: root.width
        implicitHeight: words.implicitHeight + Theme.gap16
        Accessible.role: Accessible.Grouping
        Accessible.name: qsTr("%1: %2. %3").arg(root.title).arg(root.word).arg(root.found)

        GridLayout {
            id: words

            x: Theme.gap16
            y: Theme.gap8
            width: parent.width - Theme.gap24
            columns: 4
            columnSpacing: Theme.gap12
            rowSpacing: Theme.gap4

            StateWord {
                Layout.preferredWidth: Theme.sized(88)
                Layout.alignment: Qt.AlignTop
                Layout.topMargin: Theme.gap4
                tone: root.tone
                symbol: root.symbol
                word: root.word
            }
            PlainLabel {
                Layout.preferredWidth: 220
                Layout.alignment: Qt.AlignTop
                Layout.topMargin: Theme.gap4
                text: root.title
                font.weight: Font.Medium
                wrapMode: Text.Wrap
                elide: Text.ElideNone
            }
            PlainLabel {
                objectName: "found"
                Layout.fillWidth: true
                Layout.alignment: Qt.AlignTop
                Layout.topMargin: Theme.gap4
                text: root.found
                color: root.open ? Theme.textPrimary : Theme.textSecondary
                wrapMode: Text.Wrap
                elide: Text.ElideNone
            }
            RowLayout {
                Layout.alignment: Qt.AlignTop
                spacing: Theme.gap4

                CaptionLabel {
                    text: root.age
                    color: Theme.textTertiary
                }
                IconButton {
                    objectName: "checkAgain"
                    implicitWidth: 28
                    implicitHeight: 26
                    symbol: "arrow-clockwise"
                    label: qsTr("Re-check %1").arg(root.title)
                    ink: Theme.textTertiary
                    enabled: !root.busy
                    onClicked: root.checkRequested()
                }
            }
            PlainLabel {
                Layout.column: 2
                Layout.row: 1
                Layout.fillWidth: true
                text: root.why
                color: Theme.textTertiary
                wrapMode: Text.Wrap
                elide: Text.ElideNone
            }
            PlainLabel {
                objectName: "ifIgnored"
                Layout.column: 2
                Layout.row: 2
                Layout.fillWidth: true
                visible: root.ifIgnored !== ""
                text: qsTr("If ignored: %1").arg(root.ifIgnored)
                color: Theme.textSecondary
                wrapMode: Text.Wrap
                elide: Text.ElideNone
            }
            Rectangle {
                Layout.column: 2
                Layout.row: 3
                Layout.fillWidth: true
                Layout.bottomMargin: Theme.gap4
                implicitHeight: Math.max(28, command.implicitHeight + Theme.gap8)
                visible: root.fix !== ""
                radius: Theme.radius
                color: Theme.surfaceTerminal
                border.color: Theme.borderSubtle

                SelectableText {
                    id: command

                    objectName: "fix"
                    anchors.left: parent.left
                    anchors.right: copy.left
                    anchors.leftMargin: Theme.gap8
                    anchors.verticalCenter: parent.verticalCenter
                    text: root.fix
                    font.family: Theme.monoFamily
                    font.pixelSize: Theme.monoSize
                    wrapMode: TextEdit.Wrap
                    Accessible.name: qsTr("To mend %1").arg(root.title)
                }
                IconButton {
                    id: copy

                    objectName: "copyFix"
                    anchors.right: parent.right
                    anchors.verticalCenter: parent.verticalCenter
                    implicitWidth: 28
                    implicitHeight: 26
                    symbol: "copy"
                    label: qsTr("Copy the command for %1").arg(root.title)
                    onClicked: root.copyRequested(root.fix)
                }
            }
        }
    }
}
