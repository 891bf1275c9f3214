#include "app/models/list_table.h"

#include "app/format/csv.h"
#include "app/models/action_deeds.h"
#include "app/models/panel_model.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

#include <limits>

namespace glovebox::models {

namespace {

constexpr auto kTime = TableField::Kind::Time;

constexpr TableField kSessions[] = {{"id", "sessionId"},
                                    {"title", "title"},
                                    {"agent", "agent"},
                                    {"state", "word"},
                                    {"reason", "reason"},
                                    {"sandbox", "sandbox"},
                                    {"turns", "turns"},
                                    {"tool_calls", "tools"},
                                    {"tool_errors", "toolErrors"},
                                    {"list_cost_cents", "costValue"},
                                    {"started_at", "startedAt", kTime},
                                    {"last_activity_at", "activityAt", kTime}};
constexpr TableField kSandboxes[] = {{"id", "sandboxId"},
                                     {"name", "name"},
                                     {"state", "word"},
                                     {"reason", "reason"},
                                     {"session_id", "sessionId"},
                                     {"session", "sessionTitle"},
                                     {"kept", "kept"},
                                     {"emulated", "emulated"},
                                     {"cpu_percent", "cpuValue"},
                                     {"memory_bytes", "memoryValue"},
                                     {"disk_bytes", "diskValue"},
                                     {"start_ms", "bootValue"},
                                     {"in_state_since", "sinceAt", kTime}};
constexpr TableField kSnapshots[] = {{"id", "objectId"},
                                     {"name", "title"},
                                     {"state", "word"},
                                     {"reason", "reason"},
                                     {"pinned", "pinned"},
                                     {"size_bytes", "sizeValue"},
                                     {"sandbox", "sandbox"},
                                     {"live_sandboxes", "liveValue"},
                                     {"stood_still_ms", "stoppedValue"},
                                     {"taken_at", "ageValue", kTime}};
constexpr TableField kWork[] = {{"id", "workId"},
                                {"session_id", "sessionId"},
                                {"session", "sessionTitle"},
                                {"environment", "environment"},
                                {"state", "word"},
                                {"reason", "reason"},
                                {"holder", "holder"},
                                {"created_at", "ageAt", kTime},
                                {"last_heartbeat_at", "heartbeatAt", kTime}};
constexpr TableField kApprovals[] = {{"call_id", "callId"},
                                     {"tool", "tool"},
                                     {"summary", "summary"},
                                     {"session_id", "sessionId"},
                                     {"session", "sessionTitle"},
                                     {"asked_by", "asker"},
                                     {"environment", "environment"},
                                     {"state", "word"},
                                     {"requested_at", "requestedAt", kTime}};
constexpr TableField kTemplates[] = {{"id", "templateId"},
                                     {"size", "size"},
                                     {"state", "word"},
                                     {"reason", "reason"},
                                     {"acceleration", "accel"},
                                     {"build_ms", "buildTimeValue"},
                                     {"memory_bytes", "memoryValue"},
                                     {"disk_bytes", "diskValue"},
                                     {"clones", "clones"},
                                     {"snapshots", "snapshots"},
                                     {"in_state_since", "sinceAt", kTime}};
constexpr TableField kDefined[] = {{"name", "name"},
                                   {"state", "word"},
                                   {"reason", "reason"},
                                   {"version", "versionValue"},
                                   {"from", "from"},
                                   {"steps", "stepsValue"},
                                   {"size_bytes", "sizeValue"},
                                   {"sandboxes", "sandboxesValue"},
                                   {"built_at", "builtAt", kTime}};
constexpr TableField kImages[] = {{"id", "imageId"},
                                  {"name", "title"},
                                  {"origin", "origin"},
                                  {"state", "word"},
                                  {"reason", "reason"},
                                  {"packed_bytes", "packedValue"},
                                  {"content_bytes", "contentValue"},
                                  {"used_by", "usersValue"},
                                  {"default", "isDefault"},
                                  {"created_at", "createdAt", kTime}};
constexpr TableField kSecrets[] = {{"name", "name"},
                                   {"description", "description"},
                                   {"variable", "variable"},
                                   {"sent_as", "sentAs"},
                                   {"hosts", "hosts"},
                                   {"used_by", "usersValue"},
                                   {"state", "word"},
                                   {"problem", "problem"},
                                   {"last_used_at", "usedAt", kTime}};
constexpr TableField kKeys[] = {{"id", "keyId"},
                                {"name", "name"},
                                {"scope", "scope"},
                                {"state", "word"},
                                {"created_at", "createdAt", kTime},
                                {"last_used_at", "usedAt", kTime},
                                {"expires_at", "expiresAt", kTime}};

ListTable frameOf(PanelModel &panel)
{
    switch (panel.page()) {
    case PanelModel::ApprovalsPage:
        return {"approvals", kApprovals, {}};
    case PanelModel::SessionsPage:
        return {"sessions", kSessions, {}};
    case PanelModel::QueuePage:
        return {"queue", kWork, {}};
    case PanelModel::SandboxesPage:
        return {"sandboxes", kSandboxes, {}};
    case PanelModel::SnapshotsPage:
        return {"snapshots", kSnapshots, {}};
    case PanelModel::DefinedPage:
        return {"templates", kDefined, {}};
    case PanelModel::TemplatesPage:
        return {"automatic-templates", kTemplates, {}};
    case PanelModel::ImagesPage:
        return {"images", kImages, {}};
    case PanelModel::EgressPage:
        return panel.secrets()->shown() ? ListTable{"secrets", kSecrets, {}} : ListTable{};
    case PanelModel::EnvironmentsPage:
        return panel.keys()->shown() ? ListTable{"api-keys", kKeys, {}} : ListTable{};
    default:
        return {};
    }
}

/// What sorts an unknown one to an end is no value.
QVariant cellOf(const QVariant &value, TableField::Kind kind)
{
    if (kind == TableField::Kind::Time) {
        const auto ms = value.toLongLong();
        if (ms <= 0 || ms == std::numeric_limits<qint64>::max())
            return {};
        return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(Qt::ISODateWithMs);
    }
    if (value.userType() == QMetaType::Bool || value.userType() == QMetaType::QString)
        return value;
    if (value.userType() == QMetaType::QStringList)
        return value.toStringList().join(QLatin1Char(' '));
    bool isNumber = false;
    const double number = value.toDouble(&isNumber);
    return isNumber && number >= 0 ? value : QVariant();
}

QString textOf(const QVariant &cell)
{
    return cell.isValid() ? cell.toString() : QString();
}

QStringList namesOf(const ListTable &table)
{
    QStringList names;
    for (const TableField &field : table.fields)
        names += QString::fromLatin1(field.name);
    return names;
}

} // namespace

std::optional<ListTable> shownTable(PanelModel &panel, const QStringList &keys)
{
    ListTable table = frameOf(panel);
    const StableList *list = shownList(panel);
    if (table.fields.empty() || !list)
        return std::nullopt;
    const auto roles = list->roleNames();
    const int keyRole = roles.key("key", -1);
    const QSet<QString> wanted(keys.begin(), keys.end());
    for (int row = 0; row < list->count(); ++row) {
        const QModelIndex at = list->index(row);
        if (!wanted.isEmpty() && !wanted.contains(list->data(at, keyRole).toString()))
            continue;
        QVariantList cells;
        for (const TableField &field : table.fields)
            cells += cellOf(list->data(at, roles.key(field.role, -1)), field.kind);
        table.rows.push_back(std::move(cells));
    }
    return table;
}

QByteArray toCsv(const ListTable &table)
{
    QByteArray text = format::csvLine(namesOf(table));
    for (const QVariantList &row : table.rows) {
        QStringList cells;
        for (const QVariant &cell : row)
            cells += textOf(cell);
        text += format::csvLine(cells);
    }
    return text;
}

QByteArray toJson(const ListTable &table)
{
    const QStringList names = namesOf(table);
    QJsonArray all;
    for (const QVariantList &row : table.rows) {
        QJsonObject object;
        for (qsizetype at = 0; at < row.size(); ++at)
            object.insert(names[at], row[at].isValid() ? QJsonValue::fromVariant(row[at]) : QJsonValue());
        all.append(object);
    }
    return QJsonDocument(all).toJson();
}

QString toTabs(const ListTable &table)
{
    QString text = namesOf(table).join(QLatin1Char('\t'));
    for (const QVariantList &row : table.rows) {
        QStringList cells;
        for (const QVariant &cell : row)
            cells += textOf(cell).simplified(); // no tab and no line end of its own
        text += QLatin1Char('\n') + cells.join(QLatin1Char('\t'));
    }
    return text;
}

} // namespace glovebox::models
