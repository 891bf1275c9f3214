// Details, and beside them what was written down: each text has a tab, and can be copied.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

ColumnLayout {
    id: root

    required property PanelModel panel
    required property TextLines first
    required property string firstTitle
    property TextLines second: null
    property string secondTitle: ""
    property string partTitle: "" // a part of its own between details and texts; empty: none
    property Component part: null
    default property alias details: details.data

    readonly property bool hasTexts: root.first.count > 0 || (root.second !== null && root.second.count > 0)
    readonly property var titles: [qsTr("Details"), root.partTitle, root.hasTexts ? root.firstTitle : "", root.hasTexts && root.second !== null ? root.secondTitle : ""]
    readonly property bool hasPart: root.partTitle !== ""
    readonly property bool partShown: root.hasPart && tabs.current === 1
    readonly property int textAt: tabs.current - (root.hasPart ? 1 : 0) // 1: the first
    readonly property TextLines shown: !root.hasTexts || root.partShown || root.textAt < 1 ? null : root.textAt === 1 ? root.first : root.second

    function showText(): void {
        tabs.current = root.hasPart ? 2 : 1;
    }
    function showPart(): void {
        tabs.current = root.hasPart ? 1 : 0;
    }

    spacing: Theme.gap12
    onHasTextsChanged: if (!root.hasTexts && !root.partShown)
        tabs.current = 0
    onHasPartChanged: tabs.current = 0

    TabStrip {
        id: tabs

        objectName: "evidenceTabs"
        Layout.fillWidth: true
        visible: root.hasTexts || root.hasPart
        tabs: root.titles.filter(title => title !== "")

        PushButton {
            objectName: "copyEvidence"
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            implicitHeight: Theme.sized(26)
            kind: "quiet"
            text: qsTr("Copy")
            symbol: "copy"
            visible: root.shown !== null && root.shown.count > 0
            onClicked: root.panel.copyEvidence(root.shown)
        }
    }
    Item { // the parts lie in one place and are placed by hand: layouts of Qt 6.4 miss what comes and goes in them
        Layout.fillWidth: true
        Layout.fillHeight: true

        Item {
            id: details

            anchors.fill: parent
            visible: root.shown === null && !root.partShown
        }
        Loader { // made when it is looked at
            anchors.fill: parent
            active: root.partShown
            sourceComponent: root.part
        }
        LineList {
            objectName: "evidence"
            anchors.fill: parent
            visible: root.shown !== null && root.shown.count > 0
            label: tabs.tabs[tabs.current] ?? ""
            model: root.shown
            subject: label
            numbered: false
        }
        PlainLabel {
            width: parent.width
            visible: root.shown !== null && root.shown.count === 0
            text: qsTr("Nothing was kept.")
            color: Theme.textTertiary
        }
    }
}
