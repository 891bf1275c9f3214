import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Ui

// The layout of images and of templates that somebody defined; see tst_layout.qml.
LayoutCase {
    id: root

    name: "LibraryLayout"

    function test_pages_data() {
        return root.everyStory(["ImagesPage", "DefinedPage"]);
    }
    function test_pages(data) {
        bench.everything(false, true); // with banners above
        bench.severalEnvironments();
        bench.panel.page = PanelModel[data.name];
        root.open(data.width, data.height);
        root.verifyTidy(data.tag);
    }

    function test_emptyPages_data() {
        return root.everyStory(["ImagesPage", "DefinedPage"]);
    }
    function test_emptyPages(data) {
        bench.hostOnly();
        bench.environment("polling");
        bench.panel.page = PanelModel[data.name];
        root.open(data.width, data.height);
        root.verifyTidy(data.tag);
    }

    function test_imagesSelected_data() {
        return root.everyStory(["img-3f2a91bc04d7", "img-b1c05e77d20a", "img-77e0d1aa40cf", "img-e40b9912ac31", "import-3", "import-2"]);
    }
    function test_imagesSelected(data) {
        bench.everything(true, false);
        bench.panel.openImage(data.name);
        root.open(data.width, data.height);
        part("imagesPage").sheetOpen = true;
        root.verifyTidy(data.tag);
        for (let tab = 1; tab < 3 && bench.panel.library.image.ready; ++tab) {
            tryVerify(() => part("imageTabs") !== null);
            part("imageTabs").current = tab;
            root.verifyTidy(data.tag + ", tab " + tab);
        }
    }

    function test_templatesSelected_data() {
        return root.everyStory(["python-tools", "web-shop", "browser-tests", "node-22", "rust-nightly"]);
    }
    function test_templatesSelected(data) {
        bench.everything(true, false);
        bench.panel.openDefined(data.name);
        root.open(data.width, data.height);
        part("definedPage").sheetOpen = true;
        for (let tab = 0; tab < 4; ++tab) {
            tryVerify(() => part("definedTabs") !== null);
            part("definedTabs").current = tab;
            root.verifyTidy(data.tag + ", tab " + tab);
        }
    }

    function test_dialogs_data() {
        return root.everyStory(["importDialog", "importDialog wrong", "removeImageDialog", "nameImageDialog", "collectImagesDialog", "templateDialog", "templateDialog wrong", "templateDialog form", "templateDialog secrets", "templateDialog crowd", "forgetTemplateDialog", "deleteVersionDialog", "newSandboxDialog", "newSandboxDialog more"]);
    }
    function test_dialogs(data) {
        bench.everything(true, false);
        bench.panel.openImage(bench.image);
        bench.panel.openDefined(bench.madeTemplate);
        root.open(data.width, data.height);
        const dialog = Dialogs.of(window, data.name.split(" ")[0]);
        switch (data.name) {
        case "importDialog": dialog.show(); break;
        case "importDialog wrong":
            dialog.show();
            bench.panel.library.importForm.reference = "no reference at all";
            bench.panel.library.importForm.plainHttp = true;
            break;
        case "nameImageDialog": dialog.begin(); break;
        case "templateDialog": part("libraryPages").editTemplate(); break;
        case "templateDialog wrong":
            part("libraryPages").editTemplate();
            bench.panel.library.editor.text = "nothing = 1\nelse = 2\nhere = 3\nis = 4\nright = 5\n";
            break;
        case "templateDialog form":
            part("libraryPages").editTemplate();
            bench.panel.library.editor.asForm = true;
            break;
        case "templateDialog secrets":
        case "templateDialog crowd":
            bench.egress();
            bench.secrets("");
            if (data.name === "templateDialog crowd")
                bench.secretCrowd();
            part("libraryPages").editTemplate();
            bench.panel.library.editor.text += "\n[secrets]\nbuild = [\"git-forge\"]\nrun = [\"a-secret-that-this-host-never-had-with-48-letters\"]\n";
            bench.panel.library.editor.asForm = true;
            tryVerify(() => findChild(dialog.contentItem, "templateFields") !== null);
            wait(50);
            const fields = findChild(dialog.contentItem, "templateFields");
            fields.contentY = fields.contentHeight - fields.height;
            break;
        case "deleteVersionDialog": dialog.begin(2, "5 steps · 398 MiB"); break;
        case "newSandboxDialog": dialog.showFrom("", bench.madeTemplate); break;
        case "newSandboxDialog more":
            dialog.showFrom("", bench.madeTemplate);
            dialog.more = true;
            break;
        default: dialog.show();
        }
        tryVerify(() => dialog.opened);
        wait(150);
        verify(dialog.height <= data.height, data.tag + " is " + dialog.height + " high");
        const faults = check.faults(dialog.contentItem);
        compare(faults.length, 0, data.tag + ": " + faults.slice(0, 3).join("; "));
        dialog.close();
    }
}
