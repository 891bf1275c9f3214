// Role: a poller and the programs that it starts, in a data folder of their own, and what they leave there.
// Thread: the test's, with an event loop.
#pragma once

#include "tests/cli/poller.h"

#include <QDir>
#include <QTest>
#include <QUuid>

namespace testcli {

class SpawnFixture : public QObject {
protected:
    void begin()
    {
        // The socket's path must fit, so that the folders are the ones that are looked at here.
        m_scratch = std::make_unique<QTemporaryDir>(QStringLiteral("/tmp/gb-XXXXXX"));
        m_mark = QUuid::createUuid().toString(QUuid::WithoutBraces);
        makeStandInImage(path(QStringLiteral("image")));
        m_poller = std::make_unique<Poller>(dataDir(), path(QStringLiteral("image")), Variables{{kMark, m_mark}});
    }
    void end()
    {
        m_poller.reset();
        QVERIFY2(
            QTest::qWaitFor([this] { return processesMarked((kMark + QLatin1Char('=') + m_mark).toUtf8()).isEmpty(); },
                            10'000),
            "a process outlived its program");
    }

    std::unique_ptr<QTemporaryDir> m_scratch;
    std::unique_ptr<Poller> m_poller;
    QString m_mark;

    QString path(const QString &name) const { return m_scratch->filePath(name); }
    QString dataDir() const { return path(QStringLiteral("data")); }
    static QString idOf(const QJsonObject &item) { return item.value(QLatin1String("id")).toString(); }
    static QString sessionOf(const QJsonObject &item)
    {
        return item.value(QLatin1String("data")).toObject().value(QLatin1String("id")).toString();
    }
    /// Folders and locks of runs, both kinds.
    QStringList runsLeft() const
    {
        return QDir(dataDir() + QStringLiteral("/run")).entryList({QStringLiteral("run-*")}) +
               QDir(dataDir() + QStringLiteral("/data/runs")).entryList(QDir::AllEntries | QDir::NoDotAndDotDot);
    }
    /// What is kept of sessions over their programs.
    QStringList remembered() const
    {
        return QDir(dataDir() + QStringLiteral("/data/spawned")).entryList(QDir::AllEntries | QDir::NoDotAndDotDot);
    }
    QString ledgerOf(const QJsonObject &item) const
    {
        return dataDir() + QStringLiteral("/data/spawned/") + sessionOf(item) + QStringLiteral("/ledger.db");
    }
};

} // namespace testcli
