// Where along a scroll bar there is something, as strokes: places from 0 to places - 1.
pragma ComponentBehavior: Bound

import QtQuick

Item {
    id: root

    required property list<int> marks
    required property int places
    required property color color

    Accessible.ignored: true

    Repeater {
        model: root.marks.length

        Rectangle {
            required property int index

            y: Math.floor((root.marks[index] ?? 0) * root.height / root.places)
            width: root.width
            height: Math.max(2, Math.ceil(root.height / root.places))
            color: root.color
        }
    }
}
