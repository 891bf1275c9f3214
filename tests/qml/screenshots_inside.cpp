// Stories of one sandbox from the inside: its files, what it tries to reach, its snapshots.
#include "tests/qml/story.h"
#include "tests/support/sample_files.h"

#include <QTemporaryDir>

namespace glovebox::screenshots {

namespace {

using models::SandboxInside;

class InsideStory : public Story {
public:
    explicit InsideStory(int tab = SandboxInside::Files)
    {
        testsupport::fillSampleFiles(m_desk);
        with(glovebox::testing::sampleViews());
        with(glovebox::testing::sampleEgress());
        model().inside()->files()->setDesk(&m_desk);
        window()->resize(kLarge);
        window()->show();
        model().openSession(QString::fromLatin1(glovebox::testing::kSampleRunningSession));
        model().inside()->setTab(tab);
        settle();
    }
    ~InsideStory() { model().inside()->files()->leave(); }

    testsupport::FakeFileDesk &desk() { return m_desk; }
    models::FilesPanel &files() { return *model().inside()->files(); }
    void open(const char *name)
    {
        files().rows()->selectName(name);
        files().open(files().rows()->currentRow());
        settle();
    }
    /// What the engine says of a sandbox now.
    void sandboxIs(const char *id, domain::SandboxState state)
    {
        for (const api::Change &change : glovebox::testing::sampleSandboxes()) {
            const auto *found = std::get_if<api::SandboxView>(&change);
            if (!found || found->id.value() != id)
                continue;
            auto view = *found;
            view.generation = 900;
            view.state = state;
            with({view});
        }
        settle();
    }
    void settle()
    {
        for (int turn = 0; turn < 8; ++turn)
            QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
    }
    void draw(const char *name) { takeBoth(QLatin1String(name), model().page()); }

private:
    testsupport::FakeFileDesk m_desk;
};

void folders()
{
    InsideStory story;
    story.files().rows()->select(2);
    story.draw("files");
    story.take(QStringLiteral("files"), PanelModel::SessionPage, kSmall, kDark);
    story.take(QStringLiteral("files"), PanelModel::SessionPage, kLarge, kAllThemes);
    story.open("pytest.log");
    story.draw("files-preview");
    story.open("chart.png");
    story.draw("files-binary");
    story.files().preview()->close();
    story.open("empty");
    story.draw("files-empty");
}

void copies()
{
    QTemporaryDir here;
    InsideStory story;
    QList<QUrl> urls;
    for (const char *name : {"README.md", "prices.csv", "run.sh"}) {
        QFile file(here.filePath(QLatin1String(name)));
        if (file.open(QIODevice::WriteOnly))
            file.write("from here");
        urls += QUrl::fromLocalFile(file.fileName());
    }
    story.desk().holdCopy = true;
    story.files().upload(urls + QList{QUrl::fromLocalFile(here.path())});
    story.desk().setPart(0.4);
    Q_EMIT story.files().uploads()->changed();
    story.draw("files-upload");
    story.files().uploads()->cancel();
    story.files().uploads()->keep();
    story.files().uploads()->dismiss();
    story.settle();
    story.files().rows()->selectName("pytest.log");
    if (auto *part = story.part("filesPart"))
        QMetaObject::invokeMethod(part, "download");
    story.draw("dialog-download");
    story.files().download()->setTarget(here.filePath(QStringLiteral("pytest.log")));
    story.files().download()->start();
    story.desk().setPart(0.6);
    Q_EMIT story.files().download()->changed();
    story.take(QStringLiteral("dialog-download-running"), PanelModel::SessionPage);
    story.desk().refuseCopy = Error{ErrorCode::OutOfDisk, "no space left on device"};
    story.desk().release();
    story.settle();
    story.draw("dialog-download-failed");
}

void withoutFolders()
{
    InsideStory asleep;
    asleep.sandboxIs(glovebox::testing::kSampleRunningSandbox, domain::SandboxState::Hibernated);
    asleep.draw("files-asleep");
    asleep.desk().holdList = true;
    asleep.files().wake();
    asleep.take(QStringLiteral("files-waking"), PanelModel::SessionPage);
    InsideStory over;
    over.sandboxIs(glovebox::testing::kSampleRunningSandbox, domain::SandboxState::Failed);
    over.draw("files-over");
    InsideStory troubled;
    troubled.desk().refuseList = Error{ErrorCode::GuestUnresponsive, "no answer to list within 30 s"};
    troubled.open("ledger");
    troubled.draw("files-troubled");
    InsideStory none;
    none.model().openSession(QString::fromLatin1(glovebox::testing::kSampleOutputsSession));
    none.model().inside()->setTab(SandboxInside::Files);
    none.draw("files-none");
}

void network()
{
    InsideStory story(SandboxInside::Network);
    story.draw("network");
    story.model().inside()->attempts()->select(0);
    if (auto *part = story.part("networkPart"))
        part->setProperty("sheetOpen", true);
    story.draw("network-selected");
    InsideStory none(SandboxInside::Network);
    none.model().openSession(QString::fromLatin1(glovebox::testing::kSampleApprovalSession));
    none.model().inside()->setTab(SandboxInside::Network);
    none.draw("network-none");
}

void snapshots()
{
    InsideStory none(SandboxInside::Snapshots);
    none.draw("own-snapshots-none");
    InsideStory story;
    story.model().openTerminals(QString::fromLatin1(glovebox::testing::kSampleKeptSandbox));
    story.model().inside()->setTab(SandboxInside::Snapshots);
    story.draw("own-snapshots");
    story.model().inside()->snapshots()->select(0);
    if (auto *part = story.part("snapshotsPart"))
        part->setProperty("sheetOpen", true);
    story.draw("own-snapshots-selected");
    story.model().inside()->setTab(SandboxInside::Files);
    story.draw("files-of-sandbox");
}

} // namespace

void drawInside()
{
    folders();
    copies();
    withoutFolders();
    network();
    snapshots();
}

} // namespace glovebox::screenshots
