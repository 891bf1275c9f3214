// Secrets that the gate puts into requests: a row each, where their values are, and the selected one beside them.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

FocusScope {
    id: root

    required property PanelModel panel
    required property bool roomForPane

    readonly property SecretsPanel secrets: root.panel.secrets
    readonly property StableList rows: root.secrets.rows
    readonly property bool anySelected: root.rows.currentKey !== ""
    readonly property bool tight: split.width - split.paneSpace < Theme.sized(760)
    property bool sheetOpen: false

    signal newRequested
    signal changeRequested
    signal removeRequested
    signal grantRequested

    function removeCurrent(): void {
        if (root.secrets.known && !root.secrets.keeping)
            root.removeRequested();
    }

    objectName: "secretsPage"
    onAnySelectedChanged: root.sheetOpen = root.sheetOpen && root.anySelected // or the next row would open it again

    Item { // placed by hand: a pane that comes and goes must not depend on when a layout notices
        id: split

        readonly property real paneSpace: pane.visible ? Theme.previewWidth + Theme.gap12 : 0

        anchors.fill: parent
        anchors.margins: Theme.gap16

        ColumnLayout {
            width: split.width - split.paneSpace
            height: split.height
            spacing: Theme.gap12

            PageHeader {
                Layout.fillWidth: true
                title: qsTr("Egress")
                count: root.rows.countText

                SearchField {
                    id: filter

                    objectName: "filter"
                    label: qsTr("Filter secrets")
                    symbol: "filter"
                    keys: root.panel.registry.find("list.filter").keysText
                    width: root.tight ? Theme.sized(170) : Theme.sized(260)
                    onTextChanged: root.rows.filterText = text
                    Component.onCompleted: text = root.rows.filterText
                    Keys.onDownPressed: table.forceActiveFocus()
                }
                PushButton {
                    objectName: "newSecret"
                    text: root.tight ? qsTr("New…") : qsTr("New secret…")
                    symbol: "plus-lg"
                    enabled: !root.panel.host.stale
                    hint: qsTr("A value that no sandbox sees, and that the gate puts into its requests")
                    onClicked: root.newRequested()
                }
            }
            EgressTabs {
                Layout.fillWidth: true
                panel: root.panel
            }
            NoteBox {
                objectName: "secretsProblem"
                Layout.fillWidth: true
                visible: root.secrets.problem !== ""
                kind: "error"
                text: root.rows.total === 0 ? qsTr("No secret can be kept or used. %1").arg(root.secrets.problem)
                                            : qsTr("What was asked last was not kept; everything is as it was before. %1").arg(root.secrets.problem)
            }
            Card {
                Layout.fillWidth: true
                Layout.fillHeight: true

                SecretTable {
                    id: table

                    objectName: "secretTable"
                    anchors.fill: parent
                    anchors.margins: 1
                    focus: true
                    secrets: root.rows
                    stale: root.panel.host.stale
                    visible: root.rows.count > 0
                    onPreviewRequested: root.sheetOpen = !root.sheetOpen
                    onOpenRequested: root.sheetOpen = true
                }
                EmptyState {
                    id: noSecrets

                    // What is kept may not be readable: that is not the same as none.
                    readonly property bool unknown: root.secrets.problem !== ""

                    objectName: "noSecrets"
                    anchors.centerIn: parent
                    width: parent.width - Theme.gap48
                    visible: root.rows.total === 0
                    symbol: "key"
                    title: noSecrets.unknown ? qsTr("No secret to show") : qsTr("No secret is kept here")
                    text: noSecrets.unknown ? qsTr("What is kept stays as it is. Why it cannot be used stands above.")
                                            : qsTr("A program in a sandbox holds a placeholder in a variable; the gate puts the value in, in requests to the hosts that you name, and nowhere else.")
                    actionText: noSecrets.unknown ? "" : qsTr("New secret…")
                    actionSymbol: "plus-lg"
                    onActionRequested: root.newRequested()
                }
                EmptyState {
                    objectName: "nothingMatches"
                    anchors.centerIn: parent
                    width: parent.width - Theme.gap48
                    visible: root.rows.total > 0 && root.rows.count === 0
                    symbol: "funnel"
                    title: qsTr("No secret matches the filter")
                    text: "“" + root.rows.filterText + "”"
                    actionText: qsTr("Clear the filter")
                    onActionRequested: filter.clear()
                }
            }
            CaptionLabel {
                objectName: "secretStore"
                Layout.fillWidth: true
                visible: text !== ""
                text: root.secrets.storeText + (root.secrets.storeText !== "" && root.secrets.authorityText !== "" ? " " : "") + root.secrets.authorityText
                wrapMode: Text.Wrap
                elide: Text.ElideNone
            }
        }
        SecretPane {
            id: pane

            objectName: "secretPane"
            x: split.width - width
            width: Theme.previewWidth
            height: split.height
            visible: root.roomForPane && root.secrets.known
            panel: root.panel
            onCloseRequested: root.rows.clearSelection()
            onChangeRequested: root.changeRequested()
            onRemoveRequested: root.removeCurrent()
            onGrantRequested: root.grantRequested()
        }
    }
    Sheet {
        objectName: "secretSheet"
        anchors.right: parent.right
        width: parent.width < Theme.sized(820) ? parent.width : Theme.previewWidth + Theme.gap32
        height: parent.height
        overlay: true
        visible: root.sheetOpen && root.secrets.known && !root.roomForPane
        onCloseRequested: {
            root.sheetOpen = false;
            table.forceActiveFocus();
        }

        SecretPane {
            anchors.fill: parent
            radius: 0 // the sheet has the edge
            border.width: 0
            panel: root.panel
            onCloseRequested: {
                root.sheetOpen = false;
                table.forceActiveFocus();
            }
            onChangeRequested: root.changeRequested()
            onRemoveRequested: root.removeCurrent()
            onGrantRequested: root.grantRequested()
        }
    }
    Connections {
        function onAsked(id: string): void {
            switch (id) {
            case "list.filter": filter.forceActiveFocus(); break;
            case "secret.change": root.changeRequested(); break;
            case "secret.remove": root.removeCurrent(); break;
            }
        }

        enabled: root.visible
        target: root.panel.registry
    }
}
