// Files in and out of a real guest, custom tools' handlers, calls that are told to end, outputs on the host. One boot.
#include "core/engine/output_collector.h"
#include "core/system/output_store.h"
#include "tests/vm/guest_fixture.h"

#include <QCryptographicHash>
#include <QElapsedTimer>

using namespace glovebox;
using namespace glovebox::test;
using namespace std::chrono_literals;

namespace {

std::string patterned(std::size_t size)
{
    std::string text(size, '\0');
    std::uint32_t state = 7;
    for (auto &c : text) {
        state = state * 1'664'525 + 1'013'904'223;
        c = static_cast<char>(state >> 24);
    }
    return text;
}

std::string sha256(const std::string &text)
{
    return QCryptographicHash::hash(QByteArray::fromStdString(text), QCryptographicHash::Sha256).toHex().toStdString();
}

/// 20 MiB through an emulated port on a host that is busy with other tests: a minute was seen.
constexpr int kTransferMs = 180'000;

} // namespace

class TestGuestTransfer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_guest.boot()); }

    void aLargeFileGoesInAndComesBack()
    {
        const auto content = patterned(20 << 20);
        QElapsedTimer watch;
        watch.start();
        QCOMPARE(write("/mnt/session/large.bin", content), done);
        qInfo("20 MiB in: %lld ms", watch.restart());
        QCOMPARE(list("/mnt/session", true), done);
        qInfo("hashed: %lld ms", watch.restart());
        QVERIFY(m_entries.contains("large.bin"));
        QCOMPARE(m_entries["large.bin"].sha256, sha256(content));
        QCOMPARE(read("/mnt/session/large.bin", ByteCount::mib(20)), done);
        qInfo("20 MiB out: %lld ms", watch.restart());
        QVERIFY(m_read == content);
        // The guest's own program agrees.
        QCOMPARE(m_guest.bash("sha256sum /mnt/session/large.bin | cut -c1-64"),
                 QString::fromStdString(sha256(content)));
    }

    void whatIsMadeBelongsToTheToolsAlsoWhereOnlyRootMayMakeIt()
    {
        QCOMPARE(makeFolder("/mnt/memory/notes", true), done);
        QCOMPARE(makeFolder("/mnt/memory/notes", true), QByteArray("InvalidState"));
        QCOMPARE(write("/mnt/memory/notes/deep/a.md", "text"), done);
        QCOMPARE(m_guest.bash("cd /mnt/memory && stat -c '%n %u %a' . notes notes/deep notes/deep/a.md"),
                 QStringLiteral(". 1000 755\nnotes 1000 700\nnotes/deep 1000 700\nnotes/deep/a.md 1000 600"));
        QCOMPARE(write("/etc/glovebox", "x"), QByteArray("InvalidState")); // root's folder stays root's
        QCOMPARE(read("/etc/shadow", ByteCount::mib(1)), QByteArray("InvalidState"));
        QCOMPARE(remove("/mnt/memory/notes"), done);
        QCOMPARE(remove("/mnt/memory"), done);
        QCOMPARE(m_guest.bash("ls /mnt"), QStringLiteral("session"));
    }

    void aStoresFolderIsOpenToTheFileToolsAndAReadOnlyOneIsNotWritten()
    {
        QCOMPARE(makeFolder("/mnt/memory/notes", true), done);
        QCOMPARE(makeFolder("/mnt/memory/rules", true), done);
        QCOMPARE(write("/mnt/memory/rules/a.md", "rule"), done);
        const auto run = [this](const char *tool, nlohmann::json input) {
            const auto result = m_guest.run(tool, std::move(input), std::chrono::minutes(1),
                                            {{"/mnt/memory/notes", false}, {"/mnt/memory/rules", true}});
            return result ? result->text : describe(result.error());
        };
        run("write", {{"file_path", "/mnt/memory/notes/b.md"}, {"content", "mine"}});
        QCOMPARE(run("read", {{"file_path", "/mnt/memory/notes/b.md"}}), std::string("mine"));
        QCOMPARE(run("read", {{"file_path", "/mnt/memory/rules/a.md"}}), std::string("rule"));
        QCOMPARE(run("write", {{"file_path", "/mnt/memory/rules/a.md"}, {"content", "x"}}),
                 std::string("write: /mnt/memory/rules/a.md is inside read-only directory /mnt/memory/rules"));
        QCOMPARE(run("edit", {{"file_path", "/mnt/memory/rules/a.md"}, {"old_string", "r"}, {"new_string", "x"}}),
                 std::string("edit: /mnt/memory/rules/a.md is inside read-only directory /mnt/memory/rules"));
        // What docs/decisions/0014 says of bash.
        QCOMPARE(m_guest.bash("echo edited > /mnt/memory/rules/a.md; cat /mnt/memory/rules/a.md"),
                 QStringLiteral("edited"));
        QCOMPARE(remove("/mnt/memory"), done);
    }

    void linksOfAToolAreNotFollowed()
    {
        m_guest.bash("ln -s /etc /mnt/session/out; ln -s /etc/passwd /mnt/session/file");
        QCOMPARE(read("/mnt/session/out/passwd", ByteCount::mib(1)), QByteArray("InvalidState"));
        QCOMPARE(read("/mnt/session/file", ByteCount::mib(1)), QByteArray("InvalidState"));
        QCOMPARE(write("/mnt/session/out/x", "x"), QByteArray("InvalidState"));
        QCOMPARE(list("/mnt/session/out"), QByteArray("InvalidState"));
        QCOMPARE(remove("/mnt/session/out"), done);
        QCOMPARE(m_guest.bash("ls -d /mnt/session/out /etc/passwd 2>&1 | tail -1"), QStringLiteral("/etc/passwd"));
    }

    void filesMoveWhileAToolRunsAndNoToolCanEndThem()
    {
        QCOMPARE(write("/mnt/session/moving.bin", patterned(4 << 20)), done);
        std::optional<Result<>> over;
        m_read.clear();
        const auto call = m_guest.link->files().read("/mnt/session/moving.bin", ByteCount::mib(4), reading(over));
        QVERIFY(m_guest.run("bash", {{"command", "for i in 1 2 3; do kill -9 -1; done"}}));
        QVERIFY(QTest::qWaitFor([&] { return over.has_value(); }, kPatienceMs));
        QCOMPARE(word(*over), done);
        QVERIFY(m_read == patterned(4 << 20));
    }

    void aHandlerRunsAsAToolDoes()
    {
        QCOMPARE(write("/mnt/session/tools/lookup", "#!/bin/sh\nid -u\npwd\ncat\necho hidden >&2\n", 0755), done);
        auto result = handle({{"deep", {{"deeper", {1, 2, 3}}}}}, "/mnt/session/tools/lookup");
        QVERIFY(result);
        QCOMPARE(result->text, std::string("1000\n/mnt/session\n{\"deep\":{\"deeper\":[1,2,3]}}"));
        QVERIFY(!result->isError);
        result = handle(nlohmann::json::object(), "/mnt/session/tools/none");
        QVERIFY(result && result->isError);
    }

    void aCallThatIsToldToEndGivesItsResultAndTheNextOneWorks()
    {
        QCOMPARE(write("/mnt/session/tools/stubborn", "#!/bin/bash\ntrap '' TERM INT HUP\nwhile :; do sleep 1; done\n",
                       0755),
                 done);
        QCOMPARE(aborted("bash", {{"command", "echo begun; sleep 1000"}}),
                 QStringLiteral("bash: This operation was aborted\nbegun"));
        QCOMPARE(aborted("stubborn", {}, "/mnt/session/tools/stubborn"),
                 QStringLiteral("stubborn: This operation was aborted"));
        QCOMPARE(aborted("grep", {{"pattern", "needle"}, {"path", "/mnt/session/huge"}}),
                 QStringLiteral("grep: aborted"));
        QCOMPARE(m_guest.bash("pgrep -c 'sleep|rg|stubb'"), QStringLiteral("ERROR 0"));
    }

    void outputsAreKeptOnTheHost()
    {
        m_guest.bash("cd /mnt/session/outputs && mkdir -p charts && echo report > report.md && head -c 3000000 "
                     "/dev/zero > charts/a.bin && ln -s /etc/passwd link && mkfifo pipe");
        QTemporaryDir data;
        auto store = system::OutputFolders::open(data.path().toStdString());
        QVERIFY(store);
        const domain::SessionId session("sesn_vm");
        engine::OutputCollector collector(**store, m_guest.clock, session, nullptr);
        const auto collect = [&] {
            return await([&](Callback<> end) { return collector.collect(m_guest.link->files(), std::move(end)); });
        };
        QCOMPARE(collect(), done);
        QCOMPARE(collector.view().files.size(), std::size_t{2});
        QCOMPARE(collector.view().skipped, 2);
        QFile kept(QString::fromStdString(collector.view().folder + "/report.md"));
        QVERIFY(kept.open(QIODevice::ReadOnly));
        QCOMPARE(kept.readAll(), QByteArray("report\n"));
        QCOMPARE(QFileInfo(QString::fromStdString(collector.view().folder + "/charts/a.bin")).size(), 3'000'000);
        m_guest.bash("rm -r /mnt/session/outputs");
        QCOMPARE(collect(), done);
        QCOMPARE(collector.view().files.size(), std::size_t{2});
    }

    void cleanupTestCase()
    {
        QVERIFY(!m_guest.lost);
        m_guest.machine->shutDown();
        QTRY_VERIFY_WITH_TIMEOUT(m_guest.exit.has_value(), kPatienceMs);
        m_guest.link.reset();
        m_guest.machine.reset();
        QVERIFY(m_guest.vm().clean());
    }

private:
    static constexpr const char *done = "done";

    template <class T>
    static QByteArray word(const Result<T> &result)
    {
        return result ? QByteArray(done) : QByteArray(name(result.error().code));
    }
    template <class Begin>
    QByteArray await(Begin begin)
    {
        std::optional<Result<>> answer;
        const Call call = begin([&](Result<> result) { answer = std::move(result); });
        if (!QTest::qWaitFor([&] { return answer.has_value(); }, kTransferMs))
            return "no answer";
        if (!*answer)
            qInfo("%s", describe(answer->error()).c_str());
        return word(*answer);
    }
    ports::GuestFiles &files() { return m_guest.link->files(); }
    QByteArray write(const std::string &path, const std::string &content, unsigned mode = 0600)
    {
        return await([&](Callback<> end) { return files().write({path, content, mode}, std::move(end)); });
    }
    QByteArray makeFolder(const std::string &path, bool mustBeNew)
    {
        return await([&](Callback<> end) { return files().makeFolder({path, 0700, mustBeNew}, std::move(end)); });
    }
    QByteArray remove(const std::string &path)
    {
        return await([&](Callback<> end) { return files().remove(path, std::move(end)); });
    }
    std::function<Result<>(std::string_view)> taking()
    {
        return [this](std::string_view piece) -> Result<> {
            m_read.append(piece);
            return {};
        };
    }
    ports::ReadHandlers reading(std::optional<Result<>> &over)
    {
        return {taking(), [&over](Result<> result) {
                    over = std::move(result);
                }};
    }
    QByteArray read(const std::string &path, ByteCount max)
    {
        m_read.clear();
        return await([&](Callback<> end) { return files().read(path, max, {taking(), std::move(end)}); });
    }
    QByteArray list(const std::string &path, bool withHashes = false)
    {
        std::optional<Result<std::vector<ports::GuestEntry>>> answer;
        const auto call = files().list({path, withHashes}, [&](auto result) { answer = std::move(result); });
        if (!QTest::qWaitFor([&] { return answer.has_value(); }, kPatienceMs))
            return "no answer";
        m_entries.clear();
        if (*answer)
            for (auto &entry : **answer)
                m_entries.emplace(entry.path, entry);
        return word(*answer);
    }

    Result<domain::ToolResult> handle(nlohmann::json input, const std::string &handler)
    {
        std::optional<Result<domain::ToolResult>> result;
        const auto call = m_guest.link->runTool({domain::EventId("sevt_h"), "lookup", std::move(input), 30s, handler},
                                                {{}, [&](auto r) {
                                                     result = std::move(r);
                                                 }});
        if (!QTest::qWaitFor([&] { return result.has_value(); }, kPatienceMs))
            return fail(ErrorCode::TimedOut, "the test waited in vain");
        return *std::move(result);
    }

    /// Begins a call, tells it to end once it is seen to run, and gives its text.
    QString aborted(const std::string &tool, nlohmann::json input, const std::string &handler = {})
    {
        if (tool == "grep")
            m_guest.bash("truncate -s 1T /mnt/session/huge");
        const domain::EventId id("sevt_a");
        std::optional<Result<domain::ToolResult>> result;
        const auto call = m_guest.link->runTool({id, tool, std::move(input), 120s, handler}, {{}, [&](auto r) {
                                                                                                  result = std::move(r);
                                                                                              }});
        // Behind the call's start on the same channel, so once this is answered the call is under way.
        if (list("/mnt/session") != done || result)
            return QStringLiteral("it did not run");
        QElapsedTimer watch;
        watch.start();
        m_guest.link->abortTool(id);
        if (!QTest::qWaitFor([&] { return result.has_value(); }, 10'000) || !*result)
            return QStringLiteral("no result");
        qInfo("%s ended after %lld ms", tool.c_str(), watch.elapsed());
        return QString::fromStdString((*result)->text);
    }

    GuestFixture m_guest;
    std::string m_read;
    std::map<std::string, ports::GuestEntry> m_entries;
};

QTEST_GUILESS_MAIN(TestGuestTransfer)
#include "tst_guest_transfer.moc"
