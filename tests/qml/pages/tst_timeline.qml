import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Theme
import Glovebox.Ui

// A session's timeline: in step with its events, by pointer and by keyboard.
TestCase {
    id: root

    name: "Timeline"
    when: windowShown

    property Bench bench: null
    property Main window: null
    property Item plot: null

    readonly property SessionTimeline timeline: root.bench?.panel.timeline ?? null
    readonly property SessionDetail session: root.bench?.panel.session ?? null

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

    function init() {
        Theme.reducedMotion = true;
        Theme.scheme = "dark";
        bench = benches.createObject(null);
        bench.everything(true, false);
        bench.timeline();
        window = windows.createObject(null, {panel: bench.panel});
        window.show();
        window.requestActivate();
        tryVerify(() => window.active);
        bench.panel.openSession(bench.timelineSession);
        tryVerify(() => part("timelinePlot") !== null && part("timelinePlot").visible && part("timelinePlot").width > 600);
        plot = part("timelinePlot");
    }
    function cleanup() {
        window.destroy();
        wait(0);
        bench.destroy();
    }
    function part(name: string): Item {
        return findChild(window.contentItem, name);
    }
    /// A row of the event list that is a call.
    function callRow(nth: int): int {
        let seen = 0;
        for (let row = 0; row < session.transcript.count; ++row) {
            session.select(row);
            if (session.selectionIsCall && ++seen === nth)
                return row;
        }
        return -1;
    }
    function sequenceAt(row: int): int {
        return session.transcript.data(session.transcript.index(row, 0), Qt.UserRole + 2);
    }

    function test_aClickOnACallSelectsItsEvent() {
        const row = callRow(6); // the tests that fail: wide enough to hit
        const at = plot.placeOf(sequenceAt(row));
        session.clearSelection();
        verify(!session.hasSelection);
        verify(at.x > 0);
        mouseClick(plot, at.x, at.y);
        compare(session.selectedRow, row);
        compare(session.selectedWord, "Error");
        verify(plot.Accessible.name.startsWith("Timeline: bash, error, 48.0 s, "));
    }
    function test_anEventThatIsSelectedIsReadAndInView() {
        timeline.zoomIn();
        timeline.zoomIn();
        timeline.zoomIn();
        const row = callRow(6);
        verify(part("timelineReadout").text.startsWith("bash, error, 48.0 s, "));
        const at = plot.placeOf(sequenceAt(row));
        verify(at.x > 0 && at.x < plot.width);
    }
    function test_zoomKeepsWhatIsUnderThePointer() {
        const x = Math.round(plot.width * 0.6); // a wheel turns at a whole pixel
        const before = plot.timeAt(x);
        mouseWheel(plot, x, 40, 0, 480, Qt.NoButton, Qt.ControlModifier);
        verify(!timeline.fits);
        verify(Math.abs(plot.timeAt(x) - before) < 50, `${plot.timeAt(x)} was ${before}`);
        const from = plot.timeAt(200);
        mouseWheel(plot, x, 40, 0, 120); // goes to what was before
        verify(plot.timeAt(200) < from);
        verify(!timeline.live);
        tryVerify(() => part("timelineLive").visible && part("timelineLive").width > 0);
        mouseClick(part("timelineLive"));
        verify(timeline.live);
        mouseClick(part("timelineFit"));
        verify(timeline.fits);
    }
    function test_draggingPans() {
        timeline.zoomIn();
        timeline.zoomIn();
        const under = plot.timeAt(700);
        mousePress(plot, 700, 8);
        mouseMove(plot, 740, 8);
        mouseMove(plot, 900, 8);
        mouseRelease(plot, 900, 8);
        verify(Math.abs(plot.timeAt(900) - under) < 2000);
        verify(!session.hasSelection); // it was no click
    }
    function test_shiftAndDragMeasure() {
        mousePress(plot, 200, 50, Qt.LeftButton, Qt.ShiftModifier);
        mouseMove(plot, 400, 50);
        mouseMove(plot, 800, 50);
        mouseRelease(plot, 800, 50, Qt.LeftButton, Qt.ShiftModifier);
        const text = part("timelineReadout").text;
        for (const word of ["Tools: ", " calls, total ", ", average ", ", shortest ", ", longest "])
            verify(text.includes(word), text);
        keyClick(Qt.Key_Escape);
        compare(bench.panel.page, PanelModel.SessionPage);
        verify(!part("timelineReadout").text.includes("average"));
    }
    function test_theKeyboardDoesItAll() {
        plot.forceActiveFocus();
        keyClick(Qt.Key_Left);
        const last = part("timelineReadout").text;
        verify(last !== "");
        keyClick(Qt.Key_Left);
        verify(part("timelineReadout").text !== last);
        keyClick(Qt.Key_Down);
        verify(part("timelineReadout").text.includes("approval"));
        verify(!session.hasSelection);
        keyClick(Qt.Key_Return);
        verify(session.hasSelection);
        plot.forceActiveFocus();
        keyClick("+");
        verify(!timeline.fits);
        keyClick("f");
        verify(timeline.fits);
        keyClick("w");
        verify(!timeline.fits);
        keyClick("s");
        verify(timeline.fits);
        keyClick("e");
        verify(part("timelineReadout").text.includes("error") || part("timelineReadout").text.length > 0);
        compare(bench.panel.page, PanelModel.SessionPage);
    }
    function test_itFoldsAndRemembers() {
        const full = part("timeline").height;
        mouseClick(part("foldTimeline"));
        verify(!bench.panel.settings.timeline);
        tryVerify(() => !plot.visible && part("timeline").height < full / 2);
        mouseClick(part("foldTimeline"));
        tryVerify(() => plot.visible);
    }
    function test_lanesAreChosen() {
        compare(timeline.laneCount, 5);
        mouseClick(part("timelineLanes"));
        const menu = findChild(window, "timelineLaneMenu");
        tryVerify(() => menu.opened);
        menu.itemAt(0).triggered();
        compare(timeline.laneCount, 4);
        window.width = 1024;
        window.height = 700;
        tryCompare(timeline, "narrow", true);
        compare(timeline.laneCount, 3);
        tryVerify(() => part("timelinePlot").height < 120);
    }
    function test_aLineOfTheLogSelectsItsCall() {
        const row = callRow(6);
        const wanted = session.selectedAt;
        session.clearSelection();
        const id = "sevt_01JD4W0TML" + (100 + sequenceAt(row) - 1);
        bench.objectLine("session/" + bench.timelineSession, "bash " + id + ": error, thread x");
        bench.panel.openLog("session/" + bench.timelineSession, 0);
        tryVerify(() => bench.panel.log.count > 0);
        bench.panel.log.selectRow(0, false);
        tryVerify(() => session.selectedAt === wanted);
        bench.panel.back();
    }
}
