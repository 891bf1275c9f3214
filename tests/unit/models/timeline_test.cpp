// A session's timeline: which facts become which spans, what is unknown, how spans become bars, where the view stands,
// and that it keeps in step with the event list.
#include "app/models/session_timeline.h"
#include "tests/unit/models/panel_fixture.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace glovebox;
using namespace glovebox::models;
using namespace glovebox::testing;
using namespace std::chrono_literals;
using domain::SandboxState;
using domain::ToolCallState;

namespace {

const char *const kSession = "sesn_t";

api::TranscriptEntry note(std::uint64_t sequence, api::NoteView::Kind kind, WallTime at, std::string text = "said")
{
    return {domain::SessionId(kSession), sequence, 1, at, api::NoteView{kind, std::move(text)}};
}

api::TranscriptEntry call(std::uint64_t sequence, WallTime at, std::chrono::milliseconds ran,
                          ToolCallState state = ToolCallState::Done, std::chrono::milliseconds waited = 0ms)
{
    api::ToolCallView view{.id = domain::EventId("sevt_" + std::to_string(sequence)), .name = "bash"};
    view.state = state;
    view.askedForApproval = state == ToolCallState::NeedsApproval;
    view.requestedAt = at;
    view.waited = waited;
    view.duration = ran;
    return {domain::SessionId(kSession), sequence, 1, at, view};
}

api::SandboxView machine(SandboxState state, WallTime since)
{
    api::SandboxView view = sandbox("sbx-1", 1, state);
    view.session = domain::SessionId(kSession);
    view.since = since;
    return view;
}

const TimelineLane &laneOf(const std::vector<TimelineLane> &lanes, LaneKind kind)
{
    return *std::ranges::find(lanes, kind, &TimelineLane::kind);
}

TimelineScale scaleOf(WallTime from, WallTime to, double width)
{
    TimelineScale scale;
    scale.setWidth(width);
    scale.setExtent(from, to, false);
    scale.fit();
    return scale;
}

} // namespace

class TimelineTest : public PanelFixture {
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { end(); }

    void aCallStandsFromItsStartForAsLongAsItRan();
    void theModelWorksBetweenWhatItWasGivenAndWhatItSaid();
    void theModelIsNotDrawnWhereNobodyKnows();
    void waitsAreForApprovalsWhateverTheirLengthAndForResultsWhenLong();
    void aBudgetIsWaitedForUntilSomethingHappens();
    void aSandboxIsUnknownBeforeItsFirstNews();
    void operationsFillWhatNobodySaw();
    void theBeginningOfABootIsKnownAndWhatIsBetweenIsNot();
    void whatWasForgottenIsUnknown();
    void neighboursUnderAPixelBecomeOneBar();
    void wideNeighboursStayApartAndErrorsAreNeverHidden();
    void fiftyThousandEventsAreFewBarsAndQuick();
    void theBookIsBounded();
    void zoomingKeepsWhatIsUnderThePointer();
    void theLiveEdgeGoesAlongUntilSomebodyPans();
    void ticksStandAtRoundTimes();
    void aStretchIsSummedUpAndSnapsToEdges();
    void selectingGoesBothWays();
    void threeLanesWhereThereIsLittleRoom();
    void theKeyboardGoesFromSpanToSpan();
    void foldingIsRemembered();

private:
    std::vector<TimelineLane> lanesOf(std::vector<api::Change> changes, bool modelAtWork = false)
    {
        TimelineBook book;
        book.apply(batchOf(std::move(changes)), kSampleNow);
        const auto *facts = book.find(kSession);
        return timelineLanes(facts ? *facts : TimelineFacts{},
                             {kSampleNow - 10min, kSampleNow, true, modelAtWork, facts && facts->forgotten > 0});
    }
};

void TimelineTest::aCallStandsFromItsStartForAsLongAsItRan()
{
    const auto lanes = lanesOf(
        {call(1, kSampleNow - 60s, 5s, ToolCallState::Done, 2s), call(2, kSampleNow - 20s, 3s, ToolCallState::Error),
         call(3, kSampleNow - 10s, 0s, ToolCallState::Running), call(4, kSampleNow - 5s, 0s, ToolCallState::NotOurs)});
    const auto &tools = laneOf(lanes, LaneKind::Tools).spans;
    QCOMPARE(tools.size(), 4U);
    QVERIFY(tools[0].from == kSampleNow - 58s && tools[0].to == kSampleNow - 53s);
    QVERIFY(tools[1].kind == SpanKind::ToolError);
    QVERIFY(tools[2].open && tools[2].to == kSampleNow);
    QVERIFY(tools[3].kind == SpanKind::ToolElsewhere && tools[3].from == tools[3].to);
}

void TimelineTest::theModelWorksBetweenWhatItWasGivenAndWhatItSaid()
{
    using enum api::NoteView::Kind;
    const auto lanes = lanesOf({note(1, UserMessage, kSampleNow - 100s), call(2, kSampleNow - 90s, 20s),
                                call(3, kSampleNow - 89s, 40s), note(4, AgentMessage, kSampleNow - 40s)},
                               true);
    const auto &model = laneOf(lanes, LaneKind::Model).spans;
    QCOMPARE(model.size(), 3U);
    QVERIFY(model[0].from == kSampleNow - 100s && model[0].to == kSampleNow - 90s);
    QVERIFY(model[1].from == kSampleNow - 49s); // the longer of two that ran side by side
    QVERIFY(model[1].to == kSampleNow - 40s);
    QVERIFY(model[2].open && model[2].to == kSampleNow);
}

void TimelineTest::theModelIsNotDrawnWhereNobodyKnows()
{
    using enum api::NoteView::Kind;
    const auto lanes =
        lanesOf({call(1, kSampleNow - 90s, 0s, ToolCallState::NotOurs), note(2, AgentMessage, kSampleNow - 80s),
                 note(3, Turn, kSampleNow - 70s), note(4, AgentMessage, kSampleNow - 10s)});
    QVERIFY(laneOf(lanes, LaneKind::Model).spans.empty());
}

void TimelineTest::waitsAreForApprovalsWhateverTheirLengthAndForResultsWhenLong()
{
    auto asked = call(1, kSampleNow - 90s, 1s, ToolCallState::Done, 300ms);
    std::get<api::ToolCallView>(asked.what).askedForApproval = true;
    const auto lanes = lanesOf({asked, call(2, kSampleNow - 80s, 1s, ToolCallState::Done, 300ms),
                                call(3, kSampleNow - 70s, 1s, ToolCallState::Done, 9s),
                                call(4, kSampleNow - 30s, 0s, ToolCallState::NeedsApproval)});
    const auto &waits = laneOf(lanes, LaneKind::Waits).spans;
    QCOMPARE(waits.size(), 3U);
    QVERIFY(waits[0].kind == SpanKind::WaitApproval);
    QVERIFY(waits[1].kind == SpanKind::WaitResult && waits[1].to == kSampleNow - 61s);
    QVERIFY(waits[2].open && waits[2].to == kSampleNow);
}

void TimelineTest::aBudgetIsWaitedForUntilSomethingHappens()
{
    using enum api::NoteView::Kind;
    const auto over = note(1, Turn, kSampleNow - 60s, "turn over: budget_reached");
    QVERIFY(laneOf(lanesOf({over}), LaneKind::Waits).spans.front().open);
    const auto later = lanesOf({over, note(2, UserMessage, kSampleNow - 20s)});
    const auto &wait = laneOf(later, LaneKind::Waits).spans.front();
    QVERIFY(wait.kind == SpanKind::WaitBudget && !wait.open && wait.to == kSampleNow - 20s);
}

void TimelineTest::aSandboxIsUnknownBeforeItsFirstNews()
{
    const auto none = lanesOf({note(1, api::NoteView::Kind::AgentMessage, kSampleNow)});
    QCOMPARE(laneOf(none, LaneKind::Sandbox).spans.size(), 1U);
    QVERIFY(laneOf(none, LaneKind::Sandbox).spans.front().kind == SpanKind::Unknown);
    const auto lanes = lanesOf({machine(SandboxState::Running, kSampleNow - 60s)});
    const auto &spans = laneOf(lanes, LaneKind::Sandbox).spans;
    QCOMPARE(spans.size(), 2U);
    QVERIFY(spans[0].kind == SpanKind::Unknown && spans[0].to == kSampleNow - 60s);
    QVERIFY(spans[1].kind == SpanKind::Running && spans[1].open);
}

void TimelineTest::operationsFillWhatNobodySaw()
{
    const auto operation = [](const char *id, domain::OperationKind kind, WallTime from, WallTime to) {
        domain::Operation made{.id = domain::OperationId(id), .kind = kind};
        made.object = "sandbox/sbx-1";
        made.state = domain::OperationState::Done;
        made.beganAt = from;
        made.endedAt = to;
        return api::OperationView{1, made};
    };
    const auto lanes =
        lanesOf({machine(SandboxState::Running, kSampleNow - 60s),
                 operation("op-1", domain::OperationKind::Hibernate, kSampleNow - 300s, kSampleNow - 290s),
                 operation("op-2", domain::OperationKind::Wake, kSampleNow - 65s, kSampleNow - 60s)});
    std::vector<SpanKind> kinds;
    for (const auto &span : laneOf(lanes, LaneKind::Sandbox).spans)
        kinds.push_back(span.kind);
    QVERIFY(kinds == (std::vector{SpanKind::Unknown, SpanKind::Changing, SpanKind::Hibernated, SpanKind::Changing,
                                  SpanKind::Running}));
}

void TimelineTest::theBeginningOfABootIsKnownAndWhatIsBetweenIsNot()
{
    auto view = machine(SandboxState::Running, kSampleNow - 60s);
    view.createdAt = kSampleNow - 300s;
    view.bootTime = 5s;
    const auto lanes = lanesOf({view});
    const auto &spans = laneOf(lanes, LaneKind::Sandbox).spans;
    QCOMPARE(spans.size(), 4U);
    QVERIFY(spans[1].kind == SpanKind::Changing && spans[1].to == kSampleNow - 295s);
    QVERIFY(spans[2].kind == SpanKind::Unknown && spans[2].to == kSampleNow - 60s);
}

void TimelineTest::whatWasForgottenIsUnknown()
{
    TimelineFacts facts;
    facts.forgotten = 3;
    facts.moments.push_back({.sequence = 4, .at = kSampleNow - 60s, .kind = TimelineMoment::Kind::Call});
    const auto lanes = timelineLanes(facts, {kSampleNow - 600s, kSampleNow, true, false, true});
    for (const auto kind : {LaneKind::Model, LaneKind::Tools, LaneKind::Waits}) {
        const auto &first = laneOf(lanes, kind).spans.front();
        QVERIFY(first.kind == SpanKind::Unknown && first.to == kSampleNow - 60s);
    }
}

void TimelineTest::neighboursUnderAPixelBecomeOneBar()
{
    std::vector<TimelineSpan> spans;
    for (int i = 0; i < 100; ++i)
        spans.push_back({SpanKind::Tool, false, kSampleNow + i * 100ms, kSampleNow + i * 100ms + 50ms});
    spans.push_back({SpanKind::Tool, false, kSampleNow + 60s, kSampleNow + 61s});
    const auto bars = timelineBars(spans, scaleOf(kSampleNow, kSampleNow + 61s, 100));
    QCOMPARE(bars.size(), 2U);
    QCOMPARE(bars[0].count, 100);
    QVERIFY(bars[1].right - bars[1].left >= kBarMin);
    QCOMPARE(timelineBars(spans, scaleOf(kSampleNow, kSampleNow + 61s, 6000)).size(), 101U);
}

void TimelineTest::wideNeighboursStayApartAndErrorsAreNeverHidden()
{
    const std::vector<TimelineSpan> spans{{SpanKind::Tool, false, kSampleNow, kSampleNow + 10s},
                                          {SpanKind::ToolError, false, kSampleNow + 10s, kSampleNow + 10s},
                                          {SpanKind::Tool, false, kSampleNow + 10s, kSampleNow + 20s}};
    const auto bars = timelineBars(spans, scaleOf(kSampleNow, kSampleNow + 20s, 200));
    QCOMPARE(bars.size(), 2U); // the two calls touch
    QVERIFY(bars.back().kind == SpanKind::ToolError && bars.back().over);
    const auto hit = barAt(bars, (bars.back().left + bars.back().right) / 2);
    QVERIFY(hit && bars[*hit].kind == SpanKind::ToolError);
    QVERIFY(!barAt(bars, -20));
}

void TimelineTest::fiftyThousandEventsAreFewBarsAndQuick()
{
    TimelineFacts facts;
    facts.names.emplace_back("bash");
    for (std::uint64_t i = 0; i < 50'000; ++i)
        facts.moments.push_back({.sequence = i + 1,
                                 .at = kSampleNow + std::chrono::seconds(i * 3),
                                 .kind = TimelineMoment::Kind::Call,
                                 .name = 1,
                                 .state = i % 97 == 0 ? ToolCallState::Error : ToolCallState::Done,
                                 .ran = std::chrono::milliseconds(900)});
    const auto end = kSampleNow + 150'000s;
    QElapsedTimer clock;
    clock.start();
    const auto lanes = timelineLanes(facts, {kSampleNow, end, true, false, false});
    const auto bars = timelineBars(laneOf(lanes, LaneKind::Tools).spans, scaleOf(kSampleNow, end, 1300));
    const auto took = clock.elapsed();
    QCOMPARE(laneOf(lanes, LaneKind::Tools).spans.size(), 50'000U);
    QVERIFY2(bars.size() < 900, qPrintable(QString::number(bars.size())));
    int calls = 0;
    for (const auto &bar : bars)
        calls += bar.count;
    QCOMPARE(calls, 50'000);
    QVERIFY2(took < 1000, qPrintable(QStringLiteral("%1 ms").arg(took))); // of a debug build beside others
}

void TimelineTest::theBookIsBounded()
{
    TimelineBook book;
    std::uint64_t sequence = 0;
    while (sequence < TimelineBook::kMomentsMax + 5'000) {
        bridge::Batch batch;
        for (int i = 0; i < 8'000; ++i)
            batch.entries.push_back(call(++sequence, kSampleNow, 1s));
        book.apply(batch, kSampleNow);
    }
    const TimelineFacts &facts = *book.find(kSession);
    QVERIFY(facts.moments.size() <= TimelineBook::kMomentsMax);
    QCOMPARE(facts.moments.size() + facts.forgotten, sequence);
    QCOMPARE(facts.moments.back().sequence, sequence);
    book.apply(batchOf({api::SessionGone{domain::SessionId(kSession)}}), kSampleNow);
    QVERIFY(!book.find(kSession));
}

void TimelineTest::zoomingKeepsWhatIsUnderThePointer()
{
    auto scale = scaleOf(kSampleNow, kSampleNow + 1h, 1000);
    const WallTime under = scale.timeAt(300);
    scale.zoom(0.5, 300);
    QVERIFY(std::chrono::abs(scale.timeAt(300) - under) <= 2ms);
    QVERIFY(!scale.isFit());
    for (int i = 0; i < 60; ++i)
        scale.zoom(0.5, 300);
    QCOMPARE(scale.length(), TimelineScale::kShortest);
    QVERIFY(!scale.canZoomIn());
    for (int i = 0; i < 60; ++i)
        scale.zoom(2, 900);
    QVERIFY(scale.isFit());
}

void TimelineTest::theLiveEdgeGoesAlongUntilSomebodyPans()
{
    TimelineScale scale;
    scale.setWidth(1000);
    scale.setExtent(kSampleNow, kSampleNow + 4h, true);
    scale.showLast(1h);
    QVERIFY(scale.isLive() && !scale.isFit());
    scale.setExtent(kSampleNow, kSampleNow + 5h, true);
    QVERIFY(scale.to() >= kSampleNow + 5h);
    scale.pan(-400);
    QVERIFY(!scale.isLive());
    const WallTime from = scale.from();
    scale.setExtent(kSampleNow, kSampleNow + 6h, true);
    QVERIFY(scale.from() == from);
    scale.setExtent(kSampleNow - 1h, kSampleNow + 6h, true); // older events came: what is in view stays
    QVERIFY(std::chrono::abs(scale.from() - from) <= 1ms);
    scale.goLive();
    QVERIFY(scale.isLive() && scale.to() >= kSampleNow + 6h);
}

void TimelineTest::ticksStandAtRoundTimes()
{
    const auto scale = scaleOf(kSampleNow, kSampleNow + 1h, 1000);
    const auto ticks = scale.ticks(90, 30min);
    QVERIFY(ticks.size() >= 3 && ticks.size() <= 11);
    const auto step = scale.tickStep(90);
    for (const auto &tick : ticks)
        QCOMPARE(((tick.at.time_since_epoch() + 30min) % step).count(), 0);
}

void TimelineTest::aStretchIsSummedUpAndSnapsToEdges()
{
    const std::vector<TimelineSpan> spans{{SpanKind::Tool, false, kSampleNow, kSampleNow + 2s},
                                          {SpanKind::Tool, false, kSampleNow + 10s, kSampleNow + 16s},
                                          {SpanKind::Tool, false, kSampleNow + 60s, kSampleNow + 61s}};
    const auto sums = sumsOf(spans, kSampleNow, kSampleNow + 30s);
    QCOMPARE(sums.count, 2);
    QCOMPARE(sums.total, 8000ms);
    QCOMPARE(sums.average(), 4000ms);
    QCOMPARE(sums.least, 2000ms);
    QCOMPARE(sums.most, 6000ms);
    QVERIFY(snapped(spans, kSampleNow + 15s, 2s) == kSampleNow + 16s);
    QVERIFY(snapped(spans, kSampleNow + 30s, 2s) == kSampleNow + 30s);
}

void TimelineTest::selectingGoesBothWays()
{
    begin({sampleTimeline()});
    m_panel->openSession(QString::fromLatin1(kSampleLongSession));
    SessionTimeline &timeline = *m_panel->timeline();
    QVERIFY(timeline.emptyText().isEmpty());
    timeline.nextError(1);
    QVERIFY(timeline.cursor());
    QVERIFY2(timeline.readText().startsWith(QStringLiteral("bash, error, 48.0 s, ")), qPrintable(timeline.readText()));
    timeline.choose(*timeline.cursor());
    QCOMPARE(m_panel->session()->selectedTitle(), QStringLiteral("bash"));
    QCOMPARE(m_panel->session()->selectedWord(), QStringLiteral("Error"));
    m_panel->session()->selectApproval();
    const auto place = timeline.cursor();
    QVERIFY(place);
    QVERIFY(timeline.lanes()[place->lane]->spans[place->span].kind == SpanKind::WaitApproval);
    QVERIFY(timeline.readText().startsWith(QStringLiteral("bash, needs approval, ")));
    QVERIFY(timeline.selectedAt() == kSampleNow - 170s);
}

void TimelineTest::threeLanesWhereThereIsLittleRoom()
{
    begin({sampleTimeline()});
    m_panel->openSession(QString::fromLatin1(kSampleLongSession));
    SessionTimeline &timeline = *m_panel->timeline();
    QCOMPARE(timeline.laneCount(), 5);
    timeline.setNarrow(true);
    QCOMPARE(timeline.laneCount(), 3);
    timeline.toggleLane(0);
    QCOMPARE(timeline.laneCount(), 4);
    QCOMPARE(timeline.laneName(*timeline.lanes()[0]), QStringLiteral("Model"));
    m_panel->openSession(QString::fromLatin1(kSampleTeamSession));
    timeline.setNarrow(false);
    QCOMPARE(timeline.laneCount(), 7); // two agents more
}

void TimelineTest::theKeyboardGoesFromSpanToSpan()
{
    begin({sampleTimeline()});
    m_panel->openSession(QString::fromLatin1(kSampleLongSession));
    SessionTimeline &timeline = *m_panel->timeline();
    QSignalSpy read(&timeline, &SessionTimeline::readChanged);
    timeline.moveInLane(-1);
    const auto last = timeline.cursor();
    QVERIFY(last && timeline.lanes()[last->lane]->kind == LaneKind::Tools);
    timeline.moveInLane(-1);
    QCOMPARE(timeline.cursor()->span + 1, last->span);
    timeline.moveLane(1);
    QVERIFY(timeline.lanes()[timeline.cursor()->lane]->kind == LaneKind::Waits);
    timeline.moveLane(1);
    timeline.moveLane(1);
    timeline.moveLane(1); // there is no lane below
    QVERIFY(timeline.lanes()[timeline.cursor()->lane]->kind == LaneKind::Marks);
    timeline.markRange();
    timeline.moveInLane(-1);
    QVERIFY(timeline.range());
    timeline.clearRange();
    QVERIFY(!timeline.range());
    QVERIFY(read.count() >= 6);
}

void TimelineTest::foldingIsRemembered()
{
    QTemporaryDir folder;
    begin();
    m_panel->setMemoryFile(folder.filePath(QStringLiteral("panel.ini")));
    QVERIFY(m_panel->settings()->timeline());
    m_panel->settings()->setTimeline(false);
    end();
    begin();
    m_panel->setMemoryFile(folder.filePath(QStringLiteral("panel.ini")));
    QVERIFY(!m_panel->settings()->timeline());
}

QTEST_MAIN(TimelineTest)
#include "timeline_test.moc"
