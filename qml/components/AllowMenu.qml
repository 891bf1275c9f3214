// For whom a refused host is allowed: this sandbox, or everyone with its profile. What is not possible says why.
import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

RowMenu {
    id: root

    required property EgressPanel egress

    objectName: "allowMenu"
    width: Theme.sized(304)

    MenuEntry {
        objectName: "allowForSandbox"
        text: qsTr("This sandbox, until it ends")
        symbol: "sandbox"
        why: root.egress.canAllow ? "" : root.egress.whyNot
        onTriggered: root.egress.allow()
    }
    MenuEntry {
        objectName: "allowForAll"
        text: qsTr("Everyone with profile %1").arg(root.egress.profileName)
        mayElide: true
        symbol: "egress"
        keys: root.egress.profileUsers
        why: root.egress.whyNotForAll
        onTriggered: root.egress.allowForAll()
    }
}
