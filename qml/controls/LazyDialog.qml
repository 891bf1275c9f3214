// A dialog that is made when it is first asked for, and then kept: the window has some fifty, most of which nobody opens,
// and making all of them took longer than making the window.
import QtQuick
import QtQuick.Controls.Basic as Basic

Item {
    id: root

    default required property Component dialog
    property var given: ({}) // what the dialog's required properties are
    property Basic.Popup made: null

    signal closed

    function get(): var {
        if (root.made === null) {
            root.made = root.dialog.createObject(root, root.given) as Basic.Popup;
            root.made.closed.connect(root.closed);
        }
        return root.made;
    }
}
