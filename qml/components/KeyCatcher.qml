// Has the keyboard while a key of the sheet is changed: whatever is pressed is the new one.
import QtQuick
import Glovebox.App

Item {
    id: root

    required property KeySheet sheet

    Keys.onPressed: event => {
        event.accepted = root.sheet.changing !== "";
        root.sheet.press(event.key, event.modifiers); // does nothing otherwise
    }
    Keys.onShortcutOverride: event => event.accepted = root.sheet.changing !== ""

    Connections {
        function onChanged(): void {
            if (root.sheet.changing !== "" && root.visible)
                root.forceActiveFocus();
        }

        target: root.sheet
    }
}
