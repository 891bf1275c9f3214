// The dialogs of single pages and of the window itself: an environment's repair, exports, denying many calls, why QEMU emulates.
import QtQuick
import Glovebox.App
import Glovebox.Controls

Item {
    id: root

    required property PanelModel panel

    signal closed

    function repair(): void {
        repairDialog.get().ask();
    }
    function exportOutputs(): void {
        if (root.panel.prepareExport())
            exportDialog.get().show();
    }
    function exportSupport(): void {
        supportDialog.get().show();
    }
    function whyEmulated(): void {
        emulatedDialog.get().ask();
    }

    LazyDialog {
        id: repairDialog

        given: ({panel: root.panel})
        onClosed: root.closed()

        RepairDialog {}
    }
    LazyDialog {
        id: exportDialog

        given: ({outputExport: root.panel.outputExport})
        onClosed: root.closed()

        ExportDialog {}
    }
    LazyDialog {
        id: denyDialog

        given: ({panel: root.panel})
        onClosed: root.closed()

        BulkDenyDialog {}
    }
    LazyDialog {
        id: emulatedDialog

        onClosed: root.closed()

        WhyEmulatedDialog {
            reason: root.panel.host.accelerationReason // qmllint disable unqualified
            onAccepted: root.panel.page = PanelModel.DoctorPage // qmllint disable unqualified
        }
    }
    LazyDialog {
        id: supportDialog

        given: ({fileExport: root.panel.doctor.bundle})
        onClosed: root.closed()

        FileExportDialog {
            objectName: "supportDialog"
        }
    }
    Connections {
        function onDenialPrepared(): void {
            denyDialog.get().show();
        }

        target: root.panel
    }
}
