// Brings an image in: from a registry or from a file, side by side. What was typed stays when the engine refuses.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

DialogFrame {
    id: root

    required property PanelModel panel

    readonly property ImportForm form: root.panel.library.importForm

    // With what the form holds already: a retry, or a file that was dropped.
    function present(): void {
        reference.text = root.form.reference;
        auth.text = root.form.authFile;
        path.text = root.form.path;
        nameField.text = root.form.name;
        root.ask();
        (root.form.fromFile ? path : reference).field.forceActiveFocus();
    }
    function show(): void {
        root.form.begin();
        root.present();
    }
    function showFile(file: url): void {
        root.form.begin();
        root.form.takeFile(file);
        root.present();
    }
    function send(): void {
        root.panel.library.sendImport();
    }

    objectName: "importDialog"
    width: Math.min(Theme.sized(760), (parent?.width ?? Theme.sized(808)) - Theme.gap48)
    title: qsTr("Import an image")
    secondText: root.form.sending ? qsTr("Asking…") : qsTr("Import")
    secondEnabled: root.form.canImport && !root.panel.host.stale
    staysOpen: true
    onSecondAccepted: root.send()

    Connections {
        function onBegun(): void {
            root.close();
        }

        target: root.form
    }
    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.gap12

        ImportWay {
            headName: "wayRegistry"
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredWidth: Theme.sized(100)
            title: qsTr("From a registry")
            symbol: "state/cloud"
            chosen: !root.form.fromFile
            onChoose: {
                root.form.fromFile = false;
                reference.field.forceActiveFocus();
            }

            InputField {
                id: reference

                objectName: "importReference"
                Layout.fillWidth: true
                label: qsTr("Reference")
                placeholder: "docker.io/library/python:3.12-slim"
                hint: root.form.referenceProblem !== "" ? root.form.referenceProblem : qsTr("With a tag or a digest")
                wrong: root.form.referenceProblem !== ""
                mono: true
                onEdited: text => root.form.reference = text
                onAccepted: root.send()
            }
            Item { // placed by hand: layouts of Qt 6.4 miss the button, which comes when its dialog is there
                Layout.fillWidth: true
                implicitHeight: auth.implicitHeight

                InputField {
                    id: auth

                    objectName: "importAuth"
                    width: parent.width - (chooseAuth.visible ? chooseAuth.width + Theme.gap8 : 0)
                    label: qsTr("Credentials file (optional)")
                    placeholder: "~/.docker/config.json"
                    hint: root.form.authProblem
                    wrong: root.form.authProblem !== ""
                    mono: true
                    onEdited: text => root.form.authFile = text
                    onAccepted: root.send()
                }
                FolderButton {
                    id: chooseAuth

                    objectName: "chooseAuth"
                    x: parent.width - width
                    y: auth.field.y
                    text: qsTr("File…")
                    symbol: ""
                    overlay: root.parent
                    folder: root.form.folder
                    wanted: root.visible
                    ofFile: true
                    title: qsTr("The file with the registry's credentials")
                    hint: qsTr("As docker login and skopeo login write it")
                    onChosen: file => {
                        root.form.takeAuthFile(file);
                        auth.text = root.form.authFile;
                    }
                }
            }
            Row {
                spacing: Theme.gap8

                ToggleSwitch {
                    id: plain

                    objectName: "importPlainHttp"
                    anchors.verticalCenter: parent.verticalCenter
                    label: qsTr("Plain HTTP, without TLS")
                    on: root.form.plainHttp
                    onClicked: root.form.plainHttp = !root.form.plainHttp
                }
                PlainLabel {
                    anchors.verticalCenter: parent.verticalCenter
                    text: plain.label
                    Accessible.ignored: true
                }
            }
        }
        ImportWay {
            headName: "wayFile"
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredWidth: Theme.sized(100)
            title: qsTr("From a file or folder")
            symbol: "folder2-open"
            chosen: root.form.fromFile
            onChoose: {
                root.form.fromFile = true;
                path.field.forceActiveFocus();
            }

            InputField {
                id: path

                objectName: "importPath"
                Layout.fillWidth: true
                label: qsTr("File or folder on this host")
                placeholder: "/home/me/image.tar"
                hint: root.form.pathProblem !== "" ? root.form.pathProblem : root.form.pathHint !== "" ? root.form.pathHint
                                                                           : qsTr("A saved image, an OCI archive or layout, or a root file system in a tar file")
                wrong: root.form.pathProblem !== ""
                mono: true
                onEdited: text => root.form.path = text
                onAccepted: root.send()
            }
            Row {
                spacing: Theme.gap8

                FolderButton {
                    objectName: "chooseImageFile"
                    text: qsTr("File…")
                    symbol: "file-text"
                    overlay: root.parent
                    folder: root.form.folder
                    wanted: root.visible
                    ofFile: true
                    title: qsTr("The image's file")
                    onChosen: file => {
                        root.form.takeFile(file);
                        path.text = root.form.path;
                    }
                }
                FolderButton {
                    objectName: "chooseImageFolder"
                    text: qsTr("Folder…")
                    overlay: root.parent
                    folder: root.form.folder
                    wanted: root.visible
                    title: qsTr("A folder in the OCI layout")
                    onChosen: folder => {
                        root.form.takeFile(folder);
                        path.text = root.form.path;
                    }
                }
            }
            CaptionLabel {
                Layout.fillWidth: true
                text: qsTr("A file can also be dropped on the page.")
            }
        }
    }
    NoteBox {
        objectName: "plainHttpWarning"
        Layout.fillWidth: true
        visible: root.form.plainHttp && !root.form.fromFile
        kind: "warning"
        text: qsTr("Without TLS anybody on the way can read the credentials and change the image. Only for a registry on this host or in a network that you trust.")
    }
    InputField {
        id: nameField

        objectName: "importName"
        Layout.fillWidth: true
        label: qsTr("Name (optional)")
        placeholder: root.form.suggestedName
        hint: root.form.nameProblem !== "" ? root.form.nameProblem : nameField.text.trim() === "" && root.form.suggestedName !== "" ? qsTr("It will be called %1").arg(root.form.suggestedName) : qsTr("What sandboxes and templates ask for it by")
        wrong: root.form.nameProblem !== ""
        mono: true
        onEdited: text => root.form.name = text
        onAccepted: root.send()
    }
    NoteBox {
        objectName: "importRefusal"
        Layout.fillWidth: true
        visible: root.form.refusal !== ""
        kind: "error"
        text: root.form.refusal
    }
}
