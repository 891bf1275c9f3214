// Files that a session left: listed, opened only when they lie in its folder and would not run, copied without
// replacing.
#include "app/models/panel_model.h"
#include "tests/unit/models/model_fixture.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using models::OutputExport;
using models::OutputsModel;
using models::PanelModel;

namespace {

const QString kPlace = QStringLiteral("place");

void write(const QString &path, const QByteArray &content)
{
    QVERIFY(QDir().mkpath(QFileInfo(path).path()));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
}

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(cannot be read)");
}

api::OutputsView outputs(const QString &folder, std::initializer_list<const char *> paths, std::uint64_t generation = 1)
{
    api::OutputsView view{.session = domain::SessionId("a")};
    view.generation = generation;
    view.folder = folder.toStdString();
    for (const char *path : paths)
        view.files.push_back({path, ByteCount::kib(2), kSampleNow});
    return view;
}

} // namespace

class OutputsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void filesAreListedAndOutliveTheSandbox();
    void anotherSessionsFilesDoNotShow();
    void pathsThatLeadOutAreNeverOpened();
    void aFileThatWouldRunIsNotOpened();
    void aFileThatIsGoneIsSaid();
    void exportCopiesFoldersAndAll();
    void exportReplacesNothing();
    void anExportIsAnOperationOfItsSession();
    void exportFollowsNoLinkOutOfTheFolder();
    void aTargetThatWillNotDoIsSaidBeforehand();
    void whatCannotBeWrittenIsSaid();
    void aSecondExportIsNotBegunWhileOneGoesOn();
    void theFolderOfTheLastExportIsOfferedAgain();
    void theFolderDialogBeginsWhereThereIsAFolder();

private:
    void exported(OutputExport &job)
    {
        job.start();
        QTRY_VERIFY(job.done());
    }

    HandClock m_clock;
    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_folder;
    QString m_chosen;
    QString m_target; // m_chosen/kPlace
};

void OutputsTest::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_folder = m_dir->filePath(QStringLiteral("outputs"));
    m_chosen = m_dir->filePath(QStringLiteral("chosen"));
    m_target = m_chosen + QLatin1Char('/') + kPlace;
    write(m_folder + QStringLiteral("/report.md"), "# Report");
    write(m_folder + QStringLiteral("/figures/one.svg"), "<svg/>");
}

void OutputsTest::filesAreListedAndOutliveTheSandbox()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    panel.apply(batchOf({session("a", 1)}));
    panel.apply(batchOf({outputs(m_folder, {"figures/one.svg", "report.md"})}));
    panel.openSession(QStringLiteral("a"));
    OutputsModel *list = panel.session()->outputs();
    QCOMPARE(list->count(), 2);
    QCOMPARE(list->tabText(), QStringLiteral("Outputs 2"));
    QCOMPARE(list->totalText(), QStringLiteral("2 files, 4 KiB"));
    panel.apply(batchOf({api::SandboxGone{domain::SandboxId("sbx-1")}}));
    QCOMPARE(list->count(), 2);
    api::OutputsView collecting = outputs(m_folder, {"figures/one.svg", "report.md"}, 2);
    collecting.collecting = true;
    collecting.skipped = 1;
    QSignalSpy resets(list, &QAbstractItemModel::modelReset);
    panel.apply(batchOf({collecting}));
    QVERIFY(list->collecting());
    QCOMPARE(resets.count(), 0); // the same files: the list stays where it is
    QVERIFY(list->skippedText().startsWith(QStringLiteral("1 file was not taken")));
    panel.apply(batchOf({api::SessionGone{domain::SessionId("a")}}));
    QCOMPARE(list->count(), 0);
}

void OutputsTest::anotherSessionsFilesDoNotShow()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    panel.apply(batchOf({session("a", 1), session("b", 1)}));
    panel.openSession(QStringLiteral("b"));
    panel.apply(batchOf({outputs(m_folder, {"report.md"})}));
    QCOMPARE(panel.session()->outputs()->count(), 0);
    panel.openSession(QStringLiteral("a"));
    QCOMPARE(panel.session()->outputs()->count(), 1);
}

void OutputsTest::pathsThatLeadOutAreNeverOpened()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    int opened = 0;
    panel.setOpener([&](const QUrl &) {
        ++opened;
        return true;
    });
    panel.apply(batchOf({session("a", 1)}));
    panel.apply(batchOf({outputs(m_folder, {"../../etc/passwd", "/etc/passwd", "figures/../../x", "", "a//b"})}));
    panel.openSession(QStringLiteral("a"));
    for (int row = 0; row < 5; ++row) {
        QCOMPARE(panel.session()->outputs()->fileAt(row), QString());
        panel.openOutput(row);
    }
    QCOMPARE(opened, 0);
}

void OutputsTest::aFileThatWouldRunIsNotOpened()
{
    write(m_folder + QStringLiteral("/run.sh"), "#!/bin/sh");
    QVERIFY(QFile::setPermissions(m_folder + QStringLiteral("/run.sh"),
                                  QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner));
    write(m_folder + QStringLiteral("/app.Desktop"), "[Desktop Entry]");
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    QList<QUrl> opened;
    panel.setOpener([&](const QUrl &url) {
        opened += url;
        return true;
    });
    QSignalSpy toasts(&panel, &PanelModel::toast);
    panel.apply(batchOf({session("a", 1)}));
    panel.apply(batchOf({outputs(m_folder, {"run.sh", "app.Desktop", "report.md"})}));
    panel.openSession(QStringLiteral("a"));
    panel.openOutput(0);
    panel.openOutput(1);
    QCOMPARE(opened, QList<QUrl>());
    QCOMPARE(toasts.count(), 2);
    panel.openOutput(2);
    QCOMPARE(opened, QList<QUrl>{QUrl::fromLocalFile(m_folder + QStringLiteral("/report.md"))});
    panel.openOutputFolder();
    QCOMPARE(opened.size(), 2);
}

void OutputsTest::aFileThatIsGoneIsSaid()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    QSignalSpy toasts(&panel, &PanelModel::toast);
    panel.apply(batchOf({session("a", 1)}));
    panel.apply(batchOf({outputs(m_folder, {"never-there.txt"})}));
    panel.openSession(QStringLiteral("a"));
    panel.openOutput(0);
    QCOMPARE(toasts.count(), 1);
    QCOMPARE(toasts.first().at(1).toBool(), true);
}

void OutputsTest::exportCopiesFoldersAndAll()
{
    OutputExport job;
    job.prepare(m_folder, words({"report.md", "figures/one.svg"}), m_chosen, kPlace);
    QCOMPARE(job.what(), QStringLiteral("2 files"));
    QVERIFY(job.canStart());
    exported(job);
    QVERIFY(!job.failed());
    QCOMPARE(job.outcome(), QStringLiteral("2 files copied."));
    QCOMPARE(read(m_target + QStringLiteral("/report.md")), QByteArray("# Report"));
    QCOMPARE(read(m_target + QStringLiteral("/figures/one.svg")), QByteArray("<svg/>"));
}

void OutputsTest::anExportIsAnOperationOfItsSession()
{
    ObedientEngine engine;
    bridge::EngineClient client(engine.post());
    OutputExport job;
    job.setClient(&client);
    job.prepare(m_folder, words({"report.md", "figures/one.svg"}), m_chosen, kPlace);
    exported(job);
    QVERIFY(engine.reports.front().kind == domain::OperationKind::Export);
    QCOMPARE(engine.reports.front().object, "session/" + kPlace.toStdString());
    QCOMPARE(engine.reports.front().name, std::string("2 files"));
    QVERIFY(engine.reports.back().state == domain::OperationState::Done);
    QCOMPARE(engine.reports.back().result, std::string("2 files copied."));
}

void OutputsTest::exportReplacesNothing()
{
    write(m_target + QStringLiteral("/report.md"), "mine");
    OutputExport job;
    job.prepare(m_folder, words({"report.md", "figures/one.svg"}), m_chosen, kPlace);
    exported(job);
    QCOMPARE(read(m_target + QStringLiteral("/report.md")), QByteArray("mine"));
    QCOMPARE(job.outcome(), QStringLiteral("1 file copied. 1 was there already and was left alone."));
}

void OutputsTest::exportFollowsNoLinkOutOfTheFolder()
{
    write(m_dir->filePath(QStringLiteral("secret")), "secret");
    QVERIFY(QFile::link(m_dir->filePath(QStringLiteral("secret")), m_folder + QStringLiteral("/link.md")));
    QVERIFY(QFile::link(m_dir->path(), m_folder + QStringLiteral("/up")));
    OutputExport job;
    job.prepare(m_folder, words({"link.md", "up/secret", "../secret", "report.md"}), m_chosen, kPlace);
    exported(job);
    QVERIFY(!QFile::exists(m_target + QStringLiteral("/link.md")));
    QVERIFY(!QFile::exists(m_target + QStringLiteral("/up/secret")));
    QVERIFY(!QFile::exists(m_dir->filePath(QStringLiteral("chosen/secret"))));
    QCOMPARE(job.outcome(), QStringLiteral("1 file copied. 3 are not there any more."));
}

void OutputsTest::aTargetThatWillNotDoIsSaidBeforehand()
{
    OutputExport job;
    job.prepare(m_folder, words({"report.md"}), m_chosen, kPlace);
    job.setTarget(QString());
    QVERIFY(!job.canStart());
    job.setTarget(QStringLiteral("relative/path"));
    QVERIFY(job.problem().contains(QStringLiteral("whole path")));
    job.setTarget(m_folder + QStringLiteral("/report.md"));
    QCOMPARE(job.problem(), QStringLiteral("That is a file, not a folder."));
    QVERIFY(!job.canStart());
    job.start();
    QVERIFY(!job.running());
    job.setTarget(m_target);
    QCOMPARE(job.problem(), QString());
}

void OutputsTest::whatCannotBeWrittenIsSaid()
{
    write(m_dir->filePath(QStringLiteral("chosen/place/figures")), "a file where a folder should be");
    OutputExport job;
    job.prepare(m_folder, words({"figures/one.svg"}), m_chosen, kPlace);
    exported(job);
    QVERIFY(job.failed());
    QVERIFY(job.outcome().contains(QStringLiteral("cannot be created")));
}

void OutputsTest::aSecondExportIsNotBegunWhileOneGoesOn()
{
    OutputExport job;
    QVERIFY(job.prepare(m_folder, words({"report.md"}), m_chosen, kPlace));
    job.start();
    QVERIFY(!job.prepare(m_folder, words({"report.md", "figures/one.svg"}), m_chosen, QStringLiteral("sesn_2")));
    QCOMPARE(job.what(), QStringLiteral("1 file"));
    QTRY_VERIFY(job.done());
    QVERIFY(job.prepare(m_folder, words({"figures/one.svg"}), m_chosen, QStringLiteral("sesn_2")));
}

void OutputsTest::theFolderOfTheLastExportIsOfferedAgain()
{
    const QString memory = m_dir->filePath(QStringLiteral("panel.ini"));
    const QString elsewhere = m_dir->filePath(QStringLiteral("elsewhere"));
    QVERIFY(QDir().mkpath(elsewhere));
    {
        OutputExport job;
        job.setMemoryFile(memory);
        job.prepare(m_folder, words({"report.md"}), m_chosen, QStringLiteral("sesn_1"));
        QCOMPARE(job.target(), m_chosen + QStringLiteral("/sesn_1"));
        job.setFolder(QUrl::fromLocalFile(elsewhere));
        QCOMPARE(job.target(), elsewhere + QStringLiteral("/sesn_1"));
        exported(job);
        QVERIFY(QFile::exists(elsewhere + QStringLiteral("/sesn_1/report.md")));
    }
    OutputExport next; // after a restart
    next.setMemoryFile(memory);
    next.prepare(m_folder, words({"report.md"}), m_chosen, QStringLiteral("sesn_2"));
    QCOMPARE(next.target(), elsewhere + QStringLiteral("/sesn_2"));
    QCOMPARE(next.folder().toLocalFile(), elsewhere);
    QVERIFY(QDir(elsewhere).removeRecursively());
    next.prepare(m_folder, words({"report.md"}), m_chosen, QStringLiteral("sesn_2")); // it is gone by now
    QCOMPARE(next.target(), m_chosen + QStringLiteral("/sesn_2"));
}

void OutputsTest::theFolderDialogBeginsWhereThereIsAFolder()
{
    OutputExport job;
    job.prepare(m_folder, words({"report.md"}), m_dir->filePath(QStringLiteral("not/yet/there")), kPlace);
    QCOMPARE(job.folder().toLocalFile(), m_dir->path());
    job.setFolder(QUrl(QStringLiteral("https://example.com/x"))); // not of this host
    QVERIFY(job.target().endsWith(QStringLiteral("not/yet/there/place")));
}

QTEST_GUILESS_MAIN(OutputsTest)
#include "outputs_test.moc"
