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
