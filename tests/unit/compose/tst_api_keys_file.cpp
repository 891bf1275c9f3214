// The file that keeps the local API's keys over a restart.
#include "app/compose/api_keys_file.h"

#include "core/base/sha256.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace glovebox;
using namespace std::chrono_literals;

namespace {

struct Folder {
    QTemporaryDir folder;
    std::string file = compose::apiKeysFileOf(folder.path().toStdString());

    void write(const QByteArray &text) const
    {
        QFile out(QString::fromStdString(file));
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(text);
    }
};

engine::KeyBook::All twoKeys()
{
    return {{.id = domain::ApiKeyId("key-1"),
             .name = "nightly \"builds\" \xc3\xa9",
             .scope = domain::KeyScope::Operate,
             .hash = sha256Hex("one"),
             .hint = "1a2b",
             .since = WallTime(1000ms),
             .expires = WallTime(5000ms),
             .formerHash = sha256Hex("before"),
             .formerUntil = WallTime(2000ms)},
            {.id = domain::ApiKeyId("key-2"),
             .name = "grafana",
             .hash = sha256Hex("two"),
             .hint = "3c4d",
             .since = WallTime(3000ms)}};
}

} // namespace

class TestApiKeysFile : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatWasKeptIsReadAgain()
    {
        Folder at;
        QVERIFY(compose::readApiKeys(at.file)->empty()); // none yet
        QVERIFY(compose::writeApiKeys(at.file, twoKeys()));
        const auto read = compose::readApiKeys(at.file);
        QVERIFY(read && *read == twoKeys());
    }

    void onlyItsOwnerMayReadIt()
    {
        Folder at;
        QVERIFY(compose::writeApiKeys(at.file, twoKeys()));
        const auto may = QFile::permissions(QString::fromStdString(at.file));
        QVERIFY(!(may & (QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ReadOther |
                         QFileDevice::WriteOther)));
    }

    void aDamagedFileIsNamedAndLeftAlone_data()
    {
        QTest::addColumn<QByteArray>("text");
        const QByteArray hash(64, 'a');
        const auto good = QByteArray("{'id':'key-1','name':'n','scope':'read','hash':'HASH','since_ms':1}")
                              .replace('\'', '"')
                              .replace("HASH", hash);
        QTest::newRow("not JSON") << QByteArray("{\"keys\": [");
        QTest::newRow("a list") << QByteArray("[]");
        QTest::newRow("no keys") << QByteArray("{}");
        QTest::newRow("twice") << "{\"keys\": [" + good + "," + good + "]}";
        QTest::newRow("unknown scope") << "{\"keys\": [" + QByteArray(good).replace("read", "root") + "]}";
        QTest::newRow("short hash") << "{\"keys\": [" + QByteArray(good).replace(hash, "aa") + "]}";
        QTest::newRow("id is a path") << "{\"keys\": [" + QByteArray(good).replace("key-1", "../x") + "]}";
        QTest::newRow("endless former") << "{\"keys\": [" +
                                               QByteArray(good).replace("\"since_ms\"", "\"former_hash\":\"" + hash +
                                                                                            "\",\"since_ms\"") +
                                               "]}";
    }
    void aDamagedFileIsNamedAndLeftAlone()
    {
        QFETCH(const QByteArray, text);
        Folder at;
        at.write(text);
        const auto read = compose::readApiKeys(at.file);
        QVERIFY(!read);
        QVERIFY(read.error().detail.find(at.file) != std::string::npos);
        QFile still(QString::fromStdString(at.file));
        QVERIFY(still.open(QIODevice::ReadOnly));
        QCOMPARE(still.readAll(), text);
    }
};

QTEST_GUILESS_MAIN(TestApiKeysFile)
#include "tst_api_keys_file.moc"
