// A place in a row, as wide as its column.
import QtQuick

Item {
    id: root

    required property TableColumn column

    width: root.column.width
    height: parent?.height ?? 0
    visible: root.column.shown
}
