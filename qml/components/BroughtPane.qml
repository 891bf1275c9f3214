// What the session brought along into its sandbox: skills and memory stores, and what went wrong with them.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Flickable {
    id: root

    required property SessionDetail session

    contentHeight: column.height
    clip: true
    boundsBehavior: Flickable.StopAtBounds
    Basic.ScrollBar.vertical: ThinScrollBar {}

    ColumnLayout {
        id: column

        width: root.width
        spacing: Theme.gap8

        SectionLabel {
            text: qsTr("Skills")
        }
        PlainLabel {
            Layout.fillWidth: true
            visible: root.session.skills.length === 0 && root.session.skillProblems.length === 0
            text: qsTr("The agent brings no skills along.")
            color: Theme.textTertiary
        }
        Flow {
            Layout.fillWidth: true
            visible: root.session.skills.length > 0
            spacing: Theme.gap8

            Repeater {
                model: root.session.skills

                Tag {
                    required property string modelData

                    implicitHeight: Theme.sized(22)
                    text: modelData
                    ink: Theme.textPrimary
                }
            }
        }
        Repeater {
            model: root.session.skillProblems

            NoteBox {
                required property string modelData

                objectName: "skillProblem"
                Layout.fillWidth: true
                kind: "warning"
                text: modelData
            }
        }
        SectionLabel {
            Layout.topMargin: Theme.gap12
            text: qsTr("Memory stores")
        }
        PlainLabel {
            Layout.fillWidth: true
            visible: root.session.memories.count === 0
            text: qsTr("No memory store is attached.")
            color: Theme.textTertiary
        }
        Repeater {
            model: root.session.memories

            ColumnLayout {
                id: store

                required property string name
                required property string path
                required property bool readOnly
                required property string state
                required property string problem
                required property string spoken

                Layout.fillWidth: true
                Layout.bottomMargin: Theme.gap8
                spacing: Theme.gap2
                Accessible.role: Accessible.StaticText
                Accessible.name: store.spoken

                RowLayout {
                    Layout.fillWidth: true
                    spacing: Theme.gap8

                    Icon {
                        symbol: "book"
                        size: Theme.sized(14)
                    }
                    PlainLabel {
                        text: store.name
                        font.weight: Font.Medium
                        elide: Text.ElideNone
                    }
                    Tag {
                        text: qsTr("read-only")
                        visible: store.readOnly
                    }
                    CaptionLabel {
                        Layout.fillWidth: true
                        text: store.state
                        horizontalAlignment: Text.AlignRight
                    }
                }
                MonoLabel {
                    Layout.fillWidth: true
                    Layout.leftMargin: Theme.sized(22)
                    text: store.path
                    color: Theme.textTertiary
                }
                NoteBox {
                    objectName: "memoryProblem"
                    Layout.fillWidth: true
                    Layout.topMargin: Theme.gap4
                    visible: store.problem !== ""
                    kind: "warning"
                    text: store.problem
                }
            }
        }
    }
}
