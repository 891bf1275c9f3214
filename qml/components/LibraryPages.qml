// The three pages of what sandboxes are made of, and the dialogs that belong to them.
import QtQuick
import Glovebox.App
import Glovebox.Controls

FocusScope {
    id: root

    required property PanelModel panel
    required property bool roomForPane

    readonly property bool shown: !root.panel.firstTime
    readonly property bool paneOpen: (root.panel.page === PanelModel.DefinedPage && root.panel.library.templates.currentKey !== "")
                                     || (root.panel.page === PanelModel.TemplatesPage && root.panel.templates.currentKey !== "")
                                     || (root.panel.page === PanelModel.ImagesPage && root.panel.library.images.currentKey !== "")

    signal sandboxRequested(image: string, base: string)
    signal ladderRequested
    signal operationRequested(object: string)
    signal dialogClosed

    function importFile(file: url): void {
        importDialog.get().showFile(file);
    }
    function newTemplate(kind: string, name: string): void {
        root.panel.library.prepareNew(kind, name);
        templateDialog.get().present();
    }
    function editTemplate(): void {
        root.panel.library.prepareEdit(root.panel.library.made.id);
        templateDialog.get().present();
    }

    objectName: "libraryPages"
    visible: root.shown && (root.panel.page === PanelModel.DefinedPage || root.panel.page === PanelModel.TemplatesPage || root.panel.page === PanelModel.ImagesPage)

    Loader { // made anew each time: layouts of Qt 6.4 miss what changes in them while they are hidden
        anchors.fill: parent
        active: root.shown && root.panel.page === PanelModel.DefinedPage
        visible: active
        focus: active
        sourceComponent: DefinedPage {
            focus: true
            // A bound component would not be made here ("outside its creation context", Qt 6.4.2).
            panel: root.panel // qmllint disable unqualified
            roomForPane: root.roomForPane // qmllint disable unqualified
            onNewRequested: root.newTemplate("", "") // qmllint disable unqualified
            onEditRequested: root.editTemplate() // qmllint disable unqualified
            onSandboxRequested: root.sandboxRequested("", root.panel.library.made.id) // qmllint disable unqualified
            onTemplateRequested: root.newTemplate("template", root.panel.library.made.id) // qmllint disable unqualified
            onDeleteRequested: forgetDialog.get().show() // qmllint disable unqualified
            onVersionDeleteRequested: (version, detail) => versionDialog.get().begin(version, detail) // qmllint disable unqualified
        }
    }
    Loader {
        anchors.fill: parent
        active: root.shown && root.panel.page === PanelModel.TemplatesPage
        visible: active
        focus: active
        sourceComponent: TemplatesPage {
            focus: true
            panel: root.panel // qmllint disable unqualified
            roomForPane: root.roomForPane // qmllint disable unqualified
            onDeleteRequested: deleteTemplateDialog.get().show() // qmllint disable unqualified
            onLadderRequested: root.ladderRequested() // qmllint disable unqualified
        }
    }
    Loader {
        anchors.fill: parent
        active: root.shown && root.panel.page === PanelModel.ImagesPage
        visible: active
        focus: active
        sourceComponent: ImagesPage {
            focus: true
            panel: root.panel // qmllint disable unqualified
            roomForPane: root.roomForPane // qmllint disable unqualified
            onImportRequested: importDialog.get().show() // qmllint disable unqualified
            onFileDropped: file => root.importFile(file) // qmllint disable unqualified
            onCollectRequested: collectDialog.get().show() // qmllint disable unqualified
            onBuildRequested: buildAgentDialog.get().show() // qmllint disable unqualified
            onSandboxRequested: root.sandboxRequested(root.panel.library.image.id, "") // qmllint disable unqualified
            onTemplateRequested: root.newTemplate("image", root.panel.library.image.useName) // qmllint disable unqualified
            onNameRequested: nameDialog.get().begin() // qmllint disable unqualified
            onRemoveRequested: removeDialog.get().show() // qmllint disable unqualified
            onLogRequested: root.operationRequested("image/" + root.panel.library.image.id) // qmllint disable unqualified
            onRetryRequested: {
                if (root.panel.library.isBuilt(root.panel.library.image.id)) { // qmllint disable unqualified
                    buildAgentDialog.get().show(); // qmllint disable unqualified
                    return;
                }
                root.panel.library.prepareRetry(root.panel.library.image.id); // qmllint disable unqualified
                importDialog.get().present(); // qmllint disable unqualified
            }
        }
    }
    LazyDialog {
        id: importDialog

        given: ({panel: root.panel})
        onClosed: root.dialogClosed()

        ImportDialog {}
    }
    LazyDialog {
        id: collectDialog

        given: ({panel: root.panel})
        onClosed: root.dialogClosed()

        CollectImagesDialog {}
    }
    LazyDialog {
        id: buildAgentDialog

        given: ({panel: root.panel})
        onClosed: root.dialogClosed()

        BuildAgentDialog {}
    }
    LazyDialog {
        id: nameDialog

        given: ({panel: root.panel})
        onClosed: root.dialogClosed()

        NameImageDialog {}
    }
    LazyDialog {
        id: removeDialog

        given: ({panel: root.panel})
        onClosed: root.dialogClosed()

        RemoveImageDialog {}
    }
    LazyDialog {
        id: templateDialog

        given: ({panel: root.panel})
        onClosed: root.dialogClosed()

        TemplateDialog {}
    }
    LazyDialog {
        id: forgetDialog

        given: ({panel: root.panel})
        onClosed: root.dialogClosed()

        ForgetTemplateDialog {}
    }
    LazyDialog {
        id: versionDialog

        given: ({panel: root.panel})
        onClosed: root.dialogClosed()

        DeleteVersionDialog {}
    }
    LazyDialog {
        id: deleteTemplateDialog

        given: ({panel: root.panel})
        onClosed: root.dialogClosed()

        DeleteTemplateDialog {}
    }
    Connections {
        function onAsked(id: string): void {
            switch (id) {
            case "defined.new": root.newTemplate("", ""); break;
            case "image.import": importDialog.get().show(); break;
            }
        }

        target: root.panel.registry
    }
}
