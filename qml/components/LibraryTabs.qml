// What sandboxes are made of, in three lists: templates that somebody defined, those that the engine makes by itself, and
// images.
import QtQuick
import Glovebox.App
import Glovebox.Controls

TabStrip {
    id: root

    required property PanelModel panel

    objectName: "libraryTabs"
    tabs: [qsTr("Templates"), qsTr("Automatic"), qsTr("Images")]
    onCurrentChanged: {
        const page = root.panel?.page ?? -1; // not while this is made
        if (page === PanelModel.DefinedPage || page === PanelModel.TemplatesPage || page === PanelModel.ImagesPage)
            root.panel.page = root.current === 0 ? PanelModel.DefinedPage : root.current === 1 ? PanelModel.TemplatesPage : PanelModel.ImagesPage;
    }
}
