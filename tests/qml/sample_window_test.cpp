// The real window over the real sample engine on its thread, as `glovebox --sample` puts them together: every page at a
// thousand sandboxes without a warning, what is asked is confirmed, and nothing lets it be taken for something real.
#include "app/panel/rendering.h"
#include "tests/support/sample_window.h"

#include <QDir>
#include <QFileInfo>
#include <QMetaEnum>
#include <QtTest>

using namespace glovebox;
using models::PanelModel;
using testing::SampleWindow;

namespace {

constexpr int kPatience = 20'000; // of a busy host
constexpr QSize kSize{1440, 900};

int rowOf(PanelModel &model, const QString &sandbox)
{
    auto *list = model.sandboxes();
    for (int row = 0; row < list->rowCount(); ++row)
        if (list->index(row).data(models::SandboxesModel::SandboxIdRole).toString() == sandbox)
            return row;
    return -1;
}

QString told(PanelModel &model, const QString &sandbox, int role)
{
    const int row = rowOf(model, sandbox);
    return row < 0 ? QString() : model.sandboxes()->index(row).data(role).toString();
}

} // namespace

class SampleWindowTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        panel::chooseRendering(panel::Rendering::Software);
        QVERIFY(QDir().mkpath(QStringLiteral(GLOVEBOX_SCREENSHOTS)));
    }

    void everyPageOpensOverAThousandSandboxes()
    {
        SampleWindow sample({.sandboxes = 1000, .rate = 50, .events = 5'000});
        auto &model = sample.model();
        QTRY_VERIFY_WITH_TIMEOUT(model.sandboxes()->count() >= 1000, kPatience);
        const auto pages = QMetaEnum::fromType<PanelModel::Page>();
        for (int i = 0; i < pages.keyCount(); ++i) {
            const auto page = static_cast<PanelModel::Page>(pages.value(i));
            sample.open(page);
            const auto file =
                QStringLiteral("%1/sample-%2.png")
                    .arg(QStringLiteral(GLOVEBOX_SCREENSHOTS), QLatin1String(pages.key(i)).toString().toLower());
            QVERIFY2(sample.app().grab(file, page, QStringLiteral("dark"), kSize), pages.key(i));
            QCOMPARE(model.page(), page);
        }
        QVERIFY2(sample.warnings().isEmpty(), qPrintable(sample.warnings().join(QLatin1Char('\n'))));
    }
    void itCannotBeTakenForSomethingReal()
    {
        SampleWindow sample({});
        QTRY_VERIFY_WITH_TIMEOUT(sample.model().loaded(), kPatience);
        QCOMPARE(sample.app().window()->title(), QStringLiteral("Glovebox [sample]"));
        auto *banners = sample.model().banners();
        QTRY_VERIFY_WITH_TIMEOUT(banners->rowCount() > 0, kPatience);
        const auto first = banners->index(0);
        QCOMPARE(first.data(models::BannerList::TitleRole).toString() + QLatin1Char(' ') +
                     first.data(models::BannerList::TextRole).toString(),
                 QStringLiteral("Sample data. Nothing here is real; actions change only the sample."));
        QVERIFY(!first.data(models::BannerList::DismissibleRole).toBool());
        auto *tag = qobject_cast<QQuickItem *>(sample.part("unrealTag"));
        QVERIFY(tag && tag->isVisible());
        QCOMPARE(tag->property("text").toString(), QStringLiteral("sample"));
    }
    void aPauseIsConfirmedOnlyWhenTheEngineSaysSo()
    {
        SampleWindow sample({.delay = std::chrono::seconds(2)});
        auto &model = sample.model();
        QTRY_VERIFY_WITH_TIMEOUT(!sample.idleSandbox().isEmpty(), kPatience);
        const QString id = sample.idleSandbox();
        model.actions()->pauseSandbox(id);
        const auto chip = [&] {
            return told(model, id, models::SandboxesModel::ChipWordRole);
        };
        QTRY_VERIFY_WITH_TIMEOUT(chip().startsWith(QLatin1String("Pausing")), kPatience);
        QCOMPARE(told(model, id, models::SandboxesModel::WordRole), QStringLiteral("Running"));
        QTRY_COMPARE_WITH_TIMEOUT(told(model, id, models::SandboxesModel::WordRole), QStringLiteral("Paused"),
                                  kPatience);
    }
    void aSandboxCanBeLookedIntoFromTheInside()
    {
        SampleWindow bench({});
        auto &model = bench.model();
        QTRY_VERIFY_WITH_TIMEOUT(!bench.idleSandbox().isEmpty(), kPatience);
        model.openFiles(bench.idleSandbox());
        auto &files = *model.inside()->files();
        QTRY_COMPARE_WITH_TIMEOUT(files.view(), models::FilesPanel::Shown, kPatience);
        files.rows()->selectName("build.log");
        files.togglePreview();
        QTRY_VERIFY_WITH_TIMEOUT(files.preview()->isText(), kPatience);
        files.go(QStringLiteral("/mnt/session/outputs"));
        QTRY_COMPARE_WITH_TIMEOUT(files.folder(), QStringLiteral("/mnt/session/outputs"), kPatience);
        files.rows()->selectName("chart.png");
        files.togglePreview();
        QTRY_VERIFY_WITH_TIMEOUT(files.preview()->note().startsWith(QLatin1String("Binary")), kPatience);
        QVERIFY2(bench.warnings().isEmpty(), qPrintable(bench.warnings().join(QLatin1Char('\n'))));
    }
    void itsSetUpEndsWithAGreenTest()
    {
        SampleWindow bench({});
        auto &model = bench.model();
        auto &setup = *model.setup();
        auto &key = *setup.key();
        QTRY_VERIFY_WITH_TIMEOUT(model.loaded() && model.environment()->known(), kPatience);
        QVERIFY(!setup.offersSample()); // it is one
        model.registry()->trigger(QStringLiteral("go.setup"));
        setup.next();
        QTRY_VERIFY_WITH_TIMEOUT(setup.canNext(), kPatience);
        setup.next();
        key.setEnvironment(QStringLiteral("env_01SampleNew"));
        key.setKey(QStringLiteral("sk-ant-oat01-of-the-sample-revoked"));
        setup.next();
        QTRY_VERIFY_WITH_TIMEOUT(key.bad(), kPatience);
        key.setKey(QStringLiteral("sk-ant-oat01-of-the-sample-0000"));
        setup.next();
        QTRY_VERIFY_WITH_TIMEOUT(key.good(), kPatience);
        setup.next();
        QTRY_VERIFY_WITH_TIMEOUT(key.added(), kPatience);
        setup.next();
        QCOMPARE(setup.step(), int(models::SetupPanel::Template));
        QTRY_VERIFY_WITH_TIMEOUT(setup.base()->ready(), kPatience);
        setup.next();
        setup.next();
        QTRY_VERIFY2_WITH_TIMEOUT(!setup.test()->busy(), qPrintable(setup.test()->summary()), 3 * kPatience);
        QVERIFY2(setup.test()->passed(), qPrintable(setup.test()->errorText()));
        bench.app().grab(QStringLiteral(GLOVEBOX_SCREENSHOTS "/setup-sample.png"), PanelModel::SetupPage,
                         QStringLiteral("dark"), kSize);
        setup.next();
        QCOMPARE(model.page(), PanelModel::OverviewPage);
        QVERIFY2(bench.warnings().isEmpty(), qPrintable(bench.warnings().join(QLatin1Char('\n'))));
    }
    void thePastIsInItsLedgerAndLogsAreOnDisk()
    {
        SampleWindow sample({});
        auto &model = sample.model();
        QTRY_VERIFY_WITH_TIMEOUT(model.loaded(), kPatience);
        model.setPage(PanelModel::AuditPage);
        QTRY_VERIFY_WITH_TIMEOUT(model.history()->audit()->rows()->rowCount() >= 20, kPatience);
        model.setPage(PanelModel::CostsPage);
        QTRY_VERIFY_WITH_TIMEOUT(model.history()->costs()->loaded() && !model.history()->costs()->loading(), kPatience);
        QVERIFY(QFileInfo::exists(sample.folder() + QStringLiteral("/data/ledger.db")));
        QVERIFY(!QDir(sample.logFolder()).isEmpty());
        QVERIFY2(sample.warnings().isEmpty(), qPrintable(sample.warnings().join(QLatin1Char('\n'))));
    }
};

int main(int argc, char **argv)
{
    LogHub::instance().install(false);
    QGuiApplication application(argc, argv);
    SampleWindowTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "sample_window_test.moc"
