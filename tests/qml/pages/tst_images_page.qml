import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Theme
import Glovebox.Ui

TestCase {
    id: root

    name: "ImagesPage"
    when: windowShown

    property Bench bench: null
    property Main window: null

    Component {
        id: benches

        Bench {}
    }
    Component {
        id: windows

        Main {
            width: 1440
            height: 900
        }
    }
    LayoutCheck {
        id: check
    }

    function init() {
        Theme.reducedMotion = true;
        bench = benches.createObject(null);
        window = windows.createObject(null, {panel: bench.panel});
        window.show();
        waitForRendering(window.contentItem);
    }
    function cleanup() {
        window.destroy();
        wait(0);
        bench.destroy();
    }
    function part(name: string): var {
        return findChild(window.contentItem, name);
    }
    function dialog(name: string): var {
        return Dialogs.of(window, name);
    }
    function press(item: Item): void {
        tryVerify(() => item.visible && item.width > 0 && check.settled(item));
        mouseClick(item);
    }
    function open(image: string): var {
        bench.everything(true, false);
        bench.panel.openImage(image);
        tryVerify(() => part("imagePane") !== null && part("imagePane").visible);
        return part("imagePane");
    }
    function fieldOf(owner: var, name: string): var {
        return findChild(owner.contentItem, name).field;
    }
    function type(owner: var, name: string, text: string): void {
        const field = fieldOf(owner, name);
        field.forceActiveFocus();
        for (const letter of text)
            keyClick(letter);
    }

    function test_emptySaysThatTheBuiltInOneIsWhatSandboxesGet() {
        bench.hostOnly();
        bench.environment("polling");
        bench.panel.page = PanelModel.ImagesPage;
        tryVerify(() => part("noImages") !== null && part("noImages").visible);
        verify(part("noImages").text.includes("built-in"));
        press(findChild(part("noImages"), "emptyAction"));
        tryVerify(() => dialog("importDialog").opened);
    }
    function test_keysAndTabsLeadBetweenTheThreeLists() {
        bench.everything(true, false);
        keyClick(Qt.Key_G);
        keyClick(Qt.Key_T);
        compare(bench.panel.page, PanelModel.DefinedPage);
        tryVerify(() => part("libraryTabs") !== null);
        press(findChild(part("libraryTabs"), "tab2"));
        compare(bench.panel.page, PanelModel.ImagesPage);
        tryVerify(() => part("imagesPage") !== null && part("definedPage") === null);
        press(findChild(part("libraryTabs"), "tab1"));
        compare(bench.panel.page, PanelModel.TemplatesPage);
        keyClick(Qt.Key_G);
        keyClick(Qt.Key_I);
        compare(bench.panel.page, PanelModel.ImagesPage);
    }
    function test_whatNeedsSomebodyStandsFirstAndTheKeyboardWalks() {
        bench.everything(true, false);
        bench.panel.page = PanelModel.ImagesPage;
        tryVerify(() => part("rows") !== null && part("imagesPage").activeFocus);
        keyClick(Qt.Key_Down);
        tryVerify(() => part("imagePane").visible);
        verify(["import-2", "img-e40b9912ac31"].includes(bench.panel.library.image.id)); // failed, damaged
        keyClick(Qt.Key_Escape);
        verify(!part("imagePane").visible);
    }
    function test_anImageTellsWhatItIsAndHowItRuns() {
        const pane = open(bench.image);
        compare(findChild(pane, "imageState").word, "Ready");
        press(findChild(findChild(pane, "imageTabs"), "tab1"));
        tryVerify(() => findChild(pane, "imageConfig").visible);
        let said = "";
        for (let row = 0; row < bench.panel.library.image.config.rowCount(); ++row)
            said += bench.panel.library.image.config.data(bench.panel.library.image.config.index(row, 0), Qt.UserRole + 2) + "\n";
        verify(said.includes("python3"));
        verify(said.includes("LANG=C.UTF-8"));
        verify(said.includes("8080/tcp"));
        press(findChild(findChild(pane, "imageTabs"), "tab2"));
        compare(bench.panel.library.image.layers.count, 4);
    }
    function test_anImportShowsHowFarItIsAndIsCancelled() {
        const pane = open(bench.importing);
        tryVerify(() => findChild(pane, "importingNow").visible);
        compare(findChild(pane, "imageState").word, "Importing 42%");
        compare(bench.panel.library.image.stepText, "Reading layer 3 of 7, 41 / 98 MiB");
        press(findChild(pane, "imageCancel"));
        compare(bench.asked[bench.asked.length - 1], "cancel import " + bench.importing);
    }
    function test_anImportThatBecameAnImageStaysSelected() {
        open(bench.importing);
        bench.imported(bench.importing);
        compare(bench.panel.library.image.id, "img-0a0b0c0d0e0f");
        tryVerify(() => findChild(part("imagePane"), "imageState").word === "Ready");
    }
    function test_aFailedImportSaysWhyAndIsTriedAgainWithWhatItHad() {
        const pane = open(bench.failedImport);
        tryVerify(() => findChild(pane, "imageProblem").visible);
        verify(findChild(pane, "imageProblem").what.includes("was not imported"));
        verify(findChild(pane, "imageProblem").todo.includes("credentials"));
        press(findChild(pane, "imageRetry"));
        tryVerify(() => dialog("importDialog").opened);
        compare(fieldOf(dialog("importDialog"), "importReference").text, "registry.example/private/base:1");
    }
    function test_theLogOfAnImportIsAmongTheOperations() {
        const pane = open(bench.failedImport);
        press(findChild(pane, "imageLog"));
        tryVerify(() => part("operationsDrawer").visible);
    }
    function test_whatIsInUseSaysWhyItStays() {
        const pane = open("img-b1c05e77d20a");
        verify(findChild(pane, "whyNotRemove").text.includes("when nothing else is asked for"));
        verify(!findChild(pane, "imageRemove").enabled);
        bench.panel.openImage(bench.image);
        tryVerify(() => findChild(pane, "whyNotRemove").text.includes("In use by 1 template"));
    }
    function test_removingAsksAndARefusalStaysInTheDialog() {
        const pane = open("img-77e0d1aa40cf");
        press(findChild(pane, "imageRemove"));
        const question = dialog("removeImageDialog");
        tryVerify(() => question.opened);
        bench.denyAll("A program of yours uses it.");
        press(findChild(question.contentItem, "dialogAccept"));
        compare(bench.asked[bench.asked.length - 1], "remove image img-77e0d1aa40cf");
        tryVerify(() => findChild(question.contentItem, "refusal").visible);
        verify(question.opened);
    }
    function test_aNameIsAdded() {
        const pane = open(bench.image);
        press(findChild(pane, "imageName"));
        const naming = dialog("nameImageDialog");
        tryVerify(() => naming.opened);
        type(naming, "imageNewName", "py");
        keyClick(Qt.Key_Return);
        compare(bench.asked[bench.asked.length - 1], "name image " + bench.image + ": py");
        tryVerify(() => !naming.opened);
    }
    function test_verifyingAndCollectingAreAsked() {
        const pane = open(bench.image);
        press(findChild(pane, "imageVerify"));
        compare(bench.asked[bench.asked.length - 1], "verify image " + bench.image);
        press(part("collectImages"));
        tryVerify(() => dialog("collectImagesDialog").opened);
        press(findChild(dialog("collectImagesDialog").contentItem, "dialogSecond"));
        compare(bench.asked[bench.asked.length - 1], "collect images");
    }
    function test_aSandboxFromAnImage() {
        const pane = open(bench.image);
        press(findChild(pane, "imageSandbox"));
        tryVerify(() => dialog("newSandboxDialog").opened);
        const box = findChild(dialog("newSandboxDialog").contentItem, "sandboxOrigin");
        verify(box.displayText.includes("python:3.12-slim"));
        verify(bench.panel.newSandbox.sizeIsOpen);
    }
    function test_aReferenceIsTypedAndImported() {
        bench.everything(true, false);
        bench.panel.page = PanelModel.ImagesPage;
        tryVerify(() => part("importImage") !== null);
        press(part("importImage"));
        const importing = dialog("importDialog");
        tryVerify(() => importing.opened && fieldOf(importing, "importReference").activeFocus);
        verify(!findChild(importing.contentItem, "dialogSecond").enabled); // nothing is said yet
        type(importing, "importReference", "not a reference");
        verify(findChild(importing.contentItem, "importReference").wrong);
        fieldOf(importing, "importReference").selectAll();
        type(importing, "importReference", "docker.io/library/python:3.12-slim");
        verify(!findChild(importing.contentItem, "importReference").wrong);
        verify(findChild(importing.contentItem, "importName").hint.includes("python:3.12-slim"));
        keyClick(Qt.Key_Return);
        compare(bench.asked[bench.asked.length - 1], "import docker.io/library/python:3.12-slim");
        tryVerify(() => !importing.opened);
    }
    function test_whatTheEngineRefusesIsSaidInPlaceAndNothingIsLost() {
        bench.everything(true, false);
        bench.panel.page = PanelModel.ImagesPage;
        tryVerify(() => part("importImage") !== null);
        press(part("importImage"));
        const importing = dialog("importDialog");
        tryVerify(() => importing.opened);
        bench.denyAll("That registry is not allowed here.");
        type(importing, "importReference", "registry.example/a:1");
        type(importing, "importName", "mine");
        keyClick(Qt.Key_Return);
        tryVerify(() => findChild(importing.contentItem, "importRefusal").visible);
        compare(findChild(importing.contentItem, "importRefusal").text, "That registry is not allowed here.");
        compare(fieldOf(importing, "importReference").text, "registry.example/a:1");
        compare(fieldOf(importing, "importName").text, "mine");
        keyClick(Qt.Key_Escape);
        tryVerify(() => !importing.opened);
    }
    function test_plainHttpWarns() {
        bench.everything(true, false);
        bench.panel.page = PanelModel.ImagesPage;
        tryVerify(() => part("importImage") !== null);
        press(part("importImage"));
        const importing = dialog("importDialog");
        tryVerify(() => importing.opened);
        press(findChild(importing.contentItem, "importPlainHttp"));
        tryVerify(() => findChild(importing.contentItem, "plainHttpWarning").visible);
        press(findChild(importing.contentItem, "wayFile")); // then it does not matter
        tryVerify(() => !findChild(importing.contentItem, "plainHttpWarning").visible);
        verify(fieldOf(importing, "importPath").activeFocus);
    }
    function test_aFileThatIsDroppedIsInTheForm() {
        bench.everything(true, false);
        bench.panel.page = PanelModel.ImagesPage;
        tryVerify(() => part("imagesPage") !== null);
        part("imagesPage").fileDropped(bench.imageFile);
        const importing = dialog("importDialog");
        tryVerify(() => importing.opened);
        verify(bench.panel.library.importForm.fromFile);
        verify(fieldOf(importing, "importPath").text.endsWith("/my-image.tar.gz"));
        compare(bench.panel.library.importForm.suggestedName, "my-image");
        press(findChild(importing.contentItem, "dialogSecond"));
        verify(bench.asked[bench.asked.length - 1].endsWith("/my-image.tar.gz"));
    }
    function test_withoutRoomThePaneIsASheetThatSpaceOpens() {
        bench.everything(true, false);
        window.width = 1024;
        bench.panel.page = PanelModel.ImagesPage;
        tryVerify(() => part("imagesPage") !== null && !part("imagesPage").roomForPane && part("imagesPage").activeFocus);
        keyClick(Qt.Key_Down);
        keyClick(Qt.Key_Space);
        tryVerify(() => part("imageSheet").visible && findChild(part("imageSheet"), "imageState") !== null);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !part("imageSheet").visible);
    }
}
