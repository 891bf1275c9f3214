// Where a worker keeps its own secrets, on a host without a keyring.
#include "tests/cli/program.h"

#include <QDir>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QUuid>

#include <memory>

using namespace testcli;

class CliSecretStoreTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_scratch;
    Variables m_variables;

    QString path(const QString &name) const { return m_scratch->filePath(name); }
    QString dataFile(const char *name) const { return path(QStringLiteral("data/data/")) + QLatin1String(name); }
    QByteArray choice() const
    {
        QFile file(dataFile("secret-store"));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void serve()
    {
        Program worker({QStringLiteral("serve")}, m_variables);
        QVERIFY2(worker.prints("Disconnected"), worker.everything());
        worker.terminate();
        QCOMPARE(worker.status(), 0);
    }
    QJsonObject doctorsCheck()
    {
        Program doctor({QStringLiteral("doctor"), QStringLiteral("--json")}, m_variables);
        doctor.status();
        for (const auto &check :
             QJsonDocument::fromJson(doctor.output()).object().value(QLatin1String("checks")).toArray())
            if (check.toObject().value(QLatin1String("id")).toString() == QLatin1String("secret-store"))
                return check.toObject();
        return {};
    }

private Q_SLOTS:
    void init()
    {
        m_scratch = std::make_unique<QTemporaryDir>();
        makeStandInImage(path(QStringLiteral("image")));
        m_variables = workerVariables(*m_scratch, QStringLiteral("http://127.0.0.1:") + closedPort(),
                                      QUuid::createUuid().toString(QUuid::WithoutBraces));
        m_variables.insert(QStringLiteral("GLOVEBOX_SECRET_STORE"), QStringLiteral("auto"));
    }

    void withoutAKeyringFilesAreTakenAndSaid()
    {
        Program before({QStringLiteral("secret-store"), QStringLiteral("status")}, m_variables);
        QCOMPARE(before.status(), 0);
        QVERIFY2(before.output().contains("the first start takes files (the keyring: there is no session bus"),
                 before.output());
        QVERIFY(!QDir(path(QStringLiteral("data/data"))).exists()); // looking makes nothing

        serve();
        QVERIFY2(choice().startsWith("glovebox-secret-store 1 file "), choice());
        QVERIFY(QFile::exists(dataFile("secrets/audit-key")) && !QFile::exists(dataFile("audit.key")));
        Program after({QStringLiteral("secret-store"), QStringLiteral("status"), QStringLiteral("--json")},
                      m_variables);
        QCOMPARE(after.status(), 0);
        const auto told = QJsonDocument::fromJson(after.output()).object();
        QCOMPARE(told.value(QLatin1String("store")).toString(), QStringLiteral("file"));
        QCOMPARE(told.value(QLatin1String("usable")).toBool(), true);
        QCOMPARE(doctorsCheck().value(QLatin1String("status")).toString(), QStringLiteral("pass"));
        Program audit({QStringLiteral("audit"), QStringLiteral("verify")}, m_variables);
        QCOMPARE(audit.status(), 0);
        QFile key(dataFile("secrets/audit-key"));
        QVERIFY(key.open(QIODevice::ReadOnly));
        const auto middle = key.readAll().mid(8, 24);
        QCOMPARE(middle.size(), 24);
        key.close();
        QVERIFY(key.remove());
        QVERIFY(!anyFileHolds(path(QStringLiteral("data")), middle)); // nor in a log
    }

    void aLostKeyStopsTheStartUntilANewOneIsAskedFor()
    {
        serve();
        const QStringList anew{QStringLiteral("secret-store"), QStringLiteral("new-audit-key")};
        Program needless(anew + QStringList{QStringLiteral("--yes")}, m_variables);
        QCOMPARE(needless.status(), 1);
        QVERIFY2(needless.errors().contains("is not lost"), needless.everything());
        QVERIFY(QFile::remove(dataFile("secrets/audit-key")));
        Program worker({QStringLiteral("serve")}, m_variables);
        QCOMPARE(worker.status(), 1);
        QVERIFY2(worker.errors().contains("gloveboxctl secret-store new-audit-key"), worker.everything());
        QCOMPARE(doctorsCheck().value(QLatin1String("status")).toString(), QStringLiteral("fail"));
        Program doubtful(anew, m_variables);
        doubtful.hear("yes\n"); // the word is what is asked for
        QCOMPARE(doubtful.status(), 1);
        QVERIFY(!QFile::exists(dataFile("secrets/audit-key")));
        Program sure(anew, m_variables);
        sure.hear("new-audit-key\n");
        QVERIFY2(sure.status() == 0, sure.everything());
        serve();
        Program audit({QStringLiteral("audit"), QStringLiteral("verify")}, m_variables);
        QCOMPARE(audit.status(), 1);
        QVERIFY2(audit.everything().contains("another key"), audit.everything());
    }

    void aKeyringThatIsNotThereAnyMoreStopsTheStartAndSaysWhatToDo()
    {
        serve();
        const auto id = choice().trimmed().right(16);
        QFile file(dataFile("secret-store"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("glovebox-secret-store 1 keyring " + id + '\n');
        file.close();

        QElapsedTimer passed;
        passed.start();
        Program worker({QStringLiteral("serve")}, m_variables);
        QCOMPARE(worker.status(), 1);
        QVERIFY2(worker.errors().contains("there is no session bus") &&
                     worker.errors().contains("secret-store move --to file"),
                 worker.errors());
        QCOMPARE(worker.errors().count("gloveboxctl: "), 1); // told once
        QVERIFY(passed.elapsed() < 20'000);
        Program audit({QStringLiteral("audit"), QStringLiteral("verify")}, m_variables);
        QCOMPARE(audit.status(), 1);
        QVERIFY2(audit.errors().contains("there is no session bus"), audit.everything());
        const auto check = doctorsCheck();
        QCOMPARE(check.value(QLatin1String("status")).toString(), QStringLiteral("fail"));
        QVERIFY(check.value(QLatin1String("found")).toString().contains(QLatin1String("there is no session bus")));
    }

    void theKeyringAloneIsNotReplacedByFiles()
    {
        m_variables.insert(QStringLiteral("GLOVEBOX_SECRET_STORE"), QStringLiteral("keyring"));
        Program worker({QStringLiteral("serve")}, m_variables);
        QCOMPARE(worker.status(), 1);
        QVERIFY2(worker.errors().contains("--secret-store keyring"), worker.errors());
        QVERIFY(choice().isEmpty() && !QFile::exists(dataFile("secrets")));
        m_variables.insert(QStringLiteral("GLOVEBOX_SECRET_STORE"), QStringLiteral("vault"));
        Program wrong({QStringLiteral("serve")}, m_variables);
        QCOMPARE(wrong.status(), 2);
        QVERIFY2(wrong.errors().contains("auto, keyring or file"), wrong.errors());
    }

    void aServicesCredentialIsUsedAndNoStoreIsMade()
    {
        const auto folder = path(QStringLiteral("credentials"));
        QVERIFY(QDir().mkpath(folder));
        QFile credential(folder + QStringLiteral("/glovebox.audit-key"));
        QVERIFY(credential.open(QIODevice::WriteOnly));
        credential.write(QByteArray(64, 'b') + '\n');
        credential.close();
        QVERIFY(credential.setPermissions(QFile::ReadOwner));
        m_variables.insert(QStringLiteral("CREDENTIALS_DIRECTORY"), folder);
        serve();
        QVERIFY(choice().isEmpty() && !QFile::exists(dataFile("secrets")) && !QFile::exists(dataFile("audit.key")));
        Program audit({QStringLiteral("audit"), QStringLiteral("verify")}, m_variables);
        QCOMPARE(audit.status(), 0);
        m_variables.remove(QStringLiteral("CREDENTIALS_DIRECTORY"));
        Program without({QStringLiteral("audit"), QStringLiteral("verify")}, m_variables);
        QCOMPARE(without.status(), 1);
        QVERIFY2(without.output().contains("key is missing"), without.everything());
    }
};

QTEST_GUILESS_MAIN(CliSecretStoreTest)

#include "tst_secret_store.moc"
