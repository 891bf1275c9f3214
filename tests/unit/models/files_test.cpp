// The file system of a sandbox in the window: where one is, what is asked of one that sleeps, what is looked at, what
// goes out and in, and what is said when it does not.
#include "app/models/files_panel.h"
#include "tests/support/fake_file_desk.h"
#include "tests/unit/models/model_fixture.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace glovebox;
using namespace glovebox::models;
using domain::SandboxState;
using testing::HandClock;
using testsupport::FakeFileDesk;

class FilesTest : public QObject {
    Q_OBJECT

private:
    struct Bench {
        HandClock clock;
        Ticker ticker{clock.now(), QTimeZone::utc()};
        SandboxesModel sandboxes{&ticker};
        FakeFileDesk desk;
        FilesPanel panel{sandboxes, &ticker};
        std::uint64_t generation = 1;

        Bench()
        {
            desk.files = {{"/mnt/session/README.md", "# ledger\n"},
                          {"/mnt/session/src/money.py", "class Money: pass\n"},
                          {"/mnt/session/src/rounding.py", "ROUND = 1\n"},
                          {"/etc/hostname", "sandbox\n"}};
            panel.setDesk(&desk);
        }
        void sandboxIs(SandboxState state) { sandboxes.apply(testing::sandbox("sbx-1", ++generation, state)); }
        void browse()
        {
            sandboxIs(SandboxState::Running);
            panel.show(QStringLiteral("sbx-1"));
            panel.setLookedAt(true);
            settle();
        }
        void settle()
        {
            for (int i = 0; i < 10; ++i)
                QCoreApplication::processEvents();
        }
        QStringList names()
        {
            QStringList all;
            for (int row = 0; row < panel.rows()->count(); ++row)
                all += panel.rows()->index(row).data(FileRows::TitleRole).toString();
            return all;
        }
        void open(const char *name)
        {
            panel.rows()->selectName(name);
            panel.open(panel.rows()->currentRow());
            settle();
        }
    };

private Q_SLOTS:
    void theSessionsFolderIsFirstAndTheRootWhereThereIsNone()
    {
        Bench bench;
        bench.browse();
        QCOMPARE(bench.panel.view(), FilesPanel::Shown);
        QCOMPARE(bench.panel.folder(), QStringLiteral("/mnt/session"));
        QCOMPARE(bench.names(), testing::words({"src", "README.md"})); // folders first
        Bench other;
        other.desk.folders = {"/"};
        other.desk.files = {{"/etc/hostname", "x"}};
        other.browse();
        QCOMPARE(other.panel.folder(), QStringLiteral("/"));
        QCOMPARE(other.panel.view(), FilesPanel::Shown);
    }
    void nothingIsAskedBeforeSomebodyLooks()
    {
        Bench bench;
        bench.sandboxIs(SandboxState::Running);
        bench.panel.show(QStringLiteral("sbx-1"));
        bench.settle();
        QVERIFY(bench.desk.asked.isEmpty());
    }
    void oneWalksDownAndUpAndComesBackToWhereOneWas()
    {
        Bench bench;
        bench.browse();
        bench.open("src");
        QCOMPARE(bench.panel.folder(), QStringLiteral("/mnt/session/src"));
        QCOMPARE(bench.panel.crumbs().size(), 4);
        QCOMPARE(bench.panel.crumbs().at(2).toMap().value(QStringLiteral("path")).toString(),
                 QStringLiteral("/mnt/session"));
        bench.panel.up();
        bench.settle();
        QCOMPARE(bench.panel.folder(), QStringLiteral("/mnt/session"));
        QCOMPARE(bench.panel.selectedPath(), QStringLiteral("/mnt/session/src"));
        bench.panel.go(QStringLiteral("/"));
        bench.settle();
        QVERIFY(!bench.panel.canUp());
        QCOMPARE(bench.names(), testing::words({"etc", "mnt"}));
    }
    void aLinkIsFollowedByItsTextAlone()
    {
        Bench bench;
        bench.desk.links = {{"/mnt/session/name", "../../etc/./hostname"}, {"/mnt/session/pipe", ""}};
        bench.browse();
        bench.open("name");
        QCOMPARE(bench.panel.folder(), QStringLiteral("/etc"));
        QCOMPARE(bench.panel.selectedPath(), QStringLiteral("/etc/hostname"));
        bench.panel.go(QStringLiteral("/mnt/session"));
        bench.settle();
        QSignalSpy toasts(&bench.panel, &FilesPanel::toast);
        bench.open("pipe");
        QCOMPARE(toasts.size(), 1);
        QCOMPARE(bench.panel.folder(), QStringLiteral("/mnt/session"));
    }
    void oneThatSleepsIsAskedNothingUntilSomebodySaysSo_data()
    {
        QTest::addColumn<SandboxState>("state");
        QTest::newRow("paused") << SandboxState::Paused;
        QTest::newRow("hibernated") << SandboxState::Hibernated;
        QTest::newRow("stopped") << SandboxState::Stopped;
    }
    void oneThatSleepsIsAskedNothingUntilSomebodySaysSo()
    {
        QFETCH(SandboxState, state);
        Bench bench;
        bench.sandboxIs(state);
        bench.panel.show(QStringLiteral("sbx-1"));
        bench.panel.setLookedAt(true);
        bench.panel.refresh();
        bench.panel.go(QStringLiteral("/"));
        bench.settle();
        QVERIFY(bench.desk.asked.isEmpty());
        QCOMPARE(bench.panel.view(), FilesPanel::Asleep);
        bench.desk.holdList = true;
        bench.panel.wake();
        QCOMPARE(bench.panel.view(), FilesPanel::Waiting);
        QCOMPARE(bench.desk.asked, testing::words({"list /mnt/session"}));
        bench.sandboxIs(SandboxState::Resuming);
        QCOMPARE(bench.panel.view(), FilesPanel::Waiting);
        bench.sandboxIs(SandboxState::Running);
        bench.desk.release();
        QCOMPARE(bench.panel.view(), FilesPanel::Shown);
        QCOMPARE(bench.desk.asked.size(), 1); // once
    }
    void oneThatFallsAsleepIsLeftAloneAndLookedAtWhenItIsAwake()
    {
        Bench bench;
        bench.browse();
        bench.open("README.md");
        QVERIFY(bench.panel.preview()->shown());
        bench.sandboxIs(SandboxState::Paused);
        QCOMPARE(bench.panel.view(), FilesPanel::Asleep);
        QVERIFY(!bench.panel.preview()->shown());
        const auto asked = bench.desk.asked.size();
        bench.panel.up();
        bench.panel.open(0);
        bench.settle();
        QCOMPARE(bench.desk.asked.size(), asked);
        bench.sandboxIs(SandboxState::Running);
        QCOMPARE(bench.panel.view(), FilesPanel::Shown);
        QCOMPARE(bench.panel.folder(), QStringLiteral("/mnt/session"));
    }
    void whatIsUnderWayDoesNotWakeOneThatFallsAsleep()
    {
        Bench bench;
        bench.browse();
        bench.desk.holdList = true;
        bench.panel.up();
        QVERIFY(bench.panel.reading());
        bench.sandboxIs(SandboxState::Hibernating);
        QVERIFY(!bench.panel.reading());
    }
    void oneThatStartsIsWaitedForAndOneThatEndedSaysSo()
    {
        Bench bench;
        bench.sandboxIs(SandboxState::Creating);
        bench.panel.show(QStringLiteral("sbx-1"));
        bench.panel.setLookedAt(true);
        QCOMPARE(bench.panel.view(), FilesPanel::Waiting);
        bench.sandboxIs(SandboxState::Running);
        bench.settle();
        QCOMPARE(bench.panel.view(), FilesPanel::Shown);
        bench.sandboxIs(SandboxState::Failed);
        QCOMPARE(bench.panel.view(), FilesPanel::Over);
        bench.panel.show(QString());
        QCOMPARE(bench.panel.view(), FilesPanel::Nowhere);
        bench.panel.show(QStringLiteral("sbx-never"));
        QCOMPARE(bench.panel.view(), FilesPanel::Over);
    }
    void aFolderThatCannotBeReadSaysWhyAndLeadsBack()
    {
        Bench bench;
        bench.browse();
        bench.desk.refuseList = Error{ErrorCode::TooLarge, "more than 10,000 entries"};
        bench.open("src");
        QCOMPARE(bench.panel.view(), FilesPanel::Troubled);
        QCOMPARE(bench.panel.problemWhat(), QStringLiteral("The folder /mnt/session/src cannot be shown."));
        QCOMPARE(bench.panel.problemCode(), QStringLiteral("GBX-FIL-018"));
        bench.desk.refuseList.reset();
        bench.panel.refresh();
        bench.settle();
        QCOMPARE(bench.panel.view(), FilesPanel::Shown);
        QCOMPARE(bench.panel.folder(), QStringLiteral("/mnt/session"));
    }
    void aFileIsLookedAtOnlyWhenSomebodyOpensIt()
    {
        Bench bench;
        bench.desk.files["/mnt/session/shot.png"] = std::string("\x89PNG\0\1", 6) + std::string(12'282, 'x');
        bench.desk.files["/mnt/session/log"] = "\x1b[31mred\x1b[0m\nend\x07\n";
        bench.desk.files["/mnt/session/long"] =
            std::string(FileDeskMax() - 1, 'a') + "\xc3\xa4" + std::string(900, 'b');
        bench.desk.files["/mnt/session/none"] = "";
        bench.browse();
        auto &preview = *bench.panel.preview();
        bench.panel.rows()->selectName("README.md");
        bench.settle();
        QVERIFY(!bench.desk.asked.contains(QStringLiteral("look /mnt/session/README.md")));
        bench.panel.togglePreview();
        bench.settle();
        QVERIFY(preview.isText());
        QCOMPARE(preview.lines()->index(0).data(TextLines::TextRole).toString(), QStringLiteral("# ledger"));
        bench.panel.togglePreview();
        QVERIFY(!preview.shown());
        bench.open("shot.png");
        QVERIFY(!preview.isText());
        QCOMPARE(preview.note(), QStringLiteral("Binary, 12 KiB"));
        bench.open("log");
        QVERIFY(preview.isText());
        const auto second = preview.lines()->index(1).data(TextLines::TextRole).toString();
        QVERIFY2(second.startsWith(QLatin1String("end")) && second.size() > 3, "a control character is seen");
        bench.open("long");
        QVERIFY2(preview.isText(), "cut within a letter");
        QCOMPARE(preview.note(), QStringLiteral("The first 256 KiB of 257 KiB"));
        bench.open("none");
        QCOMPARE(preview.note(), QStringLiteral("Empty"));
        bench.desk.refuseLook = Error{ErrorCode::InvalidState, "may not be read"};
        bench.open("log");
        QVERIFY(preview.problem().contains(QStringLiteral("GBX-FIL-004")));
    }
    void typingFindsANameAndSortsStay()
    {
        Bench bench;
        bench.desk.files["/mnt/session/setup.py"] = std::string(5000, 'x');
        bench.browse();
        auto &rows = *bench.panel.rows();
        QVERIFY(rows.type(QStringLiteral("S")));
        QCOMPARE(bench.panel.selectedPath(), QStringLiteral("/mnt/session/src"));
        QVERIFY(rows.type(QStringLiteral("e")));
        QCOMPARE(bench.panel.selectedPath(), QStringLiteral("/mnt/session/setup.py"));
        bench.clock.advance(FileRows::kTyping + std::chrono::milliseconds(1));
        QVERIFY(rows.type(QStringLiteral("r")));
        QCOMPARE(bench.panel.selectedPath(), QStringLiteral("/mnt/session/README.md"));
        QVERIFY(!rows.type(QStringLiteral("\x1b")));
        rows.sortBy(QStringLiteral("size"));
        rows.sortBy(QStringLiteral("size"));
        QCOMPARE(bench.names(), testing::words({"setup.py", "README.md", "src"}));
        QCOMPARE(bench.panel.selectedPath(), QStringLiteral("/mnt/session/README.md"));
        rows.sortBy(QStringLiteral("size"));
        QCOMPARE(bench.names(), testing::words({"src", "README.md", "setup.py"}));
    }
    void aNameOfAGuestIsSafeToDraw()
    {
        Bench bench;
        bench.desk.files["/mnt/session/a\x1b[2J\nb"] = "x";
        bench.browse();
        for (const QString &name : bench.names())
            QVERIFY(std::ranges::all_of(name, [](QChar sign) { return sign.isPrint(); }));
    }
    void aDownloadIsAFileThatIsNewHere()
    {
        QTemporaryDir here;
        Bench bench;
        bench.browse();
        QVERIFY(!bench.panel.prepareDownload()); // of nothing
        bench.panel.rows()->selectName("README.md");
        QVERIFY(bench.panel.prepareDownload());
        auto &download = *bench.panel.download();
        download.setFolder(QUrl::fromLocalFile(here.path()));
        QCOMPARE(download.target(), here.filePath(QStringLiteral("README.md")));
        bench.desk.holdCopy = true;
        download.start();
        QVERIFY(download.running());
        bench.desk.setPart(0.5);
        QCOMPARE(download.progress(), 0.5);
        bench.desk.release();
        QVERIFY(download.done() && !download.failed());
        QFile file(here.filePath(QStringLiteral("README.md")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("# ledger\n"));
        QVERIFY(bench.panel.prepareDownload());
        download.setTarget(here.filePath(QStringLiteral("other.md")));
        bench.desk.refuseCopy = Error{ErrorCode::OutOfDisk, "no space left on device"};
        download.start();
        bench.settle();
        QVERIFY(download.failed());
        QVERIFY2(download.outcome().contains(QStringLiteral("GBX-FIL-020")), qPrintable(download.outcome()));
    }
    void uploadsGoOneAfterTheOtherAndReplaceNothingUnasked()
    {
        QTemporaryDir here;
        QList<QUrl> urls;
        for (const char *name : {"a.txt", "README.md", "b.txt"}) {
            QFile file(here.filePath(QLatin1String(name)));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write("from here") > 0);
            urls += QUrl::fromLocalFile(file.fileName());
        }
        urls += QUrl::fromLocalFile(here.path()); // a folder
        Bench bench;
        bench.browse();
        bench.desk.holdCopy = true;
        bench.panel.upload(urls);
        auto &uploads = *bench.panel.uploads();
        QCOMPARE(uploads.text(), QStringLiteral("Uploading a.txt, 1 of 2"));
        QCOMPARE(uploads.question(), QStringLiteral("README.md is in this folder already."));
        QVERIFY(uploads.problem().contains(QStringLiteral("It is a folder.")));
        bench.desk.release();
        bench.settle();
        QVERIFY(!uploads.running());
        QCOMPARE(bench.desk.files["/mnt/session/b.txt"], std::string("from here"));
        QCOMPARE(bench.desk.files["/mnt/session/README.md"], std::string("# ledger\n"));
        QCOMPARE(bench.names(), testing::words({"src", "a.txt", "b.txt", "README.md"})); // read again
        uploads.replace();
        bench.settle();
        QCOMPARE(bench.desk.files["/mnt/session/README.md"], std::string("from here"));
        QVERIFY(uploads.question().isEmpty());
    }
    void anUploadThatIsCancelledOrRefusedSaysSo()
    {
        QTemporaryDir here;
        QFile file(here.filePath(QStringLiteral("big.bin")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("x") > 0);
        file.close();
        Bench bench;
        bench.browse();
        bench.desk.holdCopy = true;
        bench.panel.upload({QUrl::fromLocalFile(file.fileName())});
        bench.panel.uploads()->cancel();
        bench.desk.release();
        bench.settle();
        QVERIFY(!bench.panel.uploads()->running());
        QVERIFY(!bench.desk.files.contains("/mnt/session/big.bin"));
        bench.desk.refuseCopy = Error{ErrorCode::GuestUnresponsive, "no answer"};
        bench.panel.upload({QUrl::fromLocalFile(file.fileName())});
        bench.settle();
        QVERIFY2(bench.panel.uploads()->problem().contains(QStringLiteral("GBX-FIL-040")),
                 qPrintable(bench.panel.uploads()->problem()));
        bench.panel.uploads()->dismiss();
        QVERIFY(bench.panel.uploads()->problem().isEmpty());
    }

private:
    static constexpr std::size_t FileDeskMax() { return bridge::FileDesk::kLookMax; }
};

QTEST_MAIN(FilesTest)
#include "files_test.moc"
