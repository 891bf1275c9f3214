// A file of the operator's is seen changing, however it is written.
#include "app/compose/file_watch.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

using glovebox::compose::FileWatch;

class TestFileWatch : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    int m_changes = 0;

    QString path(const char *name) const { return m_dir.filePath(QString::fromLatin1(name)); }
    void write(const char *name, const char *text) const
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

private Q_SLOTS:
    void everyWayToSaveIsSeen()
    {
        write("rules.toml", "one");
        FileWatch watch(path("rules.toml").toStdString(), [this] { ++m_changes; });
        write("rules.toml", "one and more"); // in place
        QTRY_COMPARE(m_changes, 1);
        write("rules.new", "three"); // as most editors do: another file in its place
        std::filesystem::rename(path("rules.new").toStdString(), path("rules.toml").toStdString());
        QTRY_COMPARE(m_changes, 2);
        write("rules.toml", "four, in place of a replaced one");
        QTRY_COMPARE(m_changes, 3);
        QVERIFY(QFile::remove(path("rules.toml")));
        QTRY_COMPARE(m_changes, 4);
        write("rules.toml", "it is back");
        QTRY_COMPARE(m_changes, 5);
    }

    void othersInTheFolderAreNobodysBusiness()
    {
        write("other.toml", "one");
        m_changes = 0;
        FileWatch watch(path("other.toml").toStdString(), [this] { ++m_changes; });
        write("beside", "x");
        write("other.toml", "two and more");
        QTRY_COMPARE(m_changes, 1);
    }
};

QTEST_GUILESS_MAIN(TestFileWatch)
#include "tst_file_watch.moc"
