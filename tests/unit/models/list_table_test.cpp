// Lists as tables for other programs: what is in them is what is shown, with ids, plain numbers and times in UTC.
#include "app/models/list_table.h"
#include "tests/support/sample_secret_crowd.h"
#include "tests/unit/models/panel_fixture.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using namespace glovebox::models;

class ListTableTest : public PanelFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { begin({sampleImages(), sampleSecrets()}); }
    void cleanup() { end(); }

    /// A field whose role is none would be an empty column for ever.
    void everyColumnIsARoleOfItsList_data()
    {
        QTest::addColumn<int>("page");
        QTest::addColumn<QString>("name");
        QTest::newRow("approvals") << int(PanelModel::ApprovalsPage) << "approvals";
        QTest::newRow("sessions") << int(PanelModel::SessionsPage) << "sessions";
        QTest::newRow("queue") << int(PanelModel::QueuePage) << "queue";
        QTest::newRow("sandboxes") << int(PanelModel::SandboxesPage) << "sandboxes";
        QTest::newRow("snapshots") << int(PanelModel::SnapshotsPage) << "snapshots";
        QTest::newRow("templates") << int(PanelModel::TemplatesPage) << "automatic-templates";
        QTest::newRow("defined") << int(PanelModel::DefinedPage) << "templates";
        QTest::newRow("images") << int(PanelModel::ImagesPage) << "images";
    }
    void everyColumnIsARoleOfItsList()
    {
        QFETCH(int, page);
        QFETCH(QString, name);
        m_panel->setPage(static_cast<PanelModel::Page>(page));
        const auto table = shownTable(*m_panel);
        QVERIFY(table);
        QCOMPARE(QString::fromLatin1(table->name), name);
        QVERIFY(!table->rows.empty());
        for (std::size_t field = 0; field < table->fields.size(); ++field) {
            const bool anywhere = std::ranges::any_of(
                table->rows, [&](const QVariantList &row) { return row[static_cast<qsizetype>(field)].isValid(); });
            QVERIFY2(anywhere, table->fields[field].name);
        }
    }
    void theFilterAndTheOrderAreTheLists()
    {
        m_panel->setPage(PanelModel::SandboxesPage);
        m_panel->sandboxes()->setFilterText(QStringLiteral("state:paused"));
        const auto table = shownTable(*m_panel);
        QCOMPARE(ids(*table), m_panel->sandboxes()->keys());
        QCOMPARE(table->rows.size(), std::size_t{1});
    }
    void timesAreInUtcAndNumbersPlainAndTheUnknownIsEmpty()
    {
        m_panel->setPage(PanelModel::SandboxesPage);
        const auto lines = QString::fromUtf8(toCsv(*shownTable(*m_panel))).split(QStringLiteral("\r\n"));
        QCOMPARE(lines.first(), QStringLiteral("id,name,state,reason,session_id,session,kept,emulated,cpu_percent,"
                                               "memory_bytes,disk_bytes,start_ms,in_state_since"));
        const auto of = [&](const char *id) {
            const auto found = lines.filter(QString::fromLatin1(id));
            return found.isEmpty() ? QString() : found.first();
        };
        QVERIFY2(of(kSampleRunningSandbox).contains(QStringLiteral(",false,false,")) &&
                     of(kSampleRunningSandbox).endsWith(QLatin1Char('Z')),
                 qPrintable(of(kSampleRunningSandbox)));
        QVERIFY2(of(kSampleFailedSandbox).contains(QStringLiteral(",,")), qPrintable(of(kSampleFailedSandbox)));
        QVERIFY(!lines.join(QLatin1Char('\n')).contains(QStringLiteral(",-1,")));
    }
    void asJsonItIsOneObjectARow()
    {
        m_panel->setPage(PanelModel::SessionsPage);
        const auto all = QJsonDocument::fromJson(toJson(*shownTable(*m_panel))).array();
        QCOMPARE(all.size(), m_panel->sessions()->count());
        const auto first = all.first().toObject();
        QVERIFY(first.value(QStringLiteral("tool_calls")).isDouble());
        QVERIFY(first.value(QStringLiteral("id")).toString().startsWith(QStringLiteral("sesn_")));
        QVERIFY(first.contains(QStringLiteral("list_cost_cents")));
    }
    void noCellBeginsAFormula()
    {
        for (const auto &change : sampleViews()) {
            const auto *known = std::get_if<api::SandboxView>(&change);
            if (!known || known->id.value() != kSampleKeptSandbox)
                continue;
            auto view = *known;
            view.id = domain::SandboxId("sbx-evil01");
            view.name = "=HYPERLINK(\"http://evil.example\")";
            m_panel->apply(batchOf({view}));
        }
        m_panel->setPage(PanelModel::SandboxesPage);
        QVERIFY(toCsv(*shownTable(*m_panel)).contains("HYPERLINK"));
        QVERIFY(!toCsv(*shownTable(*m_panel)).contains(",=HYPERLINK"));
        QVERIFY(!toCsv(*shownTable(*m_panel)).contains(",\"=HYPERLINK"));
    }
    void theSelectedRowIsCopiedElseTheMarkedOnes()
    {
        m_panel->setPage(PanelModel::SandboxesPage);
        m_panel->sandboxes()->selectKey(QString::fromLatin1(kSampleRunningSandbox));
        m_panel->registry()->trigger(QStringLiteral("list.copyTable"));
        QCOMPARE(QGuiApplication::clipboard()->text().count(QLatin1Char('\n')), 1);
        QVERIFY(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("id\tname\tstate\t")));
        m_panel->actions()->markSandbox(QString::fromLatin1(kSampleRunningSandbox), true);
        m_panel->actions()->markSandbox(QString::fromLatin1(kSampleFailedSandbox), true);
        m_panel->registry()->trigger(QStringLiteral("list.copyTable"));
        QCOMPARE(QGuiApplication::clipboard()->text().count(QLatin1Char('\n')), 2);
    }
    void withoutARowThereIsNothingToExportAndItSaysSo()
    {
        m_panel->setPage(PanelModel::SandboxesPage);
        m_panel->sandboxes()->setFilterText(QStringLiteral("nothing like it"));
        QCOMPARE(m_panel->registry()->find(QStringLiteral("list.export"))->why(), QStringLiteral("The list is empty."));
    }
    void aPageWithoutATableHasNone()
    {
        for (const auto page : {PanelModel::OverviewPage, PanelModel::LogsPage, PanelModel::CostsPage,
                                PanelModel::AuditPage, PanelModel::EgressPage, PanelModel::EnvironmentsPage}) {
            m_panel->setPage(page);
            QVERIFY(!shownTable(*m_panel));
        }
    }

private:
    static QStringList ids(const ListTable &table)
    {
        QStringList all;
        for (const QVariantList &row : table.rows)
            all += row.first().toString();
        return all;
    }
};

QTEST_MAIN(ListTableTest)
#include "list_table_test.moc"
