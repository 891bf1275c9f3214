// What HostFiles promises, on the fake that engine tests use and on the real disk.
#include "core/base/sha256.h"
#include "core/system/copied_files.h"
#include "tests/support/fake_template_store.h"
#include "tests/support/manual_clock.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

using namespace glovebox;
using Entry = std::optional<ports::TreeEntry>;

namespace {

/// Where files are, and HostFiles over them.
class Bench {
public:
    virtual ~Bench() = default;
    virtual ports::HostFiles &files() = 0;
    virtual std::string root() const = 0;
    virtual void put(const std::string &path, const std::string &content) = 0; // below root(); a "#!" may be executed
    virtual void turn() {}
};

class FakeBench final : public Bench {
public:
    ports::HostFiles &files() override { return m_files; }
    std::string root() const override { return "/given"; }
    void put(const std::string &path, const std::string &content) override
    {
        m_files.files[root() + '/' + path] = content;
    }
    void turn() override { m_clock.runDue(); }

private:
    testsupport::ManualClock m_clock;
    testsupport::FakeHostFiles m_files{m_clock};
};

class DiskBench final : public Bench {
public:
    ports::HostFiles &files() override { return m_files; }
    std::string root() const override { return m_dir.path().toStdString(); }
    void put(const std::string &path, const std::string &content) override
    {
        QFile file(QString::fromStdString(root() + '/' + path));
        if (!QDir().mkpath(QFileInfo(file).path()) || !file.open(QIODevice::WriteOnly))
            qFatal("no file");
        file.write(content.data(), static_cast<qint64>(content.size()));
        if (content.starts_with("#!"))
            file.setPermissions(file.permissions() | QFile::ExeOwner | QFile::ExeUser);
    }

private:
    QTemporaryDir m_dir;
    WorkPool m_pool;
    system::CopiedFiles m_files{m_pool};
};

} // namespace

class HostFilesContract : public QObject {
    Q_OBJECT

    std::unique_ptr<Bench> m_bench;

    std::string at(const char *path) const { return m_bench->root() + '/' + path; }
    template <class T>
    Result<T> waited(const std::function<Call(Callback<T>)> &ask)
    {
        std::optional<Result<T>> answer;
        const auto call = ask([&](Result<T> given) { answer = std::move(given); });
        if (answer)
            qFatal("answered from inside the call");
        const auto come = [&] {
            m_bench->turn();
            return answer.has_value();
        };
        if (!QTest::qWaitFor(come, 30'000))
            qFatal("no answer");
        return *std::move(answer);
    }
    Result<std::vector<ports::TreeEntry>> survey(const char *path)
    {
        return waited<std::vector<ports::TreeEntry>>(
            [&](auto done) { return m_bench->files().survey(at(path), std::move(done)); });
    }
    Result<ports::HostTree> look(const char *path)
    {
        return waited<ports::HostTree>([&](auto done) { return m_bench->files().look({at(path)}, std::move(done)); });
    }
    Entry next(ports::FileSource &source)
    {
        auto found = waited<Entry>([&](auto done) { return source.next(std::move(done)); });
        if (!found)
            qFatal("%s", describe(found.error()).c_str());
        return *std::move(found);
    }
    Result<std::string> read(ports::FileSource &source, std::size_t max)
    {
        std::string all;
        for (;;) {
            GB_TRY(piece, waited<std::string>([&](auto done) { return source.read(max, std::move(done)); }));
            if (piece.size() > max)
                qFatal("more than was asked for");
            if (piece.empty())
                return all;
            all += piece;
        }
    }

private Q_SLOTS:
    void onBoth_data()
    {
        QTest::addColumn<bool>("real");
        QTest::newRow("fake") << false;
        QTest::newRow("disk") << true;
    }
    void onBoth()
    {
        QFETCH(bool, real);
        if (real)
            m_bench = std::make_unique<DiskBench>();
        else
            m_bench = std::make_unique<FakeBench>();

        // Found whole, in order.
        m_bench->put("d/b.txt", std::string(5000, 'b'));
        m_bench->put("d/a/run", "#!/bin/sh");
        const auto found = survey("d");
        QVERIFY(found.has_value());
        std::vector<ports::TreeEntry> files;
        for (const auto &each : *found)
            if (!each.isFolder)
                files.push_back(each);
        QVERIFY((files ==
                 std::vector<ports::TreeEntry>{{"a/run", false, true, {9}, sha256Hex("#!/bin/sh")},
                                               {"b.txt", false, false, {5000}, sha256Hex(std::string(5000, 'b'))}}));
        const auto tree = look("d");
        QVERIFY(tree && tree->bytes.value == 5009 && tree->leftOut.empty());
        for (const auto &each : tree->entries)
            QVERIFY(each.sha256.empty());
        QVERIFY(survey("none").error().code == ErrorCode::NotFound && look("none").error().code == ErrorCode::NotFound);

        // Given in that order, in pieces; what is not read is passed over.
        const auto source = m_bench->files().open({at("d")}, *found);
        for (const auto &each : *found) {
            const auto entry = next(*source);
            QVERIFY(entry == each);
            if (each.path == "b.txt")
                QVERIFY(*read(*source, 700) == std::string(5000, 'b'));
        }
        QVERIFY(!next(*source));

        // One file is found by itself, under no name.
        m_bench->put("one", "1");
        const auto one = look("one");
        QVERIFY(one && one->entries.size() == 1 && one->entries.front().path.empty());
        const auto alone = m_bench->files().open({at("one")}, one->entries);
        QVERIFY(next(*alone).has_value());
        QCOMPARE(*read(*alone, 10), std::string("1"));

        // What has changed since is not given as what it was.
        const auto surveyed = survey("one");
        m_bench->put("one", "2");
        const auto changed = m_bench->files().open({at("one")}, *surveyed);
        QVERIFY(next(*changed).has_value());
        QVERIFY(read(*changed, 10).error().code == ErrorCode::InvalidState);

        // Letting go of a question ends it: nothing is called any more.
        const auto left = m_bench->files().open({at("d")}, *found);
        int called = 0;
        left->next([&](const auto &) { ++called; }).cancel();
        int turns = 0;
        QVERIFY(QTest::qWaitFor([&] {
            m_bench->turn();
            return ++turns > 10;
        }));
        QCOMPARE(called, 0);
    }
};

QTEST_GUILESS_MAIN(HostFilesContract)
#include "tst_host_files_contract.moc"
