// How a sandbox is being prepared, in short: state, step, and what can be done about it.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

ColumnLayout {
    id: root

    required property PanelModel panel

    readonly property SeedDetail seeding: root.panel.preparation.seeding

    signal againRequested

    objectName: "seedStrip"
    spacing: Theme.gap8

    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.gap8

        StateChip {
            objectName: "seedState"
            tone: root.seeding.tone
            symbol: root.seeding.symbol
            word: root.seeding.word
            stale: root.panel.host.stale
        }
        CaptionLabel {
            Layout.fillWidth: true
            text: root.seeding.forText
        }
        PushButton {
            objectName: "seedCancel"
            implicitHeight: Theme.sized(28)
            visible: root.seeding.goesOn
            text: qsTr("Cancel")
            symbol: "stop-circle"
            hint: qsTr("What was done so far stays in the sandbox")
            onClicked: root.panel.preparation.cancelSeed(root.seeding.sandbox)
        }
        PushButton {
            objectName: "seedAgain"
            implicitHeight: Theme.sized(28)
            visible: root.seeding.over
            text: qsTr("Seed again…")
            symbol: "arrow-clockwise"
            onClicked: root.againRequested()
        }
    }
    PlainLabel {
        Layout.fillWidth: true
        visible: root.seeding.goesOn && root.seeding.stepText !== ""
        text: root.seeding.stepText
        color: Theme.textSecondary
        wrapMode: Text.WrapAtWordBoundaryOrAnywhere
        maximumLineCount: 2
        elide: Text.ElideRight
        readonly property bool mayElide: true
    }
    ThinProgress {
        Layout.fillWidth: true
        visible: root.seeding.progress >= 0
        value: Math.max(0, root.seeding.progress)
    }
}
