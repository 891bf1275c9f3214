// The desktop's way to name a file, or Qt's own where the desktop offers none. Loaded when it is asked for.
import QtQuick.Dialogs

FileDialog {
    title: qsTr("Export the log")
    fileMode: FileDialog.SaveFile
    defaultSuffix: "log"
    nameFilters: [qsTr("Text (*.log)"), qsTr("JSON lines (*.jsonl)")]
}
