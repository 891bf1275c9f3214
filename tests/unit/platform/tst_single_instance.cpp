// A second start finds the first, says what it was to open, and learns that it was heard; whoever says too much, or
// nothing, does no harm.
#include "app/platform/single_instance.h"

#include <QLocalSocket>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using glovebox::platform::SingleInstance;

class SingleInstanceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSecondStartHandsOverItsLink_data();
    void aSecondStartHandsOverItsLink();
    void nobodyThereIsSaid();
    void whoeverSaysTooMuchIsNotHeard();

private:
    QTemporaryDir m_folder;
    QString path() const { return m_folder.filePath(QStringLiteral("panel.sock")); }
};

void SingleInstanceTest::aSecondStartHandsOverItsLink_data()
{
    QTest::addColumn<QString>("wish");
    QTest::addColumn<QString>("heard");
    QTest::newRow("nothing") << QString() << QString();
    QTest::newRow("a link") << QStringLiteral("glovebox://sandbox/sbx-2f1")
                            << QStringLiteral("glovebox://sandbox/sbx-2f1");
    QTest::newRow("two lines are one") << QStringLiteral("a\nb") << QStringLiteral("a b");
}

void SingleInstanceTest::aSecondStartHandsOverItsLink()
{
    QFETCH(QString, wish);
    QFETCH(QString, heard);
    SingleInstance first(path());
    QVERIFY(first.listen());
    QSignalSpy knocked(&first, &SingleInstance::knocked);
    bool wasHeard = false;
    std::thread second([&] { wasHeard = SingleInstance(path()).knock(wish); });
    QTRY_COMPARE(knocked.size(), 1);
    second.join();
    QVERIFY(wasHeard);
    QCOMPARE(knocked[0][0].toString(), heard);
}

void SingleInstanceTest::nobodyThereIsSaid()
{
    QVERIFY(!SingleInstance(path()).knock(QStringLiteral("glovebox://sandbox/x")));
}

void SingleInstanceTest::whoeverSaysTooMuchIsNotHeard()
{
    SingleInstance first(path());
    QVERIFY(first.listen());
    QSignalSpy knocked(&first, &SingleInstance::knocked);
    QLocalSocket loud;
    QSignalSpy gone(&loud, &QLocalSocket::disconnected);
    loud.connectToServer(path());
    loud.write(QByteArray(8192, 'x'));
    QTRY_COMPARE(gone.size(), 1);
    QLocalSocket silent;
    silent.connectToServer(path());
    QTRY_COMPARE(silent.state(), QLocalSocket::ConnectedState);
    silent.disconnectFromServer();
    QCOMPARE(knocked.size(), 0);
}

QTEST_GUILESS_MAIN(SingleInstanceTest)
#include "tst_single_instance.moc"
