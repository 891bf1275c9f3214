// What the window may rely on: the newest of everything, in bounded memory, with one wake-up per batch.
#include "app/bridge/mailbox.h"

#include <QTest>

using namespace glovebox;
using bridge::Batch;
using bridge::Mailbox;

namespace {

api::SessionView session(const char *id, std::uint64_t generation, std::string title = {})
{
    api::SessionView view{.id = domain::SessionId(id), .environment = domain::EnvironmentId("env_1")};
    view.generation = generation;
    view.title = std::move(title);
    return view;
}

api::TranscriptEntry entry(const char *session, std::uint64_t sequence, std::string text)
{
    return {
        domain::SessionId(session), sequence, 1, {}, api::NoteView{api::NoteView::Kind::AgentMessage, std::move(text)}};
}

} // namespace

class MailboxTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsOnlyTheNewestOfEachSession();
    void anOlderGenerationDoesNotReplaceANewer();
    void aSessionThatWentIsNotShownAgain();
    void aSessionThatCameBackIsGoneFirstAndThenThere();
    void theSameTranscriptLineReplacesItself();
    void aStartIsKeptByItsTicketAndAgentsByTheirEnvironment();
    void viewsAreBoundedAndCounted();
    void wakesOncePerBatch();
};

void MailboxTest::keepsOnlyTheNewestOfEachSession()
{
    Mailbox mailbox([] {});
    mailbox.put(session("sesn_a", 1, "first"));
    mailbox.put(session("sesn_b", 2, "other"));
    mailbox.put(session("sesn_a", 3, "second"));

    const Batch batch = mailbox.take();

    QCOMPARE(batch.sessions.size(), 2u);
    QCOMPARE(batch.sessions[0].title, std::string("second"));
    QVERIFY(mailbox.take().sessions.empty());
}

void MailboxTest::anOlderGenerationDoesNotReplaceANewer()
{
    Mailbox mailbox([] {});
    mailbox.put(session("sesn_a", 5, "new"));
    mailbox.put(session("sesn_a", 4, "old"));

    QCOMPARE(mailbox.take().sessions.at(0).title, std::string("new"));
}

void MailboxTest::aSessionThatWentIsNotShownAgain()
{
    Mailbox mailbox([] {});
    mailbox.put(session("sesn_a", 1));
    mailbox.put(entry("sesn_a", 1, "hello"));
    mailbox.put(entry("sesn_b", 1, "stays"));
    mailbox.put(api::SessionGone{domain::SessionId("sesn_a")});

    const Batch batch = mailbox.take();

    QVERIFY(batch.sessions.empty());
    QCOMPARE(batch.entries.size(), 1u);
    QCOMPARE(batch.goneSessions, std::vector{domain::SessionId("sesn_a")});
}

void MailboxTest::aSessionThatCameBackIsGoneFirstAndThenThere()
{
    Mailbox mailbox([] {});
    mailbox.put(api::SessionGone{domain::SessionId("sesn_a")});
    mailbox.put(session("sesn_a", 9));

    const Batch batch = mailbox.take();

    QCOMPARE(batch.goneSessions.size(), 1u);
    QCOMPARE(batch.sessions.size(), 1u);
}

void MailboxTest::theSameTranscriptLineReplacesItself()
{
    Mailbox mailbox([] {});
    mailbox.put(entry("sesn_a", 2, "two"));
    mailbox.put(entry("sesn_a", 1, "half"));
    mailbox.put(entry("sesn_a", 1, "whole"));

    const Batch batch = mailbox.take();

    QCOMPARE(batch.entries.size(), 2u);
    QCOMPARE(std::get<api::NoteView>(batch.entries[0].what).text, std::string("whole"));
    QCOMPARE(batch.entries[1].sequence, 2u);
}

void MailboxTest::aStartIsKeptByItsTicketAndAgentsByTheirEnvironment()
{
    Mailbox mailbox([] {});
    const domain::EnvironmentId environment("env_1");
    mailbox.put(api::StartedSessionView{.generation = 1, .ticket = 7, .environment = environment});
    mailbox.put(api::StartedSessionView{.generation = 3, .ticket = 7, .environment = environment, .over = true});
    mailbox.put(api::StartedSessionView{.generation = 2, .ticket = 8, .environment = environment});
    mailbox.put(api::AgentsView{.generation = 1, .environment = environment, .loading = true});
    mailbox.put(api::AgentsView{.generation = 2, .environment = environment});

    const Batch batch = mailbox.take();

    QCOMPARE(batch.started.size(), 2u);
    QVERIFY(batch.started[0].ticket == 7 && batch.started[0].over);
    QVERIFY(batch.agents.size() == 1 && !batch.agents[0].loading);
}

void MailboxTest::viewsAreBoundedAndCounted()
{
    Mailbox mailbox([] {}, {.views = 2, .entries = 1});
    mailbox.put(session("sesn_a", 1));
    mailbox.put(session("sesn_b", 1));
    mailbox.put(session("sesn_c", 1));
    mailbox.put(session("sesn_a", 2, "still updated"));
    mailbox.put(entry("sesn_a", 1, "kept"));
    mailbox.put(entry("sesn_a", 2, "over"));

    const Batch batch = mailbox.take();

    QCOMPARE(batch.sessions.size(), 2u);
    QCOMPARE(batch.sessions[0].title, std::string("still updated"));
    QCOMPARE(batch.droppedViews, 1u);
    QCOMPARE(batch.droppedEntries, 1u);
}

void MailboxTest::wakesOncePerBatch()
{
    int wakes = 0;
    Mailbox mailbox([&wakes] { ++wakes; });
    mailbox.put(session("sesn_a", 1));
    mailbox.put(session("sesn_x", 1));
    mailbox.putAnswer({1, api::Verdict::accepted()});
    QCOMPARE(wakes, 1);

    const Batch batch = mailbox.take();
    QCOMPARE(batch.answers.size(), 1u);
    mailbox.put(session("sesn_y", 1));
    QCOMPARE(wakes, 2);
}

QTEST_GUILESS_MAIN(MailboxTest)
#include "mailbox_test.moc"
