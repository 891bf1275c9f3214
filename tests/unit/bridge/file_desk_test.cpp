// What FileDesk promises, over the fake of the window's tests and over the real way: the door's client, an engine on a
// thread of its own, and this host's disk. The sandbox is the sample's.
#include "app/bridge/door_client.h"
#include "app/compose/sample_host.h"
#include "tests/support/fake_file_desk.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <mutex>

using namespace glovebox;
using bridge::FileDesk;

namespace {

constexpr int kPatience = 20'000;

QStringList words(std::initializer_list<const char *> all)
{
    QStringList list;
    for (const char *word : all)
        list += QString::fromLatin1(word);
    return list;
}

class Rig {
public:
    Rig() = default;
    virtual ~Rig() = default;
    Rig(const Rig &) = delete;
    Rig &operator=(const Rig &) = delete;
    virtual FileDesk &desk() = 0;
    virtual std::optional<domain::SandboxId> sandbox() = 0;
};

class FakeRig final : public Rig {
public:
    FileDesk &desk() override { return m_desk; }
    std::optional<domain::SandboxId> sandbox() override { return domain::SandboxId("sbx-1"); }

private:
    testsupport::FakeFileDesk m_desk;
};

compose::SampleSetup setupIn(const QTemporaryDir &folder)
{
    compose::SampleSetup setup;
    setup.dataDir = folder.path().toStdString();
    return setup;
}

class DoorRig final : public Rig {
public:
    DoorRig()
        : m_host(setupIn(m_folder), [this](const api::Change &change) { note(change); }),
          m_doors([this](bridge::DoorClient::Job job) { m_host.post(std::move(job)); })
    {
    }
    ~DoorRig() override { m_doors.leave(); }

    FileDesk &desk() override { return m_doors; }
    std::optional<domain::SandboxId> sandbox() override
    {
        const std::lock_guard lock(m_mutex);
        return m_sandbox;
    }

private:
    /// One that nobody destroys meanwhile.
    void note(const api::Change &change)
    {
        const auto *view = std::get_if<api::SandboxView>(&change);
        const std::lock_guard lock(m_mutex);
        if (view && view->kept && view->state == domain::SandboxState::Running && !m_sandbox)
            m_sandbox = view->id;
    }

    QTemporaryDir m_folder;
    std::mutex m_mutex;
    std::optional<domain::SandboxId> m_sandbox;
    compose::SampleHost m_host;
    bridge::DoorClient m_doors;
};

template <class T>
class Answer {
public:
    Callback<T> callback()
    {
        return [this](Result<T> result) {
            m_result = std::move(result);
        };
    }
    bool wait() const
    {
        return QTest::qWaitFor([this] { return m_result.has_value(); }, kPatience);
    }
    const Result<T> &result() const { return *m_result; }

private:
    std::optional<Result<T>> m_result;
};

} // namespace

class FileDeskTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<Rig> m_rig;
    std::unique_ptr<QTemporaryDir> m_here;

    FileDesk &desk() { return m_rig->desk(); }
    domain::SandboxId sandbox() { return *m_rig->sandbox(); }
    std::string here(const char *name) const { return m_here->filePath(QLatin1String(name)).toStdString(); }
    void write(const char *name, const QByteArray &content) const
    {
        QFile file(m_here->filePath(QLatin1String(name)));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
    }
    Result<ByteCount> put(const std::string &from, const std::string &to,
                          std::shared_ptr<bridge::ExportProgress> progress = {})
    {
        Answer<ByteCount> answer;
        const auto call =
            desk().put(sandbox(), {.inside = to, .here = from, .progress = std::move(progress)}, answer.callback());
        return answer.wait() ? answer.result() : fail(ErrorCode::TimedOut);
    }
    Result<ByteCount> fetch(const std::string &from, const std::string &to)
    {
        Answer<ByteCount> answer;
        const auto call = desk().fetch(sandbox(), {.inside = from, .here = to}, answer.callback());
        return answer.wait() ? answer.result() : fail(ErrorCode::TimedOut);
    }
    Result<std::string> look(const std::string &file)
    {
        Answer<std::string> answer;
        const auto call = desk().look(sandbox(), file, answer.callback());
        return answer.wait() ? answer.result() : fail(ErrorCode::TimedOut);
    }
    Result<std::vector<domain::GuestEntry>> list(const std::string &folder)
    {
        Answer<std::vector<domain::GuestEntry>> answer;
        const auto call = desk().listFolder(sandbox(), folder, answer.callback());
        return answer.wait() ? answer.result() : fail(ErrorCode::TimedOut);
    }
    static void rigs()
    {
        QTest::addColumn<bool>("real");
        QTest::newRow("fake") << false;
        QTest::newRow("door") << true;
    }

private Q_SLOTS:
    void init()
    {
        QFETCH(bool, real);
        m_here = std::make_unique<QTemporaryDir>();
        if (real)
            m_rig = std::make_unique<DoorRig>();
        else
            m_rig = std::make_unique<FakeRig>();
        QTRY_VERIFY_WITH_TIMEOUT(m_rig->sandbox(), kPatience);
    }
    void cleanup() { m_rig.reset(); }

    void whatIsPutInIsListedAndReadAgain_data() { rigs(); }
    void whatIsPutInIsListedAndReadAgain()
    {
        write("notes.txt", "one\ntwo\n");
        auto progress = std::make_shared<bridge::ExportProgress>();
        const auto in = put(here("notes.txt"), "/mnt/session/new folder/notes.txt", progress);
        QVERIFY2(in, in ? "" : describe(in.error()).c_str());
        QCOMPARE(in->value, std::uint64_t{8});
        const auto above = list("/mnt/session");
        QVERIFY(above);
        QVERIFY(std::ranges::is_sorted(*above, {}, &domain::GuestEntry::path));
        const auto folder = std::ranges::find(*above, "new folder", &domain::GuestEntry::path);
        QVERIFY(folder != above->end() && folder->kind == domain::GuestEntry::Kind::Folder);
        const auto found = list("/mnt/session/new folder");
        QVERIFY(found);
        QCOMPARE(found->size(), std::size_t{1});
        QCOMPARE(found->front().path, std::string("notes.txt"));
        QCOMPARE(found->front().size.value, std::uint64_t{8});
        QCOMPARE(look("/mnt/session/new folder/notes.txt").value_or(""), std::string("one\ntwo\n"));
    }
    void whatIsThereIsReplaced_data() { rigs(); }
    void whatIsThereIsReplaced()
    {
        write("a", "old");
        write("b", "newer");
        QVERIFY(put(here("a"), "/tmp/x"));
        QVERIFY(put(here("b"), "/tmp/x"));
        QCOMPARE(look("/tmp/x").value_or(""), std::string("newer"));
    }
    void aLookIsBounded_data() { rigs(); }
    void aLookIsBounded()
    {
        write("big", QByteArray(FileDesk::kLookMax + 1000, 'y'));
        QVERIFY(put(here("big"), "/tmp/big"));
        QCOMPARE(look("/tmp/big").value_or("").size(), FileDesk::kLookMax);
        write("exact", QByteArray(FileDesk::kLookMax, 'z'));
        QVERIFY(put(here("exact"), "/tmp/exact"));
        QCOMPARE(look("/tmp/exact").value_or("").size(), FileDesk::kLookMax);
    }
    void allOfItComesOut_data() { rigs(); }
    void allOfItComesOut()
    {
        QByteArray content;
        for (int i = 0; i < 40'000; ++i)
            content += "line " + QByteArray::number(i) + '\n';
        write("log", content);
        QVERIFY(put(here("log"), "/tmp/log"));
        const auto out = fetch("/tmp/log", here("copy"));
        QVERIFY2(out, out ? "" : describe(out.error()).c_str());
        QCOMPARE(out->value, static_cast<std::uint64_t>(content.size()));
        QFile copy(m_here->filePath(QStringLiteral("copy")));
        QVERIFY(copy.open(QIODevice::ReadOnly));
        QCOMPARE(copy.readAll(), content);
        QCOMPARE(QDir(m_here->path()).entryList(QDir::Files), words({"copy", "log"})); // nothing beside it
    }
    void whatIsHereStays_data() { rigs(); }
    void whatIsHereStays()
    {
        write("kept", "mine");
        write("other", "theirs");
        QVERIFY(put(here("other"), "/tmp/other"));
        const auto out = fetch("/tmp/other", here("kept"));
        QVERIFY(!out);
        QCOMPARE(out.error().code, ErrorCode::FolderUnusable);
        QFile kept(m_here->filePath(QStringLiteral("kept")));
        QVERIFY(kept.open(QIODevice::ReadOnly));
        QCOMPARE(kept.readAll(), QByteArray("mine"));
        QCOMPARE(QDir(m_here->path()).entryList(QDir::Files), words({"kept", "other"}));
    }
    void whatIsNotThereIsSaid_data() { rigs(); }
    void whatIsNotThereIsSaid()
    {
        const auto code = [](const auto &result) {
            return result ? ErrorCode::Internal : result.error().code;
        };
        QCOMPARE(code(list("/no/such")), ErrorCode::NotFound);
        QCOMPARE(code(look("/no/such")), ErrorCode::NotFound);
        QCOMPARE(code(fetch("/no/such", here("x"))), ErrorCode::NotFound);
        QVERIFY(!QFileInfo::exists(m_here->filePath(QStringLiteral("x"))));
        QCOMPARE(code(put(here("no-such"), "/tmp/x")), ErrorCode::NotFound);
        QCOMPARE(code(put(m_here->path().toStdString(), "/tmp/x")), ErrorCode::InvalidArgument);
        QCOMPARE(code(look("/tmp/x")), ErrorCode::NotFound);
    }
    void whatIsLetGoOfLeavesNothing_data() { rigs(); }
    void whatIsLetGoOfLeavesNothing()
    {
        write("log", QByteArray(3'000'000, 'x'));
        QVERIFY(put(here("log"), "/tmp/log"));
        bool answered = false;
        {
            auto call = desk().fetch(sandbox(), {.inside = "/tmp/log", .here = here("copy")},
                                     [&](const Result<ByteCount> &) { answered = true; });
            call.cancel();
        }
        QVERIFY(list("/tmp")); // later than whatever was under way
        QTRY_COMPARE(QDir(m_here->path()).entryList(QDir::Files), words({"log"}));
        QVERIFY(!answered);
    }
};

QTEST_GUILESS_MAIN(FileDeskTest)
#include "file_desk_test.moc"
