// A live list with columns: header that sorts, rows that the keyboard walks, a bar at the selected row's edge, and a pill
// behind which changes wait while somebody reads. Order and selection belong to the model; this asks for changes.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.Theme

FocusScope {
    id: root

    required property string label
    property alias model: list.model
    property alias delegate: list.delegate
    property int currentRow: -1
    property string sortRole: ""
    property bool sortDescending: false
    property string pendingText: ""
    property bool typesNames: false // letters look for a name: none of them is an action's while the rows have the focus
    default property list<TableColumn> columns

    readonly property bool scrolledDown: list.contentY > list.originY + 1
    readonly property bool compact: root.width < Theme.sized(720)
    property bool twoLines: root.compact
    property real rowHeight: root.twoLines ? Theme.rowHeightTwoLines : Theme.rowHeight
    readonly property real rowWidth: root.width - 2 * Theme.gap16
    // The ring is for those who came by keyboard.
    property bool byKeyboard: false
    readonly property bool ringShown: root.byKeyboard && list.activeFocus
    readonly property int rowsPerPage: Math.max(1, Math.floor(list.height / root.rowHeight) - 1)

    signal selectRequested(row: int)
    signal moveRequested(rows: int)
    signal openRequested(row: int)
    signal previewRequested(row: int)
    signal markRequested // the selected one
    signal clearRequested
    signal sortRequested(role: string)
    signal pendingRequested
    signal menuRequested(where: point) // for the selected row
    signal pointerMoved
    signal endReached // somebody came to the last rows
    signal nameTyped(text: string)

    function sharesOfRest(): real {
        let fixed = 0, shares = 0;
        for (let i = 0; i < root.columns.length; ++i) {
            fixed += root.columns[i].shown ? root.columns[i].basis : 0;
            shares += root.columns[i].shown ? root.columns[i].stretch : 0;
        }
        return shares > 0 ? Math.max(0, root.rowWidth - fixed) / shares : 0;
    }
    function isOfName(event: var): bool {
        const plain = (event.modifiers & ~(Qt.ShiftModifier | Qt.KeypadModifier)) === 0;
        return root.typesNames && plain && event.text.length === 1 && event.text > " " && !"/?\x7f".includes(event.text);
    }
    function clickRow(row: int): void {
        root.byKeyboard = false;
        list.forceActiveFocus();
        root.selectRequested(row);
    }

    // At the selected row's own place, for those who came by keyboard.
    function openMenu(): void {
        const item = root.currentRow >= 0 ? list.itemAtIndex(root.currentRow) : null;
        if (item !== null)
            root.menuRequested(item.mapToItem(root, Theme.gap32, item.height - Theme.gap4));
    }

    Component.onCompleted: {
        for (let i = 0; i < root.columns.length; ++i) {
            root.columns[i].tableWidth = Qt.binding(() => root.width);
            root.columns[i].stretchUnit = Qt.binding(() => root.sharesOfRest());
        }
    }
    onCurrentRowChanged: if (root.currentRow >= 0)
        list.positionViewAtIndex(root.currentRow, ListView.Contain)

    TableHeader {
        id: header

        width: parent.width
        columns: root.columns
        sortRole: root.sortRole
        sortDescending: root.sortDescending
        onSortRequested: role => root.sortRequested(role)
    }
    ListView {
        id: list

        objectName: "rows"
        // Whole rows only, as long as there are more than fit.
        readonly property real room: root.height - header.height

        y: header.height
        width: parent.width
        height: list.count * root.rowHeight > room ? Math.floor(room / root.rowHeight) * root.rowHeight : room
        focus: true
        clip: true
        reuseItems: true
        boundsBehavior: Flickable.StopAtBounds
        currentIndex: root.currentRow
        keyNavigationEnabled: false
        highlightFollowsCurrentItem: false
        activeFocusOnTab: true
        Accessible.role: Accessible.Table
        Accessible.name: root.label
        Basic.ScrollBar.vertical: ThinScrollBar {}
        onContentYChanged: if (list.count > 0 && list.contentY - list.originY + 2 * list.height >= list.contentHeight)
            root.endReached()

        Keys.onPressed: event => {
            root.byKeyboard = true;
            event.accepted = true;
            switch (event.key) {
            case Qt.Key_Down: root.moveRequested(1); break;
            case Qt.Key_Up: root.moveRequested(-1); break;
            case Qt.Key_PageDown: root.moveRequested(root.rowsPerPage); break;
            case Qt.Key_PageUp: root.moveRequested(-root.rowsPerPage); break;
            case Qt.Key_Home: root.selectRequested(0); break;
            case Qt.Key_End: root.selectRequested(list.count - 1); break;
            case Qt.Key_Return:
            case Qt.Key_Enter: root.openRequested(root.currentRow); break;
            case Qt.Key_Space: root.previewRequested(root.currentRow); break;
            case Qt.Key_Escape: root.clearRequested(); break;
            case Qt.Key_Menu: root.openMenu(); break;
            case Qt.Key_F10:
                if (event.modifiers & Qt.ShiftModifier)
                    root.openMenu();
                else
                    event.accepted = false;
                break;
            default:
                event.accepted = root.isOfName(event);
                if (event.accepted)
                    root.nameTyped(event.text);
            }
        }
        Keys.onShortcutOverride: event => event.accepted = root.isOfName(event)
        onActiveFocusChanged: if (!list.activeFocus)
            root.byKeyboard = false

        HoverHandler { // also told when rows move under a pointer that rests: that is no reader
            id: hover

            property point last
            property bool entered: false

            onHoveredChanged: hover.entered = false
            onPointChanged: {
                const now = hover.point.scenePosition;
                const moved = hover.entered && (now.x !== hover.last.x || now.y !== hover.last.y);
                hover.last = Qt.point(now.x, now.y);
                hover.entered = hover.hovered;
                if (moved)
                    root.pointerMoved();
            }
        }
    }
    PendingPill {
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.gap12
        anchors.horizontalCenter: parent.horizontalCenter
        text: root.pendingText
        onShowRequested: root.pendingRequested()
    }
}
