// Folders of several engines in one data folder: each has its own, and what a killed one left is removed by the next.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "app/compose/run_folder.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace glovebox;
using compose::RunFolder;

class RunFolderTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::optional<system::Paths> m_paths;

    std::unique_ptr<RunFolder> take(const char *name)
    {
        auto taken = RunFolder::take(*m_paths, name);
        return taken ? *std::move(taken) : nullptr;
    }
    static bool exists(const std::string &path) { return QFileInfo::exists(QString::fromStdString(path)); }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_paths = system::Paths::create(m_folder->path().toStdString()).value();
    }

    void eachHasFoldersOfItsOwnAndTakesThemAway()
    {
        auto one = take("work_1");
        auto two = take("work_2");
        QVERIFY(one && two);
        QVERIFY(one->runtime() != two->runtime() && one->disks() != two->disks());
        for (const auto &path : {one->runtime(), one->disks(), two->runtime(), two->disks()})
            QVERIFY2(QFileInfo(QString::fromStdString(path)).isDir(), path.c_str());
        QVERIFY(one->runtime().size() + std::string("/sandboxes/sbx-01234567/control.sock").size() <=
                m_paths->runtime().size() + system::kSocketNameMax);
        const auto runtime = one->runtime();
        const auto disks = one->disks();
        one.reset();
        QVERIFY(!exists(runtime) && !exists(disks) && !exists(runtime + ".lock"));
        QVERIFY(exists(two->runtime()) && exists(two->disks()));
    }

    void oneOfANameAtATime()
    {
        auto first = take("work_1");
        QVERIFY(first);
        const auto second = RunFolder::take(*m_paths, "work_1");
        QVERIFY(!second && second.error().code == ErrorCode::InvalidState);
        QVERIFY(exists(first->runtime()) && exists(first->disks()));
        first.reset();
        QVERIFY(take("work_1"));
    }

    void whatAKilledOneLeftIsRemovedByTheNext()
    {
        int ready[2];
        QCOMPARE(::pipe(ready), 0);
        const auto child = ::fork();
        if (child == 0) {
            const auto taken = RunFolder::take(*m_paths, "work_killed");
            QFile disk(QString::fromStdString((*taken)->disks() + "/sbx-1.qcow2"));
            const bool made = disk.open(QIODevice::WriteOnly) && disk.write("disk") == 4;
            disk.close();
            (void)!::write(ready[1], made ? "y" : "n", 1);
            for (;;)
                ::pause();
        }
        char made = 'n';
        QCOMPARE(::read(ready[0], &made, 1), ssize_t(1));
        ::close(ready[0]);
        ::close(ready[1]);
        QCOMPARE(made, 'y');
        const auto runs = QDir(QString::fromStdString(m_paths->data() + "/runs"));
        auto other = take("work_1"); // while it lives it is left alone
        QVERIFY(other);
        QCOMPARE(runs.entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), 2);
        QVERIFY(!take("work_killed"));
        ::kill(child, SIGKILL);
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        auto next = take("work_2");
        QVERIFY(next);
        QCOMPARE(runs.entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), 2);
        QVERIFY(exists(other->disks()) && exists(next->disks()));
        QVERIFY(take("work_killed"));
    }

    void aFolderThatCannotBeMadeIsNamed()
    {
        QFile file(QString::fromStdString(m_paths->data() + "/runs"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const auto taken = RunFolder::take(*m_paths, "work_1");
        QVERIFY(!taken && taken.error().detail.find("/runs") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(RunFolderTest)
#include "tst_run_folder.moc"
