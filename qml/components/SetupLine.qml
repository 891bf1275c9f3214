// A thing, how it is, and a sentence about it, side by side; one below the other where there is no room.
import QtQuick
import Glovebox.Controls
import Glovebox.Theme

Item {
    id: root

    required property string title
    required property string tone
    required property string symbol
    required property string word
    required property string detail

    readonly property real wordWidth: Theme.sized(112)
    readonly property real titleWidth: Theme.sized(200)
    readonly property bool narrow: root.width < Theme.sized(620)

    implicitHeight: Math.max(name.y + name.implicitHeight, said.y + (root.detail === "" ? 0 : said.implicitHeight), Theme.sized(20))
    Accessible.role: Accessible.StaticText
    Accessible.name: qsTr("%1: %2. %3").arg(root.title).arg(root.word).arg(root.detail)

    StateWord {
        y: Theme.gap2
        tone: root.tone
        symbol: root.symbol
        word: root.word
        maximumWidth: root.wordWidth
    }
    PlainLabel {
        id: name

        x: root.wordWidth + Theme.gap8
        y: Theme.gap2
        width: root.narrow ? root.width - x : root.titleWidth
        text: root.title
        font.weight: Font.Medium
        wrapMode: Text.Wrap
        elide: Text.ElideNone
        Accessible.ignored: true
    }
    PlainLabel {
        id: said

        x: root.narrow ? name.x : name.x + root.titleWidth + Theme.gap8
        y: root.narrow ? name.y + name.implicitHeight + Theme.gap2 : Theme.gap2
        width: root.width - x
        text: root.detail
        color: Theme.textSecondary
        wrapMode: Text.Wrap
        elide: Text.ElideNone
        Accessible.ignored: true
    }
}
