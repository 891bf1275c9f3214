// One box for objects, pages and actions. What is typed narrows it; Enter does the highlighted row.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Templates as T
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Basic.Popup {
    id: root

    required property CommandPalette commands

    function show(objectsOnly: bool): void {
        root.commands.open(objectsOnly);
        field.text = "";
        root.open();
        field.forceActiveFocus();
    }
    // Closed first: what it does may open a dialog of its own.
    function choose(row: int): void {
        if (!root.commands.canChoose(row))
            return;
        root.close();
        root.commands.choose(row);
    }

    objectName: "palette"
    parent: T.Overlay.overlay
    x: Math.round(((parent?.width ?? 0) - root.width) / 2)
    y: Math.min(Theme.sized(80), Math.round((parent?.height ?? 0) / Theme.sized(10)))
    width: Math.min(Theme.sized(640), (parent?.width ?? Theme.sized(688)) - Theme.gap48)
    height: Theme.headerHeight + (list.count > 0 ? list.height + Theme.gap4 : 0) + foot.height + 2
    padding: 1
    modal: true
    focus: true
    closePolicy: Basic.Popup.CloseOnEscape | Basic.Popup.CloseOnPressOutside
    T.Overlay.modal: Rectangle {
        objectName: "shade" // by which the window knows that somebody is asked
        color: Theme.shade
    }

    background: Rectangle {
        color: Theme.surfacePanel
        border.color: Theme.borderControl
        radius: Theme.radiusCard
    }

    Icon {
        id: glass

        x: Theme.gap16
        y: (Theme.headerHeight - height) / 2
        symbol: "search"
        size: Theme.sized(18)
        color: Theme.textTertiary
    }
    Basic.TextField {
        id: field

        objectName: "paletteField"
        x: glass.x + glass.width + Theme.gap4
        width: parent.width - x - Theme.gap16
        height: Theme.headerHeight
        verticalAlignment: TextInput.AlignVCenter
        font.family: Theme.family
        font.pixelSize: Theme.sized(16)
        color: Theme.textPrimary
        selectionColor: Theme.primaryFill
        selectedTextColor: Theme.primaryText
        placeholderText: root.commands.objectsOnly ? qsTr("Session, sandbox, snapshot, template or image, by name or id")
                                                  : qsTr("Search, or do something")
        placeholderTextColor: Theme.textTertiary
        maximumLength: 200
        background: null
        focus: true
        Accessible.name: field.placeholderText
        Accessible.searchEdit: true
        Accessible.description: list.currentItem?.spoken ?? root.commands.countText
        onTextChanged: root.commands.text = field.text
        Keys.onPressed: event => {
            const page = Math.max(1, Math.floor(list.height / Theme.controlHeight) - 1);
            event.accepted = true;
            switch (event.key) {
            case Qt.Key_Down: root.commands.move(1); break;
            case Qt.Key_Up: root.commands.move(-1); break;
            case Qt.Key_PageDown: root.commands.move(page); break;
            case Qt.Key_PageUp: root.commands.move(-page); break;
            case Qt.Key_Return:
            case Qt.Key_Enter: root.choose(root.commands.current); break;
            default: event.accepted = false;
            }
        }
    }
    Rectangle {
        y: Theme.headerHeight
        width: parent.width
        height: 1
        color: Theme.borderSubtle
    }
    ListView {
        id: list

        objectName: "paletteRows"
        x: Theme.gap4
        y: Theme.headerHeight + Theme.gap4
        width: parent.width - Theme.gap8
        height: Math.min(list.contentHeight, (root.parent?.height ?? Theme.sized(600)) - root.y - Theme.headerHeight - foot.height - Theme.gap48)
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        model: root.commands
        currentIndex: root.commands.current
        highlightFollowsCurrentItem: false
        Accessible.role: Accessible.List
        Accessible.name: qsTr("What fits")
        Basic.ScrollBar.vertical: ThinScrollBar {}
        cacheBuffer: 0 // few rows, made anew at each key
        onCurrentIndexChanged: if (list.currentIndex >= 0)
            list.positionViewAtIndex(list.currentIndex, ListView.Contain)

        delegate: PaletteRow {
            width: list.width - (list.contentHeight > list.height ? Theme.scrollBarWidth : 0)
            isCurrent: ListView.isCurrentItem
            onChosen: root.choose(index)
            onPointed: root.commands.current = index
        }
    }
    CaptionLabel {
        id: foot

        objectName: "paletteFoot"
        y: parent.height - height
        x: Theme.gap16
        width: parent.width - 2 * x
        height: Theme.controlHeight
        verticalAlignment: Text.AlignVCenter
        text: root.commands.countText !== "" ? root.commands.countText
              : root.commands.objectsOnly ? qsTr("Enter opens it")
              : qsTr("Begin with  >  for actions,  @  sessions,  #  sandboxes,  :  settings")
    }
}
