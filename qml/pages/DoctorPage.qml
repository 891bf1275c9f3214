// Can this host run sandboxes: what was looked at, grouped by how much it matters, with what to do about it; and what a
// support bundle would hold.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

FocusScope {
    id: root

    required property PanelModel panel

    readonly property DoctorPanel doctor: root.panel.doctor

    signal exportRequested

    function exportBundle(): void {
        if (root.doctor.prepareBundle())
            root.exportRequested();
    }

    objectName: "doctorPage"
    Component.onCompleted: root.doctor.open()

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.gap16
        anchors.rightMargin: 0
        anchors.bottomMargin: 0 // cards go on under the edge, and are not cut above it
        spacing: Theme.gap12

        PageHeader {
            Layout.fillWidth: true
            Layout.rightMargin: Theme.gap16
            title: qsTr("Host doctor")
            count: root.doctor.age

            PushButton {
                objectName: "backToStart"
                visible: root.panel.firstTime
                text: qsTr("Back")
                symbol: "chevron-left"
                onClicked: root.panel.page = PanelModel.OverviewPage
            }
            PushButton {
                objectName: "exportBundle"
                text: qsTr("Export support bundle…")
                symbol: "download"
                hint: root.panel.registry.find("doctor.bundle").keysText
                onClicked: root.exportBundle()
            }
            PushButton {
                objectName: "cancelChecks"
                visible: root.doctor.running
                text: qsTr("Stop checking")
                symbol: "x-lg"
                onClicked: root.doctor.cancel()
            }
            PushButton {
                objectName: "checkAll"
                visible: !root.doctor.running
                kind: "primary"
                text: qsTr("Re-check all")
                symbol: "arrow-clockwise"
                hint: root.panel.registry.find("app.readAgain").keysText
                onClicked: root.doctor.checkAll()
            }
        }
        NoteBox {
            objectName: "doctorSummary"
            Layout.fillWidth: true
            Layout.rightMargin: Theme.gap16
            kind: root.doctor.summaryKind
            text: root.doctor.summary
        }
        Flickable {
            id: flick

            objectName: "doctorScroll"
            Layout.fillWidth: true
            Layout.fillHeight: true
            contentHeight: column.height + Theme.gap16
            clip: true
            focus: true
            activeFocusOnTab: true // the page begins here
            boundsBehavior: Flickable.StopAtBounds
            Accessible.role: Accessible.Pane
            Accessible.name: qsTr("Checks")
            Basic.ScrollBar.vertical: ThinScrollBar {}
            Keys.onDownPressed: flick.contentY = Math.max(0, Math.min(flick.contentHeight - flick.height, flick.contentY + Theme.gap48))
            Keys.onUpPressed: flick.contentY = Math.max(0, flick.contentY - Theme.gap48)

            Column {
                id: column

                width: flick.width - Theme.gap16
                spacing: Theme.gap8

                Repeater {
                    model: root.doctor

                    HostCheckLine {
                        id: line

                        width: column.width
                        busy: root.doctor.running
                        onCopyRequested: text => root.panel.copyText(text)
                        onCheckRequested: root.doctor.checkOne(line.checkId)
                    }
                }
                SectionLabel {
                    topPadding: Theme.gap8
                    text: qsTr("What the support bundle holds")
                }
                Card {
                    objectName: "bundleCard"
                    width: column.width
                    implicitHeight: bundle.height + Theme.gap24

                    Column {
                        id: bundle

                        x: Theme.gap16
                        y: Theme.gap12
                        width: parent.width - 2 * x
                        spacing: Theme.gap4

                        Repeater {
                            model: root.doctor.bundleTitles

                            RowLayout {
                                id: part

                                required property string modelData
                                required property int index

                                width: bundle.width
                                spacing: Theme.gap12

                                PlainLabel {
                                    Layout.preferredWidth: 110
                                    Layout.alignment: Qt.AlignTop
                                    text: part.modelData
                                    font.weight: Font.Medium
                                }
                                PlainLabel {
                                    Layout.fillWidth: true
                                    text: root.doctor.bundleHolds[part.index] ?? ""
                                    color: Theme.textSecondary
                                    wrapMode: Text.Wrap
                                    elide: Text.ElideNone
                                }
                            }
                        }
                        PlainLabel {
                            width: bundle.width
                            topPadding: Theme.gap4
                            text: qsTr("Left out: keys and tokens, logs, and everything that an agent or a person wrote. It is a text file that stays where you put it.")
                            color: Theme.textTertiary
                            wrapMode: Text.Wrap
                            elide: Text.ElideNone
                        }
                    }
                }
            }
        }
    }
    Connections {
        function onAsked(id: string): void {
            if (id === "doctor.bundle")
                root.exportBundle();
        }

        enabled: root.visible
        target: root.panel.registry
    }
}
