// The set-up's template: the guest image and what sandboxes are cloned from, how far that is, and images of one's own.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Column {
    id: root

    required property PanelModel panel

    readonly property SetupBase base: root.panel.setup.base

    function focusFirst(): void {
        (cancel.visible ? cancel : bring).forceActiveFocus(Qt.TabFocusReason);
    }

    objectName: "setupTemplate"
    spacing: Theme.gap12

    NoteBox {
        objectName: "baseSummary"
        width: root.width
        visible: !root.base.failed // the panel below says more
        text: root.base.summary
    }
    Card {
        width: root.width
        implicitHeight: lines.implicitHeight + Theme.gap24

        Column {
            id: lines

            x: Theme.gap16
            y: Theme.gap12
            width: parent.width - 2 * x
            spacing: Theme.gap12

            SetupLine {
                objectName: "imageLine"
                width: lines.width
                title: qsTr("Guest image")
                tone: root.base.imageTone
                symbol: root.base.imageSymbol
                word: root.base.imageWord
                detail: root.base.imageText
            }
            Rectangle {
                width: lines.width
                height: 1
                color: Theme.borderSubtle
            }
            SetupLine {
                objectName: "templateLine"
                width: lines.width
                title: qsTr("Template")
                tone: root.base.templateTone
                symbol: root.base.templateSymbol
                word: root.base.templateWord
                detail: root.base.templateText
            }
            PushButton {
                id: cancel

                objectName: "cancelPreparing"
                visible: root.base.preparing
                text: qsTr("Cancel preparing")
                symbol: "x-lg"
                hint: qsTr("What was made so far is not kept")
                onClicked: root.panel.drainEngine()
            }
        }
    }
    ErrorPanel {
        objectName: "baseError"
        width: root.width
        visible: root.base.failed
        what: root.base.errorWhat
        why: root.base.errorWhy
        todo: root.base.errorTodo
        detail: root.base.errorDetail
        code: root.base.errorCode
        onCopyRequested: root.panel.setup.copyBaseError()
    }
    RowLayout {
        width: root.width
        spacing: Theme.gap12

        SectionLabel {
            text: qsTr("Images on this host")
        }
        Item {
            Layout.fillWidth: true
        }
        PushButton {
            id: bring

            objectName: "setupImport"
            text: qsTr("Import an image…")
            symbol: "download"
            enabled: root.base.ready
            hint: root.base.ready ? qsTr("From a registry or from a file") : qsTr("Possible once the engine runs")
            onClicked: root.panel.registry.trigger("image.import")
        }
    }
    PlainLabel {
        width: root.width
        text: qsTr("The test needs the default one alone. Others can come now or later: from a registry, or from a file on a host without network.")
        color: Theme.textSecondary
        wrapMode: Text.Wrap
        elide: Text.ElideNone
    }
    Column {
        width: root.width
        spacing: Theme.gap8

        Repeater {
            model: root.panel.library.images

            Card {
                id: row

                required property string imageId
                required property string title
                required property string tone
                required property string symbol
                required property string word
                required property string reason
                required property real progress
                required property string packed
                required property bool isDefault
                required property string spoken

                readonly property bool importing: row.symbol === "arc"

                objectName: "setupImage"
                width: root.width
                implicitHeight: line.implicitHeight + (row.importing ? Theme.gap32 + Theme.gap4 : Theme.gap16)
                Accessible.role: Accessible.Grouping
                Accessible.name: row.spoken

                SetupLine {
                    id: line

                    x: Theme.gap16
                    y: Theme.gap8
                    width: row.width - Theme.gap32 - (stop.visible ? stop.width + Theme.gap8 : 0)
                    title: row.title
                    tone: row.tone
                    symbol: row.symbol
                    word: row.word
                    detail: row.reason !== "" ? row.reason : row.isDefault ? qsTr("%1, the default").arg(row.packed) : row.packed
                }
                ThinProgress {
                    x: Theme.gap16
                    y: row.height - height - Theme.gap12
                    width: row.width - Theme.gap32
                    visible: row.importing && row.progress >= 0
                    value: Math.max(0, row.progress)
                }
                PushButton {
                    id: stop

                    objectName: "cancelImport"
                    x: row.width - width - Theme.gap12
                    y: Theme.gap4
                    visible: row.importing
                    kind: "quiet"
                    text: qsTr("Cancel")
                    onClicked: root.panel.library.cancelImport(row.imageId)
                }
            }
        }
    }
}
