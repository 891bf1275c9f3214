// Of a session that is served from inside its sandbox, and of that sandbox.
import QtQuick
import Glovebox.Controls
import Glovebox.Theme

Tag {
    text: qsTr("own runner")
    ink: Theme.textSecondary
    hint: qsTr("A runner in the sandbox executes the tool calls, with a secret that is good for this session alone. This host does not see them: its limits do not hold for them, and a single call cannot be cancelled here. Approvals and interrupts work as ever; the sandbox reaches its control plane alone.")
}
