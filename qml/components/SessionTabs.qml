// The session itself: facts, what it left behind, what it cost, what it brought along.
import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Item {
    id: root

    required property PanelModel panel
    required property SessionDetail session

    signal exportRequested

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.gap12

        TabStrip {
            id: tabs

            objectName: "sessionTabs"
            Layout.fillWidth: true
            tabs: [qsTr("Overview"), root.session.outputs.tabText, qsTr("Usage"), qsTr("Skills & memory")]
        }
        Flickable {
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: tabs.current === 0
            contentHeight: facts.height
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            Basic.ScrollBar.vertical: ThinScrollBar {}

            FactTable {
                id: facts

                width: parent.width
                model: root.session.facts
                onCopyRequested: text => root.panel.copyText(text)
            }
        }
        OutputsPane {
            objectName: "outputsPane"
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: tabs.current === 1
            panel: root.panel
            outputs: root.session.outputs
            onExportRequested: root.exportRequested()
        }
        UsagePane {
            objectName: "usagePane"
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: tabs.current === 2
            session: root.session
        }
        BroughtPane {
            objectName: "broughtPane"
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: tabs.current === 3
            session: root.session
        }
    }
}
