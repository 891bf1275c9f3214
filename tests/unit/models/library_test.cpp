// Images and defined templates as their pages list them, and the form of an import.
#include "app/models/panel_model.h"
#include "tests/unit/models/model_fixture.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using namespace std::chrono_literals;
using models::DefinedModel;
using models::ImagesModel;
using models::ImportForm;
using models::PanelModel;

namespace {

api::ImageView image(const char *id, std::uint64_t generation, api::ImageState state = api::ImageState::Ready)
{
    api::ImageView view{.generation = generation, .image = {.id = domain::ImageId(id)}};
    view.image.names = {"python"};
    view.image.origin = domain::ImageOrigin::Registry;
    view.image.source = "docker.io/library/python:3.12-slim";
    view.image.rootSize = ByteCount::mib(51);
    view.state = state;
    return view;
}

api::DefinedTemplateView made(const char *name, std::uint64_t generation)
{
    api::DefinedTemplateView view;
    view.generation = generation;
    view.definition.name = name;
    view.definition.from.name = "python";
    view.definition.steps = {{domain::RunStep{{"one", {}}}}, {domain::RunStep{{"two", {}}}}};
    view.text = "name = \"" + std::string(name) + "\"\n[from]\nimage = \"python\"\n[[step]]\nrun = \"one\"\n";
    return view;
}

template <class Model>
QString said(const Model &model, int row, int role)
{
    return model.index(row).data(role).toString();
}

} // namespace

class LibraryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRowTellsNamesSizesAndWhoUsesIt();
    void anImportTellsHowFarItIs();
    void aDamagedImageIsNotReady();
    void whatStandsOnItKeepsAnImage();
    void anOlderGenerationIsIgnored();
    void anImportThatBecameAnImageLeavesNoTombstone();
    void foreignTextOfAnImageIsSafe();
    void theFormTakesReferencesAndFilesOnly_data();
    void theFormTakesReferencesAndFilesOnly();
    void aRefusalKeepsWhatWasTyped();
    void whoTriesAgainNamesTheCredentialsOnce();
    void aFilesNameIsSuggestedWithoutItsEndings();
    void aTemplateRowTellsItsVersionAndWhatItIsAt();
    void theRailCountsImportsAndBuilds();
    void aNewSandboxStartsFromWhatIsReady();
    void linksOfOperationsLeadToImagesAndTemplates();
    void everySampleRowSpeaks();

private:
    HandClock m_clock;
};

void LibraryTest::aRowTellsNamesSizesAndWhoUsesIt()
{
    models::Ticker ticker(m_clock.now(), QTimeZone::utc());
    ImagesModel model(&ticker);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    api::ImageView view = image("img-1", 1);
    view.image.names = {"docker.io/library/python:3.12-slim", "py", "python"};
    view.image.contentSize = ByteCount::mib(120);
    view.image.createdAt = kSampleNow - 48h;
    view.sandboxes = 1;
    view.templates = 2;
    model.apply(view);
    QCOMPARE(said(model, 0, ImagesModel::TitleRole), QStringLiteral("docker.io/library/python:3.12-slim"));
    QCOMPARE(said(model, 0, ImagesModel::MoreRole), QStringLiteral("+2"));
    QCOMPARE(said(model, 0, ImagesModel::PackedRole), QStringLiteral("51 MiB"));
    QCOMPARE(said(model, 0, ImagesModel::ContentRole), QStringLiteral("120 MiB"));
    QCOMPARE(said(model, 0, ImagesModel::CreatedRole), QStringLiteral("2 d ago"));
    QCOMPARE(said(model, 0, ImagesModel::UsedByRole), QStringLiteral("1 sandbox, 2 templates"));
    QCOMPARE(said(model, 0, ImagesModel::CaptionRole), QStringLiteral("img-1, registry"));
}

void LibraryTest::anImportTellsHowFarItIs()
{
    models::Ticker ticker(m_clock.now(), QTimeZone::utc());
    ImagesModel model(&ticker);
    api::ImageView view = image("import-1", 1, api::ImageState::Importing);
    model.apply(view);
    QCOMPARE(said(model, 0, ImagesModel::CaptionRole), QStringLiteral("Waiting for its turn"));
    QCOMPARE(model.index(0).data(ImagesModel::ProgressRole).toDouble(), -1.0);
    QCOMPARE(said(model, 0, ImagesModel::PackedRole), QString()); // nothing is packed yet
    view.generation = 2;
    view.step = "Reading layer 3 of 7";
    view.progress = 0.5;
    view.bytesDone = ByteCount::mib(41);
    view.bytesAll = ByteCount::mib(98);
    model.apply(view);
    QCOMPARE(said(model, 0, ImagesModel::CaptionRole), QStringLiteral("Reading layer 3 of 7, 41 / 98 MiB"));
    QCOMPARE(said(model, 0, ImagesModel::WordRole), QStringLiteral("Importing 50%"));
    QCOMPARE(model.importing(), 1);
}

void LibraryTest::aDamagedImageIsNotReady()
{
    models::Ticker ticker(m_clock.now(), QTimeZone::utc());
    ImagesModel model(&ticker);
    api::ImageView view = image("img-1", 1);
    view.problem = Error{ErrorCode::ImageBroken, "layer 2"};
    model.apply(view);
    model.apply(image("img-2", 1));
    QCOMPARE(said(model, 0, ImagesModel::WordRole), QStringLiteral("Damaged"));
    QCOMPARE(said(model, 0, ImagesModel::ToneRole), QStringLiteral("failed"));
    QVERIFY(model.index(0).data(ImagesModel::RankRole).toInt() < model.index(1).data(ImagesModel::RankRole).toInt());
}

void LibraryTest::whatStandsOnItKeepsAnImage()
{
    models::Ticker ticker(m_clock.now(), QTimeZone::utc());
    ImagesModel model(&ticker);
    const QString id = QStringLiteral("img-1");
    api::ImageView view = image("img-1", 1);
    model.apply(view);
    QCOMPARE(model.whyNotRemove(id), QString());
    view.snapshots = 1;
    model.apply(view);
    QCOMPARE(model.whyNotRemove(id), QStringLiteral("In use by 1 snapshot."));
    view.isDefault = true;
    model.apply(view);
    QVERIFY(model.whyNotRemove(id).contains(QStringLiteral("nothing else is asked for")));
    model.apply(image("import-1", 1, api::ImageState::Failed));
    QCOMPARE(model.whyNotRemove(QStringLiteral("import-1")), QString());
}

void LibraryTest::anOlderGenerationIsIgnored()
{
    models::Ticker ticker(m_clock.now(), QTimeZone::utc());
    ImagesModel model(&ticker);
    model.apply(image("img-1", 5));
    model.apply(image("img-1", 4, api::ImageState::Failed));
    QCOMPARE(said(model, 0, ImagesModel::WordRole), QStringLiteral("Ready"));
}

void LibraryTest::anImportThatBecameAnImageLeavesNoTombstone()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    panel.apply(batchOf({image("import-1", 1, api::ImageState::Importing)}));
    panel.openImage(QStringLiteral("import-1"));
    QVERIFY(panel.library()->image()->importing());
    panel.apply(batchOf({api::ImageGone{domain::ImageId("import-1")}, image("img-1", 2)}));
    QCOMPARE(panel.library()->images()->total(), 1);
    QCOMPARE(panel.library()->image()->id(), QStringLiteral("img-1"));
    panel.apply(batchOf({api::ImageGone{domain::ImageId("img-1")}})); // but an image that goes is seen to go
    QCOMPARE(panel.library()->image()->word(), QStringLiteral("Removed"));
    QVERIFY(!panel.library()->image()->whyNotUse().isEmpty());
}

void LibraryTest::foreignTextOfAnImageIsSafe()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    api::ImageView view = image("img-1", 1);
    view.image.names = {"a\x1b[31mb\nc"};
    view.image.config.environment = {{"X", "\x1b]0;title\x07y"}};
    view.image.config.command = {"sh", "-c", "echo \xe2\x80\xae"}; // turns the direction round
    panel.apply(batchOf({view}));
    panel.openImage(QStringLiteral("img-1"));
    QCOMPARE(panel.library()->image()->title(), QStringLiteral("ab"));
    auto *config = panel.library()->image()->config();
    for (int row = 0; row < config->rowCount(); ++row) {
        const QString value = config->index(row).data(models::FactList::ValueRole).toString();
        QVERIFY2(!value.contains(QChar(0x1b)) && !value.contains(QChar(0x202e)), qPrintable(value));
    }
}

void LibraryTest::theFormTakesReferencesAndFilesOnly_data()
{
    QTest::addColumn<QString>("reference");
    QTest::addColumn<bool>("fits");
    QTest::newRow("whole") << QStringLiteral("docker.io/library/python:3.12-slim") << true;
    QTest::newRow("short") << QStringLiteral("python") << true;
    QTest::newRow("with a port") << QStringLiteral("localhost:5000/a/b_c:1.0") << true;
    QTest::newRow("by digest") << QStringLiteral("registry.example/a@sha256:%1").arg(QString(64, QLatin1Char('a')))
                               << true;
    QTest::newRow("with a scheme") << QStringLiteral("docker://registry.example/a:1") << true;
    QTest::newRow("blanks around") << QStringLiteral("  python:3  ") << true;
    QTest::newRow("a blank in it") << QStringLiteral("py thon") << false;
    QTest::newRow("a short digest") << QStringLiteral("a@sha256:12") << false;
    QTest::newRow("a path") << QStringLiteral("/srv/image.tar") << false;
    QTest::newRow("large letters") << QStringLiteral("registry.example/Python") << false;
    QTest::newRow("two tags") << QStringLiteral("a:1:2") << false;
}

void LibraryTest::theFormTakesReferencesAndFilesOnly()
{
    QFETCH(QString, reference);
    QFETCH(bool, fits);
    ImportForm form;
    form.begin();
    QVERIFY(!form.canImport());
    form.setReference(reference);
    QCOMPARE(form.canImport(), fits);
    QCOMPARE(form.referenceProblem().isEmpty(), fits);
    if (fits)
        QCOMPARE(QString::fromStdString(form.wanted()->source), reference.trimmed());
    form.setPath(QStringLiteral("/nothing/here.tar"));
    QVERIFY(form.fromFile());
    QVERIFY(!form.canImport());
    form.setPath(QStringLiteral("here.tar"));
    QVERIFY(form.pathProblem().contains(QStringLiteral("whole path")));
}

void LibraryTest::aRefusalKeepsWhatWasTyped()
{
    ObedientEngine engine;
    bridge::EngineClient client(engine.post());
    PanelModel panel(&client, m_clock.now(), QTimeZone::utc());
    ImportForm &form = *panel.library()->importForm();
    form.begin();
    form.setReference(QStringLiteral("python:3"));
    form.setPlainHttp(true);
    form.setName(QStringLiteral("py"));
    engine.verdict = api::Verdict::denied("No room.");
    panel.library()->sendImport();
    QTRY_COMPARE(form.refusal(), QStringLiteral("No room."));
    QCOMPARE(form.reference(), QStringLiteral("python:3"));
    QCOMPARE(form.name(), QStringLiteral("py"));
    QVERIFY(form.plainHttp());
    form.setName(QStringLiteral("pyt")); // it was about what stood there
    QCOMPARE(form.refusal(), QString());
    engine.verdict = api::Verdict::accepted();
    QSignalSpy begun(&form, &ImportForm::begun);
    panel.library()->sendImport();
    QTRY_COMPARE(begun.count(), 1);
    QCOMPARE(engine.asked.back(), QStringLiteral("import python:3"));
}

void LibraryTest::whoTriesAgainNamesTheCredentialsOnce()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("auth.json")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    ImportForm form;
    form.begin();
    form.setReference(QStringLiteral("registry.example/team/app:1"));
    form.setAuthFile(file.fileName());
    form.setPlainHttp(true);
    form.setSending();
    form.begin();
    QCOMPARE(form.authFile(), QString()); // of something else
    form.begin(QStringLiteral("registry.example/team/app:1"), QStringLiteral("app"), false);
    QCOMPARE(form.authFile(), file.fileName());
    QVERIFY(form.plainHttp());
}

void LibraryTest::aFilesNameIsSuggestedWithoutItsEndings()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("legacy-1.2.tar.gz")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    ImportForm form;
    form.begin();
    form.takeFile(QUrl::fromLocalFile(file.fileName()));
    QVERIFY(form.fromFile());
    QCOMPARE(form.suggestedName(), QStringLiteral("legacy-1.2"));
    QVERIFY(form.canImport());
    form.takeFile(QUrl(QStringLiteral("https://registry.example/a.tar"))); // not of this host
    QCOMPARE(form.path(), file.fileName());
}

void LibraryTest::aTemplateRowTellsItsVersionAndWhatItIsAt()
{
    models::Ticker ticker(m_clock.now(), QTimeZone::utc());
    DefinedModel model(&ticker);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    api::DefinedTemplateView view = made("web", 1);
    view.definition.description = "For the shop";
    model.apply(view);
    QCOMPARE(said(model, 0, DefinedModel::WordRole), QStringLiteral("Draft"));
    QCOMPARE(said(model, 0, DefinedModel::VersionRole), QString());
    QCOMPARE(said(model, 0, DefinedModel::CaptionRole), QStringLiteral("For the shop"));
    view.generation = 2;
    view.state = api::DefinedTemplateState::Building;
    view.step = 2;
    view.stepText = "run two";
    view.versions.push_back({.number = 3, .snapshot = domain::SnapshotId("snap-1")});
    view.versions[0].isCurrent = true;
    view.versions[0].builtAt = kSampleNow - 3h;
    view.versions[0].memory = ByteCount::mib(100);
    view.versions[0].disk = ByteCount::mib(20);
    model.apply(view);
    QCOMPARE(said(model, 0, DefinedModel::WordRole), QStringLiteral("Building 2/2"));
    QCOMPARE(said(model, 0, DefinedModel::CaptionRole), QStringLiteral("Step 2 of 2: run two"));
    QCOMPARE(said(model, 0, DefinedModel::VersionRole), QStringLiteral("v3"));
    QCOMPARE(said(model, 0, DefinedModel::SizeRole), QStringLiteral("120 MiB"));
    QCOMPARE(said(model, 0, DefinedModel::FromRole), QStringLiteral("image python"));
    QCOMPARE(model.index(0).data(DefinedModel::ProgressRole).toDouble(), 0.5);
}

void LibraryTest::theRailCountsImportsAndBuilds()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    api::DefinedTemplateView building = made("web", 1);
    building.state = api::DefinedTemplateState::Building;
    panel.apply(batchOf({image("import-1", 1, api::ImageState::Importing), building}));
    QCOMPARE(panel.buildingTemplates(), 2);
    QCOMPARE(panel.failedTemplates(), 0);
    panel.apply(batchOf({image("import-1", 2, api::ImageState::Failed)}));
    QCOMPARE(panel.failedTemplates(), 1);
}

void LibraryTest::aNewSandboxStartsFromWhatIsReady()
{
    ObedientEngine engine;
    bridge::EngineClient client(engine.post());
    PanelModel panel(&client, m_clock.now(), QTimeZone::utc());
    panel.apply(batchOf(sampleViews()));
    panel.prepareNewSandbox({}, QString::fromLatin1(kSampleMadeTemplate));
    models::NewSandboxForm &form = *panel.newSandbox();
    QCOMPARE(form.origins().front(), QStringLiteral("The default image"));
    QVERIFY(!form.origins().join(QLatin1Char(' ')).contains(QStringLiteral("browser-tests"))); // never built
    QVERIFY(!form.origins().join(QLatin1Char(' ')).contains(QStringLiteral("nightly")));       // damaged, draft
    QVERIFY(!form.sizeIsOpen());
    form.setMemory(QStringLiteral("nonsense")); // which does not matter then
    QVERIFY(form.canCreate());
    QCOMPARE(form.wanted()->base, std::string(kSampleMadeTemplate));
    QVERIFY(!form.wanted()->size);
    panel.prepareNewSandbox(QString::fromLatin1(kSampleImage));
    QCOMPARE(form.wanted()->image, std::string(kSampleImage));
    QCOMPARE(form.wanted()->base, std::string());
    QVERIFY(form.wanted()->size.has_value());
    panel.prepareNewSandbox();
    QCOMPARE(form.wanted()->image, std::string());
}

void LibraryTest::linksOfOperationsLeadToImagesAndTemplates()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    panel.apply(batchOf(sampleViews()));
    QVERIFY(panel.hasObject(QStringLiteral("image/") + QLatin1String(kSampleImage)));
    panel.openObject(QStringLiteral("image/") + QLatin1String(kSampleImage));
    QCOMPARE(panel.page(), PanelModel::ImagesPage);
    QCOMPARE(panel.library()->image()->id(), QLatin1String(kSampleImage));
    panel.openObject(QStringLiteral("template/") + QLatin1String(kSampleMadeTemplate));
    QCOMPARE(panel.page(), PanelModel::DefinedPage);
    panel.openObject(QStringLiteral("template/") + QLatin1String(kSampleTemplate)); // of the engine's own
    QCOMPARE(panel.page(), PanelModel::TemplatesPage);
    QVERIFY(!panel.hasObject(QStringLiteral("image/img-none")));
}

void LibraryTest::everySampleRowSpeaks()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    panel.apply(batchOf(sampleViews()));
    for (const auto &[list, role] :
         {std::pair<models::StableList *, int>{panel.library()->images(), ImagesModel::SpokenRole},
          std::pair<models::StableList *, int>{panel.library()->templates(), DefinedModel::SpokenRole}}) {
        QVERIFY(list->count() >= 5);
        for (int row = 0; row < list->count(); ++row)
            QVERIFY(list->index(row, 0).data(role).toString().size() > 10);
    }
}

QTEST_MAIN(LibraryTest)
#include "library_test.moc"
