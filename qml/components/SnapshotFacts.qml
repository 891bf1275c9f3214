// The facts of one snapshot, and what restoring it changes; as long as it takes, scrolled.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Flickable {
    id: root

    required property PanelModel panel

    readonly property SnapshotDetail snapshot: root.panel.snapshot

    contentHeight: details.height
    clip: true
    boundsBehavior: Flickable.StopAtBounds
    Basic.ScrollBar.vertical: ThinScrollBar {}

    Column {
        id: details

        width: parent.width
        spacing: Theme.gap8

        FactTable {
            width: parent.width
            labelWidth: Theme.sized(100)
            model: root.snapshot.facts
            onCopyRequested: text => root.panel.copyText(text)
        }
        SectionLabel {
            text: qsTr("What restoring changes")
            visible: changes.visible
        }
        Column {
            id: changes

            objectName: "changes"
            width: parent.width
            visible: root.snapshot.whyNotRestore === ""
            spacing: Theme.gap4

            Repeater {
                model: root.snapshot.changes

                PlainLabel {
                    required property string modelData

                    width: changes.width
                    text: modelData
                    color: Theme.textSecondary
                    wrapMode: Text.Wrap
                    elide: Text.ElideNone
                }
            }
        }
    }
}
