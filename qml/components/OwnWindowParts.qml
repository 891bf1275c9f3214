// The windows beside the main one, as many as the model has.
import QtQml
import Glovebox.App

Instantiator {
    id: root

    required property PanelModel panel

    model: root.panel.desktop.windows
    delegate: OwnWindowView {
        required property OwnWindow window

        panel: root.panel // qmllint disable unqualified
        own: window
    }
}
