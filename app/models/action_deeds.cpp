#include "app/models/action_deeds.h"

#include "app/format/foreign_text.h"
#include "app/format/images.h"
#include "app/format/object_link.h"
#include "app/format/quantities.h"
#include "app/format/snapshots.h"
#include "app/format/states.h"
#include "app/models/action_table.h"
#include "app/models/desktop_panel.h"
#include "app/models/list_table.h"
#include "app/models/panel_model.h"

#include <QCoreApplication>

#include <algorithm>

namespace glovebox::models {

namespace {

struct Deeds {
    Q_DECLARE_TR_FUNCTIONS(Deeds)
};

template <bool (EnvironmentsModel::*can)(int) const>
QStringList environmentsThat(PanelModel &panel)
{
    QStringList ids;
    for (int row = 0; row < panel.environments()->count(); ++row)
        if ((panel.environments()->*can)(row))
            ids += panel.environments()->keyAt(row);
    return ids;
}

/// What is marked, or the selected row.
QStringList chosenIds(PanelModel &panel)
{
    QStringList ids;
    if (panel.page() == PanelModel::SandboxesPage)
        ids = panel.actions()->markedIds();
    if (const StableList *list = shownList(panel); ids.isEmpty() && list && !list->currentKey().isEmpty())
        ids += list->currentKey();
    return ids;
}

} // namespace

StableList *shownList(PanelModel &panel)
{
    switch (panel.page()) {
    case PanelModel::ApprovalsPage:
        return panel.approvals();
    case PanelModel::SessionsPage:
        return panel.sessions();
    case PanelModel::QueuePage:
        return panel.work();
    case PanelModel::SandboxesPage:
        return panel.sandboxes();
    case PanelModel::SnapshotsPage:
        return panel.snapshots();
    case PanelModel::DefinedPage:
        return panel.library()->templates();
    case PanelModel::TemplatesPage:
        return panel.templates();
    case PanelModel::ImagesPage:
        return panel.library()->images();
    case PanelModel::EgressPage:
        return panel.secrets()->shown() ? panel.secrets()->rows() : panel.egress()->rows();
    case PanelModel::EnvironmentsPage:
        return panel.keys()->shown() ? panel.keys()->rows() : nullptr;
    case PanelModel::AuditPage:
        return panel.history()->audit()->rows();
    case PanelModel::OverviewPage:
    case PanelModel::SessionPage:
    case PanelModel::LogsPage:
    case PanelModel::CostsPage:
    case PanelModel::DoctorPage:
    case PanelModel::TerminalPage:
    case PanelModel::SettingsPage:
    case PanelModel::SetupPage:
        break;
    }
    return nullptr;
}

void markAllShown(PanelModel &panel)
{
    const bool areSandboxes = panel.page() == PanelModel::SandboxesPage;
    const QStringList ids = shownList(panel)->keys();
    for (const QString &id : ids)
        areSandboxes ? panel.actions()->markSandbox(id, true) : panel.actions()->markSnapshot(id, true);
    Q_EMIT panel.toast(Deeds::tr("%1 selected: all that match the filter").arg(ids.size()), false);
}

void copyIds(PanelModel &panel)
{
    panel.copyText(chosenIds(panel).join(QLatin1Char('\n')));
}

QString whyNoTable(PanelModel &panel)
{
    const StableList *list = shownList(panel);
    return list && list->count() > 0 ? QString() : Deeds::tr("The list is empty.");
}

void copyTable(PanelModel &panel)
{
    if (const auto table = shownTable(panel, chosenIds(panel))) {
        panel.copyText(toTabs(*table));
        const auto rows = static_cast<qint64>(table->rows.size());
        Q_EMIT panel.toast(rows == 1 ? Deeds::tr("1 row copied") : Deeds::tr("%1 rows copied").arg(format::count(rows)),
                           false);
    }
}

void exportTable(PanelModel &panel, bool json)
{
    if (const auto table = shownTable(panel))
        panel.history()->prepareTableExport(QString::fromLatin1(table->name), static_cast<int>(table->rows.size()),
                                            json, json ? toJson(*table) : toCsv(*table));
}

void copyLink(PanelModel &panel, const QString &kind, const QString &id)
{
    panel.copyText(format::linkTo(kind, id));
}

std::vector<NamedObject> namedObjects(PanelModel &panel)
{
    std::vector<NamedObject> all;
    const auto text = [](const std::string &foreign) {
        return format::shownLine(QString::fromStdString(foreign));
    };
    for (const SessionRow &row : panel.sessionViews().all())
        all.push_back({QStringLiteral("session"), row.key(), text(row.shown.title),
                       format::look(row.shown, panel.ticker()->now()).word});
    for (const SandboxRow &row : panel.sandboxViews().all())
        if (!row.goneAt)
            all.push_back({QStringLiteral("sandbox"), row.key(), text(row.shown.name), format::look(row.shown).word});
    for (const auto &row : panel.snapshotViews().all())
        if (!row.goneAt)
            all.push_back({QStringLiteral("snapshot"), row.key(), text(row.view.name), {}});
    for (const auto &row : panel.library()->madeViews().all())
        if (!row.goneAt)
            all.push_back({QStringLiteral("template"), row.key(), {}, {}});
    for (const auto &row : panel.templateViews().all())
        if (!row.goneAt)
            all.push_back({QStringLiteral("template"), row.key(), {}, {}});
    for (const auto &row : panel.library()->imageViews().all())
        if (!row.goneAt)
            all.push_back({QStringLiteral("image"), row.key(), format::imageTitle(row.view), {}});
    return all;
}

void openLink(PanelModel &panel, const QString &link)
{
    const format::ReadLink read = format::readLink(link);
    if (!read.object) {
        Q_EMIT panel.toast(read.why, true);
        return;
    }
    if (panel.desktop()->windows()->focus(*read.object)) // it is shown already
        return;
    const QString id = read.object->section(QLatin1Char('/'), 1);
    if (panel.hasObject(*read.object))
        panel.openObject(*read.object);
    else if (read.object->startsWith(QLatin1String("sandbox/")) && panel.ended()->has(id)) // its history is left
        panel.openSandbox(id);
    else
        Q_EMIT panel.toast(Deeds::tr("%1 is not here, or not any more").arg(*read.object), true);
}

bool canPausePolling(PanelModel &panel)
{
    return !environmentsThat<&EnvironmentsModel::canPause>(panel).isEmpty();
}

bool canResumePolling(PanelModel &panel)
{
    return !environmentsThat<&EnvironmentsModel::canResume>(panel).isEmpty();
}

void pauseAllPolling(PanelModel &panel)
{
    for (const QString &id : environmentsThat<&EnvironmentsModel::canPause>(panel))
        panel.pausePolling(id);
}

void resumeAllPolling(PanelModel &panel)
{
    for (const QString &id : environmentsThat<&EnvironmentsModel::canResume>(panel))
        panel.resumePolling(id);
}

} // namespace glovebox::models
