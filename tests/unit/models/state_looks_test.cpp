// Every state has the icon, word and colour of the design's table (ux 2.4), and the same wherever it is shown: as a row
// of its list, in its pane, in the tree.
#include "app/format/states.h"
#include "tests/unit/models/panel_fixture.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using domain::SandboxState;
using domain::SnapshotState;
using format::StateLook;

namespace {

struct Named {
    SandboxState state;
    const char *word;
    const char *tone;
    const char *symbol;
};
constexpr Named kSandboxTable[] = {
    {SandboxState::Queued, "Queued", "progress", "clock"},
    {SandboxState::Creating, "Creating", "progress", "arc"},
    {SandboxState::Restoring, "Restoring", "progress", "arc-back"},
    {SandboxState::Running, "Running", "live", "disc"},
    {SandboxState::Paused, "Paused", "parked", "bars"},
    {SandboxState::Hibernating, "Hibernating", "progress", "arc-crescent"},
    {SandboxState::Hibernated, "Hibernated", "parked", "crescent"},
    {SandboxState::Resuming, "Resuming", "progress", "arc-play"},
    {SandboxState::Stopped, "Stopped", "neutral", "square"},
    {SandboxState::Failed, "Failed", "failed", "octagon-cross"},
    {SandboxState::Destroying, "Destroying", "progress", "arc-slash"},
    {SandboxState::Destroyed, "Destroyed", "neutral", "circle-slash"},
};

QString text(const StateLook &look)
{
    return look.word + QLatin1Char('/') + format::word(look.tone) + QLatin1Char('/') + format::symbol(look.shape);
}

template <class Detail>
QString textOf(Detail *detail)
{
    return detail->word() + QLatin1Char('/') + detail->tone() + QLatin1Char('/') + detail->symbol();
}

template <class Model>
QString rowText(const Model &model, const QString &key)
{
    const QModelIndex at = model.index(model.rowOf(key));
    return at.data(Model::WordRole).toString() + QLatin1Char('/') + at.data(Model::ToneRole).toString() +
           QLatin1Char('/') + at.data(Model::SymbolRole).toString();
}

} // namespace

class StateLooksTest : public PanelFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }
    void sandboxesAreAsInTheTableAndAlikeEverywhere();
    void snapshotsAreAlikeInListPaneAndTree();
    void templatesAreAlikeInListAndPane();
    void sessionsAreAlikeInListAndPage();
};

void StateLooksTest::sandboxesAreAsInTheTableAndAlikeEverywhere()
{
    QCOMPARE(std::size(kSandboxTable), std::size(domain::kSandboxStates));
    std::uint64_t generation = 5000;
    const QString id = QStringLiteral("sbx-look");
    for (const Named &row : kSandboxTable) {
        const auto view = sandbox("sbx-look", ++generation, row.state);
        const QString wanted =
            QStringLiteral("%1/%2/%3").arg(QLatin1String(row.word), QLatin1String(row.tone), QLatin1String(row.symbol));
        QCOMPARE(text(format::look(view)), wanted);
        QCOMPARE(text(format::look(row.state)), wanted); // as a session shows it
        m_panel->apply(batchOf({view}));
        m_panel->sandboxes()->showPending();
        m_panel->openSandbox(id);
        QCOMPARE(rowText(m_panel->sandboxViews(), id), wanted);
        QCOMPARE(textOf(m_panel->sandbox()), wanted);
        QCOMPARE(m_panel->sandbox()->chipWord(), QLatin1String(row.word));
    }
}

void StateLooksTest::snapshotsAreAlikeInListPaneAndTree()
{
    std::uint64_t generation = 5000;
    for (const auto state :
         {SnapshotState::Taking, SnapshotState::Ready, SnapshotState::Failed, SnapshotState::Deleting}) {
        api::SnapshotView view{.id = domain::SnapshotId("snap-look"),
                               .sandbox = domain::SandboxId(kSampleIdleSandbox),
                               .base = domain::TemplateId(kSampleTemplate)};
        view.generation = ++generation;
        view.at = kSampleNow;
        view.state = state;
        m_panel->apply(batchOf({view}));
        m_panel->openSnapshot(QStringLiteral("snap-look"));
        const QString wanted = text(format::look(view));
        QCOMPARE(rowText(m_panel->snapshotViews(), QStringLiteral("snap-look")), wanted);
        QCOMPARE(textOf(m_panel->snapshot()), wanted);
        m_panel->lineage()->showPending();
        QString inTree;
        for (int row = 0; row < m_panel->lineage()->rowCount(); ++row) {
            const QModelIndex at = m_panel->lineage()->index(row, 0);
            if (at.data(models::SnapshotsModel::ObjectIdRole).toString() == QLatin1String("snap-look"))
                inTree = at.data(models::SnapshotsModel::WordRole).toString() + QLatin1Char('/') +
                         at.data(models::SnapshotsModel::ToneRole).toString() + QLatin1Char('/') +
                         at.data(models::SnapshotsModel::SymbolRole).toString();
        }
        QCOMPARE(inTree, wanted);
    }
}

void StateLooksTest::templatesAreAlikeInListAndPane()
{
    std::uint64_t generation = 5000;
    for (const domain::TemplateState state : domain::kTemplateStates) {
        api::TemplateView view{.generation = ++generation, .id = domain::TemplateId("tpl-look")};
        view.state = state;
        view.step = "Booting";
        m_panel->apply(batchOf({view}));
        m_panel->openTemplate(QStringLiteral("tpl-look"));
        QCOMPARE(rowText(m_panel->templateViews(), QStringLiteral("tpl-look")), text(format::look(view)));
        QCOMPARE(textOf(m_panel->base()), text(format::look(view)));
    }
}

void StateLooksTest::sessionsAreAlikeInListAndPage()
{
    for (const api::Change &change : sampleSessions()) {
        const auto &view = std::get<api::SessionView>(change);
        const QString id = QString::fromStdString(view.id.value());
        m_panel->openSession(id);
        QCOMPARE(textOf(m_panel->session()), rowText(m_panel->sessionViews(), id));
    }
}

QTEST_GUILESS_MAIN(StateLooksTest)
#include "state_looks_test.moc"
