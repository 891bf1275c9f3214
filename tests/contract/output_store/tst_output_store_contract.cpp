// What OutputStore promises, on the fake that engine tests use and on real folders.
#include <QTest>

#include "core/system/output_store.h"
#include "tests/support/fake_output_store.h"

#include <QTemporaryDir>

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace glovebox;
using testsupport::FakeOutputStore;

namespace {

const domain::SessionId kSession("sesn_1");
constexpr std::int64_t kTime = 1'700'000'000'123'456'789;

ports::OutputLimits smallLimits()
{
    return {.fileMax = {100}, .sessionMax = {250}, .filesMax = 4, .freeMin = {0}};
}

} // namespace

#define ON_BOTH(name)                                                                                                  \
    void name##_data()                                                                                                 \
    {                                                                                                                  \
        both();                                                                                                        \
    }                                                                                                                  \
    void name()

class OutputStoreContract : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QFETCH(bool, real);
        m_folder = std::make_unique<QTemporaryDir>();
        if (real) {
            auto opened = system::OutputFolders::open(m_folder->path().toStdString(), smallLimits());
            QVERIFY(opened);
            m_store = *std::move(opened);
        } else {
            m_store = std::make_unique<FakeOutputStore>(smallLimits());
        }
    }
    void cleanup()
    {
        m_store.reset();
        m_folder.reset();
    }

    ON_BOTH(aCommittedFileIsKept)
    {
        QCOMPARE(m_store->folder(kSession), std::string());
        QVERIFY(m_store->list(kSession)->empty());
        QCOMPARE(put("report.md", "hello"), done);
        QCOMPARE(put("a/b/ü c.txt", "deep"), done);
        const auto files = m_store->list(kSession);
        QVERIFY(files);
        QCOMPARE(files->size(), std::size_t{2});
        QCOMPARE((*files)[0].path, std::string("a/b/ü c.txt"));
        QCOMPARE((*files)[1].path, std::string("report.md"));
        QCOMPARE((*files)[1].size.value, std::uint64_t{5});
        QCOMPARE((*files)[1].changed, kTime);
        QVERIFY(m_store->folder(kSession).starts_with('/'));
        QVERIFY(m_store->folder(kSession).ends_with("/sesn_1"));
        QVERIFY(m_store->list(domain::SessionId("sesn_2"))->empty());
    }

    ON_BOTH(whatIsNotCommittedIsNotSeen)
    {
        {
            auto file = m_store->begin(kSession, "half");
            QVERIFY(file && (*file)->write("half of it"));
            QVERIFY(m_store->list(kSession)->empty());
        }
        QVERIFY(m_store->list(kSession)->empty());
    }

    ON_BOTH(aNewVersionReplacesTheOldOneInOneStep)
    {
        QCOMPARE(put("a", "old"), done);
        {
            auto file = m_store->begin(kSession, "a");
            QVERIFY(file && (*file)->write("given up"));
        }
        QCOMPARE(m_store->list(kSession)->at(0).size.value, std::uint64_t{3});
        QCOMPARE(put("a", "newer", kTime + 1), done);
        QCOMPARE(m_store->list(kSession)->size(), std::size_t{1});
        QCOMPARE(m_store->list(kSession)->at(0).size.value, std::uint64_t{5});
        QCOMPARE(m_store->list(kSession)->at(0).changed, kTime + 1);
        QCOMPARE(put("a", "", -5), done); // a guest's clock may say anything
        QCOMPARE(m_store->list(kSession)->at(0).changed, std::int64_t{0});
    }

    ON_BOTH(unsafeNamesAreRefused)
    {
        const std::string deep = "1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16";
        QCOMPARE(put(deep, "x"), done);
        for (const auto &path : {std::string(), std::string("/a"), std::string("../a"), std::string("a/../../b"),
                                 std::string("a//b"), std::string("a/"), std::string("."), std::string("a\nb"),
                                 std::string("a\x1b[2J"), std::string("a\0b", 3), std::string("a\xFF"), deep + "/17",
                                 std::string(256, 'x'), std::string(200, 'x') + "/" + std::string(1000, 'y')})
            QCOMPARE(put(path, "x"), QByteArray("InvalidArgument"));
        for (const auto &id : {std::string(), std::string("../sesn_1"), std::string("a/b"), std::string(".incoming"),
                               std::string(129, 'x')}) {
            const domain::SessionId session(id);
            QVERIFY(!m_store->begin(session, "a"));
            QVERIFY(!m_store->list(session));
            QCOMPARE(m_store->folder(session), std::string());
        }
    }

    ON_BOTH(aSessionKeepsWithinItsQuota)
    {
        QCOMPARE(put("large", std::string(101, 'x')), QByteArray("TooLarge"));
        QCOMPARE(put("1", std::string(100, 'x')), done);
        QCOMPARE(put("2", std::string(100, 'x')), done);
        QCOMPARE(put("3", std::string(51, 'x')), QByteArray("TooLarge"));
        QCOMPARE(put("3", std::string(50, 'x')), done);
        QCOMPARE(put("1", std::string(100, 'y')), done); // a new version needs no more room
        QCOMPARE(put("4", ""), done);
        QCOMPARE(put("5", ""), QByteArray("TooLarge")); // the fifth of four
        QCOMPARE(put("1", std::string(10, 'y')), done);
        QCOMPARE(m_store->list(kSession)->size(), std::size_t{4});
        auto other = m_store->begin(domain::SessionId("sesn_2"), "a"); // has a quota of its own
        QVERIFY(other && (*other)->write(std::string(100, 'x')) && (*other)->commit(kTime));
    }

    ON_BOTH(filesThatAreWrittenAtOnceAreCountedTogether)
    {
        QCOMPARE(put("1", std::string(100, 'x')), done);
        auto first = m_store->begin(kSession, "2");
        auto second = m_store->begin(kSession, "3");
        QVERIFY(first && second);
        QVERIFY((*first)->write(std::string(80, 'x')) && (*second)->write(std::string(80, 'x')));
        QVERIFY((*first)->commit(kTime));
        const auto over = (*second)->commit(kTime);
        QVERIFY(!over && over.error().code == ErrorCode::TooLarge);
        second = fail(ErrorCode::Cancelled);
        QCOMPARE(m_store->list(kSession)->size(), std::size_t{2});
    }

    ON_BOTH(filesAndFoldersDoNotTakeEachOthersPlace)
    {
        QCOMPARE(put("a", "x"), done);
        QCOMPARE(put("a/b", "x"), QByteArray("InvalidState"));
        QCOMPARE(put("f/g", "x"), done);
        QCOMPARE(put("f", "x"), QByteArray("InvalidState"));
        QCOMPARE(put("f.txt", "x"), done); // only looks alike
        QCOMPARE(m_store->list(kSession)->size(), std::size_t{3});
    }

private:
    static constexpr const char *done = "done";

    static void both()
    {
        QTest::addColumn<bool>("real");
        QTest::newRow("fake") << false;
        QTest::newRow("folders") << true;
    }
    QByteArray put(const std::string &path, const std::string &content, std::int64_t changed = kTime)
    {
        auto file = m_store->begin(kSession, path);
        if (!file)
            return name(file.error().code);
        for (std::size_t at = 0; at < content.size(); at += 30)
            if (auto written = (*file)->write(std::string_view(content).substr(at, 30)); !written)
                return name(written.error().code);
        const auto committed = (*file)->commit(changed);
        return committed ? done : name(committed.error().code);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ports::OutputStore> m_store;
};

QTEST_GUILESS_MAIN(OutputStoreContract)
#include "tst_output_store_contract.moc"
