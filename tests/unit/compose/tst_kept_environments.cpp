// Environments that were added while Glovebox ran, and what is kept of them for its next starts.
#include "app/compose/kept_environments.h"

#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace glovebox;

namespace {

template <class T, class Begin>
Result<T> answerOf(Begin begin)
{
    std::optional<Result<T>> answer;
    const Call call = begin([&](Result<T> result) { answer = std::move(result); });
    if (!QTest::qWaitFor([&] { return answer.has_value(); }, 15'000))
        return fail(ErrorCode::TimedOut, "no answer");
    return *std::move(answer);
}

struct Folder {
    QTemporaryDir folder;

    compose::SecretSetup setup() const
    {
        auto setup = compose::secretSetup(folder.path().toStdString());
        setup.choosing.wish = secrets::StoreWish::File;
        setup.credentials.clear();
        return setup;
    }
    Result<compose::KeptEnvironments> read() const
    {
        return answerOf<compose::KeptEnvironments>(
            [&](auto done) { return compose::readEnvironments(setup(), std::move(done)); });
    }
    Result<> write(const engine::AddedEnvironments::All &all) const
    {
        return answerOf<void>([&](auto done) { return compose::writeEnvironments(setup(), all, std::move(done)); });
    }
};

engine::AddedEnvironments::All twoEnvironments()
{
    return {{.id = domain::EnvironmentId("env_1"),
             .key = SecretString("sk-ant-oat01-first-secret-key"),
             .operatorKey = SecretString("sk-ant-api03-operator"),
             .name = "Staging \"west\"",
             .baseUrl = "https://control.example"},
            {.id = domain::EnvironmentId("env_2"), .key = SecretString("sk-ant-oat01-second")}};
}

} // namespace

class TestKeptEnvironments : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatWasAddedIsReadAgain()
    {
        const Folder at;
        const auto none = at.read();
        QVERIFY(none && none->all.empty());
        QVERIFY(at.write(twoEnvironments()));
        const auto read = at.read();
        QVERIFY(read);
        QCOMPARE(read->place, std::string("a private file of this host"));
        QCOMPARE(read->all.size(), std::size_t{2});
        const auto &first = read->all.front();
        QCOMPARE(first.id.value(), std::string("env_1"));
        QCOMPARE(first.key.reveal(), std::string("sk-ant-oat01-first-secret-key"));
        QCOMPARE(first.operatorKey->reveal(), std::string("sk-ant-api03-operator"));
        QCOMPARE(first.name, std::string("Staging \"west\""));
        QCOMPARE(first.baseUrl, std::string("https://control.example"));
        QVERIFY(!read->all.back().operatorKey);
        QVERIFY(at.write({}));
        QVERIFY(at.read()->all.empty());
    }

    void nobodyElseMayReadTheKeys()
    {
        const Folder at;
        QVERIFY(at.write(twoEnvironments()));
        int found = 0;
        QDirIterator files(at.folder.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            if (!file.readAll().contains("first-secret-key"))
                continue;
            ++found;
            struct stat facts {};
            QCOMPARE(::stat(file.fileName().toUtf8().constData(), &facts), 0);
            QCOMPARE(facts.st_mode & 0777, mode_t{0600});
        }
        QCOMPARE(found, 1);
    }

    void whatMakesNoSenseIsAnErrorThatShowsNoKey_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("not JSON") << QByteArray("[{");
        QTest::newRow("an object") << QByteArray("{}");
        QTest::newRow("texts") << QByteArray("[\"env_1\"]");
        QTest::newRow("no key") << QByteArray(R"([{"id": "env_1"}])");
        QTest::newRow("a path") << QByteArray(R"([{"id": "../env", "key": "sk-secret"}])");
    }
    void whatMakesNoSenseIsAnErrorThatShowsNoKey()
    {
        QFETCH(const QByteArray, text);
        const auto all = compose::environmentsIn(SecretString(text.toStdString()));
        QVERIFY(!all);
        QVERIFY(all.error().detail.find("sk-secret") == std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestKeptEnvironments)
#include "tst_kept_environments.moc"
