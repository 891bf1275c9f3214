// A sandbox of the operator's own: what it starts from, what is put into it and run in it before anybody uses it, and
// whom it is kept for. The first page alone is enough: it can be created from each of them.
import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

DialogFrame {
    id: root

    required property PanelModel panel

    readonly property NewSandboxForm form: root.panel.newSandbox
    readonly property real room: (parent?.height ?? Theme.sized(700)) - Theme.gap48
    property int page: NewSandboxForm.Base
    property bool more: false
    property bool startsSession: false
    property bool warned: false // that what was entered would be lost
    readonly property bool unsaved: root.warned && root.form.dirty

    signal sessionRequested(sandbox: string)

    function show(): void {
        root.showFrom("", "");
    }
    function showFrom(image: string, base: string): void {
        root.panel.prepareNewSandbox(image, base);
        root.present();
    }
    function showFromSnapshot(snapshot: string): void {
        root.panel.prepareNewSandbox("", "", snapshot);
        root.present();
    }
    function present(): void {
        root.page = NewSandboxForm.Base;
        root.more = false;
        root.startsSession = false;
        root.warned = false;
        root.ask();
        root.focusPage();
    }
    function focusPage(): void {
        const page = pages.item as Item;
        if (page !== null)
            page.focusFirst(); // qmllint disable
    }
    function go(page: int): void {
        root.page = Math.max(NewSandboxForm.Base, Math.min(NewSandboxForm.Summary, page));
        view.contentY = 0;
        focusSoon.restart(); // the page is made first
    }
    function create(): void {
        if (root.form.wrongStep >= 0 && root.form.wrongStep !== root.page && root.page !== NewSandboxForm.Summary)
            root.go(root.form.wrongStep);
        else
            root.panel.createSandbox();
    }

    objectName: "newSandboxDialog"
    width: Math.min(Theme.sized(860), (parent?.width ?? Theme.sized(908)) - Theme.gap48)
    title: qsTr("New sandbox")
    acceptText: qsTr("Back")
    acceptKind: "plain"
    acceptEnabled: root.page > NewSandboxForm.Base
    nextText: qsTr("Next")
    nextEnabled: root.page < NewSandboxForm.Summary
    secondText: root.form.sending ? qsTr("Creating…") : qsTr("Create sandbox")
    secondEnabled: root.form.canCreate
    staysOpen: true
    asksFirst: root.form.dirty && !root.warned
    onAccepted: root.go(root.page - 1)
    onNextAccepted: root.go(root.page + 1)
    onSecondAccepted: root.panel.createSandbox()
    onLeaveAsked: root.warned = true

    Connections {
        function onCreated(): void {
            root.close();
            if (root.startsSession && root.form.createdId !== "")
                root.sessionRequested(root.form.createdId);
        }

        target: root.form
    }
    WizardSteps {
        Layout.fillWidth: true
        steps: [qsTr("Base"), qsTr("Files and commands"), qsTr("Start"), qsTr("Binding"), qsTr("Summary")]
        current: root.page
        wrong: root.form.wrongStep
        onChosen: index => root.go(index)
    }
    Item {
        Layout.fillWidth: true
        // One height for all pages and notes, as long as there is room: buttons stay where they are.
        Layout.preferredHeight: Math.max(Theme.sized(150), Math.min(Math.max(Theme.sized(372), (pages.item?.implicitHeight ?? 0) + Theme.gap8), root.room - Theme.sized(232))
                                              - (notes.visible ? notes.implicitHeight + Theme.gap12 : 0))

        Flickable {
            id: view

            objectName: "wizardPage"
            x: -Theme.gap4 // focus rings reach over the edge; the scroll bar stands in the dialog's margin
            width: parent.width + Theme.gap4 + Theme.gap16
            height: parent.height
            contentHeight: pages.height + Theme.gap4
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            Basic.ScrollBar.vertical: ThinScrollBar {}

            Loader { // made anew each time: layouts of Qt 6.4 miss what changes in them while they are hidden
                id: pages

                x: Theme.gap4
                y: Theme.gap2
                width: view.width - Theme.gap4 - Theme.gap16
                sourceComponent: [basePage, stepsPage, startPage, bindingPage, summaryPage][root.page]
            }
        }
    }
    Component {
        id: basePage

        NewSandboxBase {
            form: root.form // qmllint disable unqualified
            more: root.more // qmllint disable unqualified
            onMoreChanged: root.more = more // qmllint disable unqualified
            onCreateRequested: root.create() // qmllint disable unqualified
        }
    }
    Component {
        id: stepsPage

        SeedStepFields {
            form: root.form.seed // qmllint disable unqualified
            overlay: root.parent // qmllint disable unqualified
            folder: root.panel.library.importForm.folder // qmllint disable unqualified
            least: view.height - Theme.gap4 // qmllint disable unqualified
        }
    }
    Component {
        id: startPage

        SeedStartFields {
            form: root.form.seed // qmllint disable unqualified
        }
    }
    Component {
        id: bindingPage

        ReservationFields {
            form: root.form.reservation // qmllint disable unqualified
        }
    }
    Component {
        id: summaryPage

        NewSandboxSummary {
            form: root.form // qmllint disable unqualified
            whyNotStart: root.panel.preparation.whyNotStart() // qmllint disable unqualified
            startsSession: root.startsSession // qmllint disable unqualified
            onStartsSessionToggled: root.startsSession = !root.startsSession // qmllint disable unqualified
        }
    }
    ColumnLayout {
        id: notes

        Layout.fillWidth: true
        visible: root.form.refusal !== "" || root.unsaved
        spacing: Theme.gap8

        NoteBox {
            objectName: "refusal"
            Layout.fillWidth: true
            visible: root.form.refusal !== ""
            kind: "error"
            text: root.form.refusal
        }
        NoteBox {
            objectName: "unsaved"
            Layout.fillWidth: true
            visible: root.unsaved
            kind: "warning"
            text: qsTr("What you entered is lost then. Cancel once more to leave.")
        }
    }
    Timer {
        id: focusSoon

        interval: 0
        onTriggered: root.focusPage()
    }
    Shortcut {
        sequence: "Ctrl+Return"
        enabled: root.visible && root.secondEnabled
        onActivated: root.create()
    }
}
