// A session's history as it is shown: which thread a line belongs to.
#include "core/engine/transcript.h"
#include "tests/support/manual_clock.h"

#include <QTest>

using namespace glovebox;

class TranscriptTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anInterruptOfAThreadStandsInThatThread();
};

void TranscriptTest::anInterruptOfAThreadStandsInThatThread()
{
    testsupport::ManualClock clock;
    std::vector<api::NoteView> notes;
    engine::Transcript transcript(domain::SessionId("sesn_1"), clock, [&notes](const api::Change &change) {
        notes.push_back(std::get<api::NoteView>(std::get<api::TranscriptEntry>(change).what));
    });
    transcript.event({.id = domain::EventId("sevt_1"),
                      .type = "user.interrupt",
                      .processedAt = {},
                      .payload = domain::UserInterrupt{domain::ThreadId("sthr_1")}});
    transcript.event({.id = domain::EventId("sevt_2"),
                      .type = "user.interrupt",
                      .processedAt = {},
                      .payload = domain::UserInterrupt{}});
    QCOMPARE(notes.size(), std::size_t{2});
    QVERIFY(notes[0].thread == domain::ThreadId("sthr_1"));
    QVERIFY(!notes[1].thread);
}

QTEST_GUILESS_MAIN(TranscriptTest)
#include "tst_transcript.moc"
