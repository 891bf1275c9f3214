// One log in a window of its own: to read along beside other work. The page of logs has the rest: charts, times, exports.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

FocusScope {
    id: root

    required property PanelModel panel
    required property OwnWindow own

    readonly property LogModel log: root.own.log

    objectName: "ownLog"
    Component.onCompleted: root.log.watching = true

    Binding {
        target: root.log
        property: "palette"
        value: Theme.terminal
    }
    Binding {
        target: root.log
        property: "ground"
        value: Theme.surfaceTerminal.toString()
    }
    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.gap16
        spacing: Theme.gap12

        Item { // placed by hand, as the log page's tools are
            id: tools

            Layout.fillWidth: true
            implicitHeight: Theme.controlHeight

            ChoiceBox {
                id: level

                objectName: "ownLevel"
                width: Theme.sized(140)
                label: ""
                Accessible.name: qsTr("Level")
                model: root.log.levelChoices
                currentIndex: root.log.level
                onActivated: index => root.log.level = index
            }
            SearchField {
                id: filter

                objectName: "ownFilter"
                x: level.width + Theme.gap8
                width: (tools.width - level.width - follow.width - 3 * Theme.gap8) / 2
                label: qsTr("Filter")
                symbol: "filter"
                onTextChanged: root.log.filterText = text
            }
            SearchField {
                objectName: "ownFind"
                x: filter.x + filter.width + Theme.gap8
                width: filter.width
                label: qsTr("Find")
                resultText: root.log.findResult
                onTextChanged: root.log.findText = text
                onNextRequested: direction => root.log.findNext(direction)
            }
            PushButton {
                id: follow

                objectName: "ownFollow"
                x: tools.width - width
                text: root.log.following ? qsTr("Following") : qsTr("Follow")
                symbol: root.log.following ? "state/disc" : "arrow-down"
                hint: qsTr("Stay at the newest line   End")
                onClicked: root.log.following = !root.log.following
            }
        }
        CaptionLabel {
            objectName: "ownLogProblem"
            Layout.fillWidth: true
            visible: text !== ""
            text: root.log.findProblem !== "" ? qsTr("Find: %1").arg(root.log.findProblem) : root.log.problem
            color: Theme.attention
        }
        Card {
            Layout.fillWidth: true
            Layout.fillHeight: true

            LogView {
                id: view

                objectName: "ownLogView"
                anchors.fill: parent
                anchors.margins: 1
                focus: true
                wrap: root.log.wrap
                covered: pauseBar.visible ? pauseBar.height + Theme.gap12 : 0
                findMarks: root.log.findMarks
                errorMarks: root.log.errorMarks
                currentMark: root.log.currentMark
                markPlaces: root.log.markPlaces
                label: qsTr("Log lines")
                model: root.log
                following: root.log.following
                digits: root.log.total.toString().length
                selectedRow: root.log.selectedRow
                onFollowRequested: follow => root.log.following = follow
                onSelectRequested: (row, extend) => root.log.selectRow(row, extend)
                onMoveRequested: (rows, extend) => root.log.moveSelection(rows, extend)
                onAllRequested: root.log.selectAll()
                onCopyRequested: root.log.copySelection()
                onClearRequested: root.log.hasSelection ? root.log.clearSelection() : root.log.clearContext()
                onUnfoldRequested: row => root.log.toggleUnfolded(row)
                onContextRequested: row => root.log.addContext(row)

                Connections {
                    function onShowRow(row: int): void {
                        view.showRow(row);
                    }
                    function onRevealRow(row: int): void {
                        view.revealRow(row);
                    }

                    target: root.log
                }
            }
            EmptyState {
                objectName: "ownNoLines"
                anchors.centerIn: parent
                width: parent.width - Theme.gap48
                visible: root.log.count === 0 && !root.log.busy
                symbol: root.log.total === 0 ? "journal-text" : "funnel"
                title: root.log.total === 0 ? qsTr("No lines yet") : qsTr("No line matches the filter")
                text: root.log.total === 0 ? qsTr("What is written from now on will appear here.") : root.log.countText
                actionText: root.log.total === 0 ? "" : qsTr("Clear the filter")
                onActionRequested: {
                    filter.clear();
                    root.log.clearFilter();
                }
            }
            FollowBar {
                id: pauseBar

                objectName: "ownPauseBar"
                anchors.horizontalCenter: parent.horizontalCenter
                anchors.bottom: parent.bottom
                anchors.bottomMargin: Theme.gap12
                visible: !root.log.following && root.log.count > 0
                pausedText: root.log.pausedText
                onFollowRequested: {
                    root.log.following = true;
                    view.forceActiveFocus();
                }
            }
        }
    }
}
