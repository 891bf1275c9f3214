// `gloveboxctl logs`: what is in the files is printed, also while they are written to, and no guest reaches a terminal.
#include "core/logs/log_book.h"
#include "tests/cli/program.h"

#include <QDir>
#include <QTest>

#include <memory>

using namespace glovebox;
using namespace testcli;

class LogsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<logs::LogBook> m_book;

    QStringList with(const QString &arguments) const
    {
        return QStringList{QStringLiteral("logs"), QStringLiteral("--data-dir"), m_dir->path()} +
               arguments.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    }
    void write(LogName name, std::string message, LogLevel level = LogLevel::Info)
    {
        m_book->write(name,
                      {WallTime(std::chrono::milliseconds(1'800'000'000'000)), level, "engine", std::move(message)});
        m_book->flush();
    }

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        QVERIFY(QDir(m_dir->path()).mkpath(QStringLiteral("data/logs")));
        auto book = logs::LogBook::open({.folder = m_dir->filePath(QStringLiteral("data/logs")).toStdString()});
        QVERIFY(book.has_value());
        m_book = *std::move(book);
    }

    void linesArePrintedFromTheLevelOn()
    {
        write({}, "lease renewed");
        write({}, "stream is silent", LogLevel::Warning);
        Program all(with({}));
        QCOMPARE(all.status(), 0);
        QCOMPARE(all.output(), QByteArray("2027-01-15T08:00:00.000Z info engine: lease renewed\n"
                                          "2027-01-15T08:00:00.000Z warning engine: stream is silent\n"));
        Program some(with(QStringLiteral("--level warning --json")));
        QCOMPARE(some.status(), 0);
        QCOMPARE(some.output(), QByteArray("{\"t\":\"2027-01-15T08:00:00.000Z\",\"l\":\"W\",\"s\":\"engine\","
                                           "\"m\":\"stream is silent\"}\n"));
    }

    void aConsoleIsPrintedWithoutWhatWouldActOnATerminal()
    {
        write({LogName::Kind::Sandbox, "sbx-1"},
              "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x1b[2Jend \u202e\u2066\u200f\u009b2J \u00e4\u20ac");
        Program program(with(QStringLiteral("--sandbox sbx-1")));
        QCOMPARE(program.status(), 0);
        QVERIFY(program.output().contains("red "));
        QVERIFY(!program.output().contains('\x1b') && !program.output().contains('\x07'));
        QVERIFY(program.output().contains("end \uFFFD\uFFFD\uFFFD\uFFFD2J \u00e4\u20ac\n"));
    }

    void followingGoesOnWithWhatComes()
    {
        for (int i = 1; i <= 20; ++i)
            write({}, "line " + std::to_string(i));
        Program program(with(QStringLiteral("--follow --lines 2")));
        QVERIFY(program.prints("line 20"));
        QVERIFY(!program.output().contains("line 18"));
        write({}, "and this");
        QVERIFY(program.prints("and this"));
        QVERIFY(program.isRunning());
    }

    void whatIsNotThereIsSaid()
    {
        Program program(with(QStringLiteral("--session sesn_none")));
        QCOMPARE(program.status(), 1);
        QVERIFY(program.errors().contains("there is no such log"));
        Program wrong(with(QStringLiteral("--sandbox ../x")));
        QCOMPARE(wrong.status(), 2);
        write({LogName::Kind::Session, "sesn_1"}, "x");
        Program list(with(QStringLiteral("--list")));
        QCOMPARE(list.status(), 0);
        QVERIFY(list.output().contains("session  sesn_1"));
    }
};

QTEST_GUILESS_MAIN(LogsTest)
#include "tst_logs.moc"
