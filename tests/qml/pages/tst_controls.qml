import QtQuick
import QtQuick.Templates as T
import QtTest
import Glovebox.Controls
import Glovebox.Theme

TestCase {
    id: root

    name: "Controls"
    when: windowShown
    visible: true // what is tested stands in it
    width: 600
    height: 400

    Component {
        id: chips

        StateChip {
            tone: "attention"
            symbol: "triangle-bang"
            word: "Needs approval"
        }
    }
    Component {
        id: longTexts

        ElidedLabel {
            width: 60
            text: "A title that somebody else wrote, longer than its place"
        }
    }
    Component {
        id: buttons

        PushButton {
            text: "Destroy"
        }
    }
    Component {
        id: tabs

        TabStrip {
            width: 300
            tabs: ["Output", "Input", "Details"]
        }
    }
    Component {
        id: fields

        SearchField {
            label: "Filter"
            keys: "/"
        }
    }
    Component {
        id: toasts

        Toast {
            text: "<b>Copied</b>"
            verb: "Undo"
        }
    }

    function test_whatIsCutShortIsWholeUnderThePointer() {
        const label = createTemporaryObject(longTexts, root);
        tryVerify(() => label.truncated);
        const within = item => item.visible && (item.text === label.text || Array.from(item.children).some(within));
        mouseMove(label, 5, 5);
        tryVerify(() => within(T.Overlay.overlay), 3000);
        mouseMove(root, 300, 300);
        tryVerify(() => !within(T.Overlay.overlay), 3000);
    }
    function test_attentionIsAFilledChip() {
        const chip = createTemporaryObject(chips, root);
        compare(chip.color, Theme.attentionFill);
        compare(chip.Accessible.name, "Needs approval");
        chip.stale = true;
        verify(chip.color !== Theme.attentionFill);
    }
    function test_everyToneHasItsOwnColour() {
        const seen = new Set();
        for (const tone of ["live", "progress", "attention", "failed", "parked", "neutral"])
            seen.add(Theme.tone(tone).toString());
        compare(seen.size, 6);
    }
    function test_chipIsAsWideAsItsWord() {
        const chip = createTemporaryObject(chips, root);
        const wide = chip.implicitWidth;
        chip.word = "Failed";
        verify(chip.implicitWidth < wide);
    }
    function test_disabledButtonDoesNothing() {
        const button = createTemporaryObject(buttons, root);
        let clicks = 0;
        button.clicked.connect(() => ++clicks);
        mouseClick(button);
        button.enabled = false;
        mouseClick(button);
        compare(clicks, 1);
    }
    function test_focusRingShowsForTheKeyboardOnly() {
        const button = createTemporaryObject(buttons, root);
        mouseClick(button);
        verify(!button.visualFocus);
        button.focus = false;
        button.forceActiveFocus(Qt.TabFocusReason);
        verify(button.visualFocus);
    }
    function test_tabsWalkWithArrows() {
        const strip = createTemporaryObject(tabs, root);
        findChild(strip, "tab0").forceActiveFocus(Qt.TabFocusReason);
        keyClick(Qt.Key_Right);
        compare(strip.current, 1);
        keyClick(Qt.Key_Left);
        keyClick(Qt.Key_Left);
        compare(strip.current, 0);
    }
    function test_escapeEmptiesAField() {
        const field = createTemporaryObject(fields, root);
        field.forceActiveFocus();
        keyClick("a");
        compare(field.text, "a");
        keyClick(Qt.Key_Escape);
        compare(field.text, "");
    }
    function test_aToastSaysItsTextPlainly() {
        const toast = createTemporaryObject(toasts, root);
        compare(toast.Accessible.name, "<b>Copied</b>");
        let acted = 0;
        toast.acted.connect(() => ++acted);
        const deed = findChild(toast, "toastDeed");
        tryVerify(() => deed.visible && deed.width > 0);
        mouseClick(deed);
        compare(acted, 1);
    }
}
