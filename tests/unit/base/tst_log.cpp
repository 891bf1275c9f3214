// Role: what reaches those who listen to the log: bounded, one line each, from any thread.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "core/base/limits.h"
#include "core/base/log.h"

#include <thread>
#include <vector>

using namespace glovebox;

namespace {

/// Listens for as long as it lives.
class Listening {
public:
    Listening() : m_id(LogHub::instance().subscribe([this](const LogLine &line) { lines.push_back(line); })) {}
    ~Listening() { LogHub::instance().unsubscribe(m_id); }

    std::vector<LogLine> lines;

private:
    int m_id;
};

LogLine lineOf(std::string message, LogLevel level = LogLevel::Info)
{
    return {.at = {}, .level = level, .source = "test", .message = std::move(message)};
}

} // namespace

class LogTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void linesReachEveryListenerUntilItGoes()
    {
        Listening stays;
        {
            Listening goes;
            LogHub::instance().write(lineOf("one"));
            QCOMPARE(goes.lines.size(), std::size_t{1});
        }
        LogHub::instance().write(lineOf("two"));
        QCOMPARE(stays.lines.size(), std::size_t{2});
        QCOMPARE(stays.lines[1].message, std::string("two"));
    }

    void aFloodInOneLineIsCut()
    {
        Listening listening;
        LogHub::instance().write(lineOf(std::string(10'000'000, 'x')));
        QVERIFY(listening.lines[0].message.size() <= limits::kLogLineMax.value + 40); // the note of how much is missing
        QVERIFY(listening.lines[0].message.ends_with(" more bytes)"));
    }

    /// Logs are read on screens, and over the local API by whoever has a key that only looks.
    void whatLooksLikeAKeyIsInNoLine()
    {
        Listening listening;
        LogHub::instance().write(
            lineOf("401: bad key sk-ant-oat01-nobody-may-see gbx_nobody_may_see_0123456789 whsec_nobody"));
        QCOMPARE(listening.lines[0].message, std::string("401: bad key [credential] [credential] [credential]"));
    }

    void aForeignLineCannotForgeAnother()
    {
        Listening listening;
        LogHub::instance().write(lineOf("console: hello\n2026-11-20T10:00:00.000Z error engine: forged\r\x1b[2J\xFF"));
        const auto &message = listening.lines[0].message;
        QVERIFY2(message.find_first_of("\n\r\x1b") == std::string::npos, message.c_str());
        QVERIFY(QString::fromStdString(message).toUtf8().toStdString() == message);
    }

    void whatIsBelowTheMinimumGoesNowhere()
    {
        Listening listening;
        LogHub::instance().write(lineOf("quiet", LogLevel::Debug));
        LogHub::instance().setMinimum(LogLevel::Warning);
        LogHub::instance().write(lineOf("info"));
        LogHub::instance().write(lineOf("warning", LogLevel::Warning));
        LogHub::instance().setMinimum(LogLevel::Info);
        QCOMPARE(listening.lines.size(), std::size_t{1});
        QCOMPARE(listening.lines[0].message, std::string("warning"));
    }

    void describesALine()
    {
        const WallTime at = std::chrono::sys_days{std::chrono::year{2026} / 11 / 20} + std::chrono::hours(10);
        QCOMPARE(describe(LogLine{at, LogLevel::Warning, "engine", "hello"}),
                 std::string("2026-11-20T10:00:00.000Z warning engine: hello"));
    }

    void threadsMayWriteAtOnce()
    {
        Listening listening;
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([] {
                for (int i = 0; i < 500; ++i)
                    LogHub::instance().write(lineOf("x"));
            });
        for (auto &thread : threads)
            thread.join();
        QCOMPARE(listening.lines.size(), std::size_t{2000});
    }

    void qtsMessagesPassThrough()
    {
        Listening listening;
        static const QLoggingCategory category("glovebox.somewhere");
        LogHub::instance().install(false);
        qCWarning(category) << "from Qt";
        qInstallMessageHandler(nullptr);
        QCOMPARE(listening.lines.size(), std::size_t{1});
        QCOMPARE(listening.lines[0].source, std::string("somewhere"));
        QCOMPARE(listening.lines[0].level, LogLevel::Warning);
        QCOMPARE(listening.lines[0].message, std::string("from Qt"));
    }
};

QTEST_GUILESS_MAIN(LogTest)
#include "tst_log.moc"
