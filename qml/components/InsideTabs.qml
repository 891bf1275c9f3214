// The parts of a page about one sandbox: first what the page is about, then the sandbox from the inside.
import QtQuick
import Glovebox.App
import Glovebox.Controls

TabStrip {
    id: root

    required property SandboxInside inside
    required property string first

    objectName: "insideTabs"
    tabs: [root.first, qsTr("Files"), qsTr("Network"), qsTr("Snapshots")]
    Component.onCompleted: root.current = root.inside.tab
    onCurrentChanged: root.inside.tab = root.current

    Connections {
        function onTabChanged(): void {
            root.current = root.inside.tab;
        }

        target: root.inside
    }
}
