// One column of a Table: its title, how wide it is, and below which table width it is dropped.
import QtQuick
import Glovebox.Theme

QtObject {
    id: root

    required property string title
    property string spoken: root.title // of a column without a title
    property string sortRole: ""
    property real basis: Theme.sized(80)        // width, or the least width of one that stretches
    property real stretch: 0       // share of what is left over
    property real minTableWidth: 0 // narrower tables do without it
    property bool figures: false   // right-aligned numbers

    // Set by the table.
    property real tableWidth: 0
    property real stretchUnit: 0

    readonly property bool shown: root.tableWidth >= root.minTableWidth
    readonly property real width: root.shown ? root.basis + root.stretch * root.stretchUnit : 0
}
