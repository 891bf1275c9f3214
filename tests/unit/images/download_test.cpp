#include "core/images/download.h"

#include "core/images/part.h"
#include "tests/unit/images/file_server.h"

#include <QCryptographicHash>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <optional>

using namespace glovebox;
using namespace glovebox::images;
namespace fs = std::filesystem;

namespace {

QByteArray manyBytes()
{
    QByteArray bytes;
    for (int i = 0; bytes.size() < 300'000; ++i)
        bytes += QByteArray::number(i) + ' ';
    return bytes;
}

} // namespace

class DownloadTest : public QObject {
    Q_OBJECT

    std::optional<QTemporaryDir> m_folder;
    std::optional<test::FileServer> m_server;
    const QByteArray m_bytes = manyBytes();
    WorkPool m_pool;
    ByteCount m_arrived;

    std::string target() const { return m_folder->filePath(QStringLiteral("file")).toStdString(); }
    std::string part() const { return target() + ".part"; }

    Download what() const
    {
        return {.url = m_server->address() + "file.tgz",
                .authorization = {},
                .caFile = {},
                .proxy = {},
                .noProxy = {},
                .size = {static_cast<std::uint64_t>(m_bytes.size())},
                .sha512 = QCryptographicHash::hash(m_bytes, QCryptographicHash::Sha512).toHex().toStdString(),
                .target = target()};
    }

    Result<> fetch(const Download &wanted)
    {
        std::optional<Result<>> result;
        const auto call =
            m_pool.run<void>([wanted](const StopFlag &stop) { return download(wanted, stop, [](ByteCount) {}); },
                             [&](Result<> answer) { result = std::move(answer); });
        if (!QTest::qWaitFor([&] { return result.has_value(); }, 20'000))
            return fail(ErrorCode::TimedOut, "the test waited in vain");
        return *result;
    }

    QByteArray content(const std::string &path) const
    {
        QFile file(QString::fromStdString(path));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void init()
    {
        m_folder.emplace();
        m_server.emplace();
        m_server->files["/file.tgz"] = m_bytes;
        for (const char *name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
            qunsetenv(name);
    }

    void aFileArrivesAndIsNotFetchedTwice()
    {
        const auto first = fetch(what());
        QVERIFY2(first, first ? "" : describe(first.error()).c_str());
        QCOMPARE(content(target()), m_bytes);
        QVERIFY(!fs::exists(part()));
        QVERIFY(fetch(what()));
        QCOMPARE(m_server->requests.size(), 1);
    }

    void aLineThatBreaksOffGoesOnWhereItWas()
    {
        m_server->breakAfter = 200'000;
        const auto got = fetch(what());
        QVERIFY2(got, got ? "" : describe(got.error()).c_str());
        QCOMPARE(content(target()), m_bytes);
        QCOMPARE(m_server->requests, (QByteArrayList{"/file.tgz", "/file.tgz bytes=200000-"}));
    }

    void whatAnEarlierRunBeganIsKept()
    {
        QVERIFY(writeFile(part(), m_bytes.left(100'000).toStdString()));
        QVERIFY(fetch(what()));
        QCOMPARE(content(target()), m_bytes);
        QCOMPARE(m_server->requests, QByteArrayList{"/file.tgz bytes=100000-"});
    }

    void aWrongBeginningIsThrownAway()
    {
        QVERIFY(writeFile(part(), std::string(100'000, 'x')));
        QVERIFY(fetch(what()));
        QCOMPARE(content(target()), m_bytes);
        QCOMPARE(m_server->requests, (QByteArrayList{"/file.tgz bytes=100000-", "/file.tgz"}));
    }

    void aBeginningLongerThanTheFileIsThrownAway()
    {
        QVERIFY(writeFile(part(), std::string(400'000, 'x')));
        QVERIFY(fetch(what()));
        QCOMPARE(content(target()), m_bytes);
    }

    void aServerWithoutRangesIsAskedForAllOfIt()
    {
        m_server->knowsRanges = false;
        QVERIFY(writeFile(part(), m_bytes.left(100'000).toStdString()));
        const auto got = fetch(what());
        QVERIFY2(got, got ? "" : describe(got.error()).c_str());
        QCOMPARE(content(target()), m_bytes);
    }

    void anotherFileOfTheSameLengthIsRefusedAndNothingStays()
    {
        auto other = m_bytes;
        other[150'000] = '#';
        m_server->files["/file.tgz"] = other;
        const auto got = fetch(what());
        QVERIFY(!got);
        QCOMPARE(got.error().code, ErrorCode::ProtocolError);
        QVERIFY2(got.error().detail.find("SHA-512") != std::string::npos, got.error().detail.c_str());
        QVERIFY(!fs::exists(target()));
        QVERIFY(!fs::exists(part()));
    }

    void noMoreThanItsSizeIsWritten()
    {
        m_server->files["/file.tgz"] = m_bytes + m_bytes;
        const auto got = fetch(what());
        QVERIFY(!got);
        QCOMPARE(got.error().code, ErrorCode::ProtocolError);
        QVERIFY(!fs::exists(target()));
        QVERIFY(QFile(QString::fromStdString(part())).size() <= m_bytes.size());
    }

    void aShorterFileIsRefused()
    {
        m_server->files["/file.tgz"] = m_bytes.left(10'000);
        QCOMPARE(fetch(what()).error().code, ErrorCode::ProtocolError);
        QVERIFY(!fs::exists(target()));
    }

    void theCredentialIsSentAndARefusalNamesIt()
    {
        m_server->wantedAuthorization = "Bearer tok-1";
        const auto refused = fetch(what());
        QCOMPARE(refused.error().code, ErrorCode::Unauthorized);
        QVERIFY2(refused.error().detail.find("npm's configuration has none") != std::string::npos,
                 refused.error().detail.c_str());
        auto with = what();
        with.authorization = SecretString("Bearer tok-2");
        const auto wrong = fetch(with);
        QCOMPARE(wrong.error().code, ErrorCode::Unauthorized);
        QVERIFY(wrong.error().detail.find("tok-2") == std::string::npos);
        with.authorization = SecretString("Bearer tok-1");
        QVERIFY(fetch(with));
    }

    void stoppingKeepsWhatHasCome()
    {
        m_server->breakAfter = 120'000;
        m_server->hangsThere = true;
        bool answered = false;
        std::atomic<std::uint64_t> arrived{0};
        auto call = m_pool.run<void>(
            [wanted = what(), &arrived](const StopFlag &stop) {
                return download(wanted, stop, [&](ByteCount bytes) { arrived.store(bytes.value); });
            },
            [&](Result<>) { answered = true; });
        QTRY_COMPARE_WITH_TIMEOUT(arrived.load(), std::uint64_t{120'000}, 20'000);
        call.cancel();
        m_server->breakAfter = -1;
        QVERIFY(fetch(what())); // behind the stopped one, which has ended by then
        QVERIFY(!answered);
        QCOMPARE(content(target()), m_bytes);
        QCOMPARE(m_server->requests.last(), QByteArray("/file.tgz bytes=120000-"));
    }
};

QTEST_GUILESS_MAIN(DownloadTest)
#include "download_test.moc"
