// Programs whose input streams, and output that waits for whoever takes it: the real agent behind a real link.
#include <QTest>

#include "core/guest/protocol/exec_messages.h"
#include "core/guest/protocol/file_messages.h"
#include "tests/support/content_source.h"
#include "tests/unit/guest/link_bench.h"

#include <filesystem>
#include <fstream>

using namespace glovebox;
using namespace glovebox::guest;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

struct Piped {
    Call call;
    std::string output;
    std::optional<Result<ports::ExecEnd>> end;
    int ends = 0;

    void start(Host &host, std::vector<std::string> arguments, ContentSource input,
               std::shared_ptr<ReadPace> pace = nullptr)
    {
        call = host.link->exec({.arguments = std::move(arguments)},
                               {[this](ports::ExecStream, std::string_view bytes) { output += bytes; },
                                [this](Result<ports::ExecEnd> how) {
                                    end = std::move(how);
                                    ++ends;
                                },
                                std::move(pace), std::move(input)});
    }
    template <class Reached>
    static bool wait(Host &host, Reached reached)
    {
        return QTest::qWaitFor(
            [&] {
                host.clock.runDue();
                return reached();
            },
            60'000);
    }
    bool wait(Host &host)
    {
        return wait(host, [this] { return end.has_value(); });
    }
    bool isWell() const { return end && *end && (**end).status == 0; }
};

/// Somebody who types now and then: what is given is asked for first.
struct Typist {
    std::function<void(Result<std::string>)> asked;
    int questions = 0;

    ContentSource source()
    {
        return [this](std::size_t, Callback<std::string> done) {
            ++questions;
            asked = std::move(done);
            return Call([this] { asked = nullptr; });
        };
    }
    void give(const std::string &piece)
    {
        const auto tell = std::exchange(asked, nullptr);
        tell(piece);
    }
};

} // namespace

class GuestExecInputTest : public QObject {
    Q_OBJECT

    HonestGuest *m_guest = nullptr;
    Host *m_host = nullptr;

private Q_SLOTS:
    void init()
    {
        m_guest = new HonestGuest;
        m_host = new Host;
        m_host->connect(m_guest->path());
        QVERIFY(QTest::qWaitFor([this] { return m_host->link != nullptr; }));
    }
    void cleanup()
    {
        delete m_host;
        delete m_guest;
    }

    void anInputOfAnySizeArrivesAndEnds_data()
    {
        QTest::addColumn<int>("size");
        for (const int size : {0, 1, 4096, 200'000, 5'000'000})
            QTest::addRow("%d bytes", size) << size;
    }

    void anInputOfAnySizeArrivesAndEnds()
    {
        QFETCH(int, size);
        std::string content;
        while (content.size() < static_cast<std::size_t>(size))
            content.append(kGreetingMark).push_back(static_cast<char>(content.size() / 17));
        content.resize(static_cast<std::size_t>(size));
        std::size_t given = 0;
        Piped cat;
        cat.start(*m_host, {"cat"}, testsupport::later([&](std::size_t max) -> Result<std::string> {
            const auto piece = content.substr(given, std::min<std::size_t>(max, 50'000));
            given += piece.size();
            return piece;
        }));
        QVERIFY(cat.wait(*m_host));
        QVERIFY(cat.isWell());
        QVERIFY(cat.output == content);
    }

    void whatComesLaterIsWaitedFor()
    {
        Typist typist;
        Piped cat;
        cat.start(*m_host, {"cat"}, typist.source());
        QCOMPARE(typist.questions, 0); // not from inside the call
        for (const std::string word : {"one", "two", "three"}) {
            QVERIFY(Piped::wait(*m_host, [&] { return typist.asked != nullptr; }));
            QVERIFY(!cat.end);
            typist.give(word);
            QVERIFY(Piped::wait(*m_host, [&] { return cat.output.ends_with(word); }));
        }
        QVERIFY(Piped::wait(*m_host, [&] { return typist.asked != nullptr; }));
        QVERIFY(!cat.end);
        typist.give({});
        QVERIFY(cat.wait(*m_host));
        QVERIFY(cat.isWell());
        QCOMPARE(cat.output, std::string("onetwothree"));
        QCOMPARE(typist.questions, 4); // and none after the end
    }

    void aProgramThatEndsEarlyEndsTheAsking()
    {
        Typist typist;
        Piped head;
        head.start(*m_host, {"head", "-c", "3"}, typist.source());
        QVERIFY(Piped::wait(*m_host, [&] { return typist.asked != nullptr; }));
        typist.give("abcdef");
        QVERIFY(head.wait(*m_host));
        QVERIFY(head.isWell());
        QCOMPARE(head.output, std::string("abc"));
        const int before = typist.questions;
        QVERIFY(!typist.asked); // the question is taken back
        Piped next;
        next.start(*m_host, {"true"}, {});
        QVERIFY(next.wait(*m_host));
        QCOMPARE(typist.questions, before);

        Piped deaf; // it closes its input and goes on
        std::size_t given = 0;
        deaf.start(*m_host, {"sh", "-c", "exec <&-; sleep 0.3; echo well"},
                   testsupport::later([&](std::size_t max) -> Result<std::string> {
                       given += max;
                       return std::string(max, 'x');
                   }));
        QVERIFY(deaf.wait(*m_host));
        QVERIFY(deaf.isWell());
        QVERIFY(given <= (512U << 10)); // no more than was on its way
    }

    void aProgramThatDoesNotReadIsNotSentMore()
    {
        std::size_t given = 0;
        Piped slow;
        slow.start(*m_host, {"sh", "-c", "while ! [ -e " + m_guest->session() + "/go ]; do sleep 0.05; done; wc -c"},
                   testsupport::later([&](std::size_t max) -> Result<std::string> {
                       const auto size = std::min<std::size_t>(max, 3'000'000 - given);
                       given += size;
                       return std::string(size, 'x');
                   }));
        QVERIFY(!QTest::qWaitFor(
            [&] {
                m_host->clock.runDue();
                return given > (256U << 10);
            },
            700));
        std::ofstream(m_guest->session() + "/go") << "x";
        QVERIFY(slow.wait(*m_host));
        QCOMPARE(slow.output, std::string("3000000\n"));
    }

    void aSourceThatFailsEndsTheProgram()
    {
        const auto file = m_guest->session() + "/sum";
        int asked = 0;
        Piped cat;
        cat.start(*m_host, {"sh", "-c", "cat > /dev/null; touch " + file},
                  testsupport::later([&](std::size_t) -> Result<std::string> {
                      if (++asked == 3)
                          return fail(ErrorCode::OutOfDisk, "the file is torn");
                      return std::string(1000, 'x');
                  }));
        QVERIFY(cat.wait(*m_host));
        QVERIFY(!*cat.end && cat.end->error().code == ErrorCode::OutOfDisk);
        Piped next;
        next.start(*m_host, {"true"}, {});
        QVERIFY(next.wait(*m_host));
        QVERIFY(!fs::exists(file)); // it was killed, not told that its input was all there
        QCOMPARE(cat.ends, 1);
        QVERIFY(m_host->lost.empty());
    }

    void lettingGoTakesTheQuestionBack()
    {
        Typist typist;
        Piped cat;
        cat.start(*m_host, {"cat"}, typist.source());
        QVERIFY(Piped::wait(*m_host, [&] { return typist.asked != nullptr; }));
        cat.call.cancel();
        QVERIFY(!typist.asked);
        Piped next;
        next.start(*m_host, {"true"}, {});
        QVERIFY(next.wait(*m_host));
        QCOMPARE(cat.ends, 0);
    }

    void outputWaitsForWhoeverUsesItUp()
    {
        const auto pace = std::make_shared<ReadPace>();
        Piped flood;
        flood.start(*m_host, {"sh", "-c", "head -c 3000000 /dev/zero; touch " + m_guest->session() + "/through"}, {},
                    pace);
        QVERIFY(Piped::wait(*m_host, [&] { return flood.output.size() >= (200U << 10); }));
        QVERIFY(!QTest::qWaitFor([&] { return fs::exists(m_guest->session() + "/through"); }, 500));
        QVERIFY(flood.output.size() <= kExecWindow);
        std::size_t used = 0;
        QVERIFY(Piped::wait(*m_host, [&] {
            pace->used(flood.output.size() - std::exchange(used, flood.output.size()));
            return flood.end.has_value();
        }));
        QVERIFY(flood.isWell());
        QCOMPARE(flood.output.size(), std::size_t{3'000'000});
    }

    void aGuestThatTakesMoreInputThanItWasSentIsLost()
    {
        Host host;
        FakeGuest guest;
        guest.level = kAgentLevel;
        GREETED(host, guest);
        Typist typist;
        Piped cat;
        cat.start(host, {"cat"}, typist.source());
        QTRY_COMPARE(guest.frames.size(), std::size_t{1});
        guest.send(FrameType::ExecCredit, guest.frames.front().stream, toPayload(ExecCredit{1}));
        QTRY_COMPARE(host.lost.size(), std::size_t{1});
        QCOMPARE(host.lost.front().code, ErrorCode::GuestProtocol);
    }
};

QTEST_GUILESS_MAIN(GuestExecInputTest)
#include "tst_exec_input.moc"
