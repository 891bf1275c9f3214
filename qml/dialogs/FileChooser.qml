// The desktop's way to choose a file, or Qt's own where the desktop offers none. Loaded when it is asked for: without its
// module a typed path still does.
import QtQuick.Dialogs

FileDialog {
    id: root

    property bool several: false

    fileMode: root.several ? FileDialog.OpenFiles : FileDialog.OpenFile
}
