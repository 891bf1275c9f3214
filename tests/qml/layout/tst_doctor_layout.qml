import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Ui

// The layout of the Host doctor; see tst_layout.qml.
LayoutCase {
    id: root

    name: "DoctorLayout"

    property Desks desks: null

    Component {
        id: deskses

        Desks {}
    }

    function cleanup() { // the desks outlive who asks them
        const gone = desks;
        if (window !== null)
            window.destroy();
        window = null;
        wait(0);
        bench.destroy();
        wait(0);
        gone.destroy();
    }
    function test_doctor_data() {
        return root.everyStory(["good", "mixed", "failed", "running"]);
    }
    function test_doctor(data) {
        bench.everything(true, false);
        desks = deskses.createObject(root, {panel: bench.panel});
        desks.host(data.name === "running" ? "good" : data.name);
        desks.holdHost(data.name === "running");
        bench.panel.page = PanelModel.DoctorPage;
        root.open(data.width, data.height);
        root.verifyTidy(data.tag);
    }
}
