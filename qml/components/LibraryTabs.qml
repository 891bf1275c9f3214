// What sandboxes are made of, in three lists: templates that somebody defined, those that the engine makes by itself, and
// images.
import QtQuick
import Glovebox.App
import Glovebox.Controls

TabStrip {
    id: root

    required property PanelModel panel

    readonly property list<int> pages: [PanelModel.DefinedPage, PanelModel.TemplatesPage, PanelModel.ImagesPage]

    objectName: "libraryTabs"
    tabs: [qsTr("Templates"), qsTr("Automatic"), qsTr("Images")]
    onCurrentChanged: if (root.panel !== null && root.pages.includes(root.panel.page)) // not while the page is made
        root.panel.page = root.pages[root.current]
}
