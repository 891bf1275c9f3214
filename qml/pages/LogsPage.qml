// Read across sources: the engine, the sandboxes' consoles, what happened in sessions. All of it is on disk; the page has
// what it shows.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

FocusScope {
    id: root

    required property PanelModel panel

    readonly property LogModel log: root.panel.log
    readonly property bool typing: find.activeFocus || tools.typing

    objectName: "logsPage"

    function beginExport(): void {
        root.log.prepareExport(view.firstRow(), view.lastRow());
        exportDialog.get().show();
    }

    onVisibleChanged: root.log.watching = root.visible
    Component.onCompleted: root.log.watching = root.visible

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

        PageHeader {
            Layout.fillWidth: true
            title: qsTr("Logs")
            count: root.log.countText

            PushButton {
                objectName: "logBack"
                visible: root.panel.logBackText !== ""
                text: root.panel.logBackText
                symbol: "chevron-left"
                hint: qsTr("Back to where you came from   %1").arg(root.panel.registry.find("app.back").keysText)
                Accessible.name: qsTr("Back to %1").arg(root.panel.logBackText)
                onClicked: root.panel.back()
            }
            SearchField {
                id: find

                objectName: "find"
                label: qsTr("Find")
                keys: root.panel.registry.find("log.find").keysText
                width: root.width < Theme.sized(900) ? Theme.sized(200) : Theme.sized(260)
                resultText: root.log.findResult
                onTextChanged: root.log.findText = text
                onNextRequested: direction => root.log.findNext(direction)
                Component.onCompleted: text = root.log.findText
            }
            PushButton {
                objectName: "findExpression"
                text: ".*"
                kind: root.log.findExpression ? "primary" : "plain"
                hint: qsTr("Find a regular expression")
                Accessible.name: qsTr("Regular expression")
                Accessible.checkable: true
                Accessible.checked: root.log.findExpression
                onClicked: root.log.findExpression = !root.log.findExpression
            }
            PushButton {
                objectName: "findCase"
                text: "Aa"
                kind: root.log.findCase ? "primary" : "plain"
                hint: qsTr("Tell capital from small letters")
                Accessible.name: qsTr("Match case")
                Accessible.checkable: true
                Accessible.checked: root.log.findCase
                onClicked: root.log.findCase = !root.log.findCase
            }
            IconButton {
                objectName: "findPrevious"
                symbol: "chevron-up"
                label: qsTr("Previous match")
                keys: root.panel.registry.find("log.previous").keysText
                enabled: root.log.findRow >= 0
                onClicked: root.log.findNext(-1)
            }
            IconButton {
                objectName: "findNext"
                symbol: "chevron-down"
                label: qsTr("Next match")
                keys: root.panel.registry.find("log.next").keysText
                enabled: root.log.findRow >= 0
                onClicked: root.log.findNext(1)
            }
        }
        LogTools {
            id: tools

            Layout.fillWidth: true
            panel: root.panel
            onExportRequested: root.beginExport()
        }
        CaptionLabel {
            objectName: "logProblem"
            Layout.fillWidth: true
            visible: text !== ""
            text: root.log.findProblem !== "" ? qsTr("Find: %1").arg(root.log.findProblem) : root.log.problem
            color: Theme.attention
        }
        LogChart {
            objectName: "logChart"
            Layout.fillWidth: true
            visible: root.height >= Theme.sized(560) && root.log.volume.count > 0
            log: root.log
        }
        Card {
            id: card

            Layout.fillWidth: true
            Layout.fillHeight: true

            LogView {
                id: view

                objectName: "logView"
                anchors.fill: parent
                anchors.margins: 1
                anchors.bottomMargin: foot.visible ? foot.height : 1
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
                onCopyRequested: root.panel.copyLog()
                onClearRequested: root.log.hasSelection ? root.log.clearSelection() : root.log.clearContext()
                onUnfoldRequested: row => root.log.toggleUnfolded(row)
                onContextRequested: row => root.log.addContext(row)
                onMenuRequested: (x, y) => menu.popup(view, x, y)

                Connections {
                    function onShowRow(row: int): void {
                        view.showRow(row);
                    }
                    function onRevealRow(row: int): void {
                        view.revealRow(row);
                    }

                    target: root.log
                }
                LogCopyMenu {
                    id: menu

                    panel: root.panel
                }
            }
            LogFoot {
                id: foot

                anchors.left: parent.left
                anchors.right: parent.right
                anchors.bottom: parent.bottom
                visible: root.log.hasSelection && root.log.selectedText !== ""
                panel: root.panel
            }
            EmptyState {
                objectName: "noLines"
                anchors.centerIn: parent
                width: parent.width - Theme.gap48
                visible: root.log.count === 0 && !root.log.busy
                symbol: root.log.total === 0 ? "journal-text" : "funnel"
                title: root.log.total === 0 ? qsTr("No lines yet") : qsTr("No line matches the filter")
                text: root.log.total === 0 ? qsTr("What the engine says, what sandboxes print and what sessions do will appear here.") : root.log.countText
                actionText: root.log.total === 0 ? "" : qsTr("Clear the filter")
                onActionRequested: {
                    tools.clear();
                    root.log.clearFilter();
                }
            }
            FollowBar {
                id: pauseBar

                objectName: "pauseBar"
                anchors.horizontalCenter: parent.horizontalCenter
                anchors.bottom: parent.bottom
                anchors.bottomMargin: Theme.gap12 + (foot.visible ? foot.height : 0)
                visible: !root.log.following && root.log.count > 0
                pausedText: root.log.pausedText
                onFollowRequested: {
                    root.log.following = true;
                    view.forceActiveFocus();
                }
            }
        }
    }
    LazyDialog {
        id: exportDialog

        LogExportDialog {
            form: root.log.exporting
            onCancelled: view.forceActiveFocus()
        }
    }
    LazyDialog {
        id: goToDialog

        GoToDialog {
            log: root.log
            onCancelled: view.forceActiveFocus()
        }
    }
    Connections {
        function onAsked(id: string): void {
            switch (id) {
            case "log.find": find.forceActiveFocus(); break;
            case "log.filter": tools.focusFilter(); break;
            case "log.goTo": goToDialog.get().show(); break;
            case "page.export": root.beginExport(); break;
            }
        }

        enabled: root.visible
        target: root.panel.registry
    }
}
