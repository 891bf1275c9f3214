#include "app/models/ports_panel.h"

#include "app/format/foreign_text.h"
#include "app/models/roles.h"

#include <algorithm>
#include <tuple>

namespace glovebox::models {

namespace {

QString reasonOf(const api::Verdict &verdict)
{
    return format::shownLine(QString::fromStdString(verdict.reason));
}

} // namespace

PortsPanel::PortsPanel(bridge::EngineClient *client, QObject *parent) : QAbstractListModel(parent), m_client(client) {}

void PortsPanel::apply(const bridge::Batch &batch)
{
    if (batch.ports.empty() && batch.gonePorts.empty())
        return;
    for (const auto &view : batch.ports)
        m_all.insert_or_assign(view.id, view);
    for (const auto &id : batch.gonePorts)
        m_all.erase(id);
    refresh();
}

void PortsPanel::show(const QString &sandbox)
{
    if (sandbox == m_sandbox)
        return;
    m_sandbox = sandbox;
    refresh();
    Q_EMIT shownChanged();
}

void PortsPanel::refresh()
{
    std::vector<api::PortView> rows;
    for (const auto &[id, view] : m_all)
        if (view.sandbox.value() == m_sandbox.toStdString())
            rows.push_back(view);
    std::ranges::sort(rows, {}, [](const api::PortView &view) { return std::tuple(view.port, view.kind, view.id); });
    if (rows == m_rows)
        return;
    const bool sameRows = std::ranges::equal(rows, m_rows, {}, &api::PortView::id, &api::PortView::id);
    if (sameRows) {
        m_rows = std::move(rows);
        Q_EMIT dataChanged(index(0), index(count() - 1));
        return;
    }
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
    Q_EMIT shownChanged();
}

QString PortsPanel::countText() const
{
    return m_rows.empty()       ? QString()
           : m_rows.size() == 1 ? tr("Port %1 leads into it").arg(m_rows.front().port)
                                : tr("%1 ports lead into it").arg(count());
}

const api::PortView *PortsPanel::at(int row) const
{
    return row >= 0 && row < count() ? &m_rows[static_cast<std::size_t>(row)] : nullptr;
}

void PortsPanel::say(const QString &refusal, bool sending)
{
    m_refusal = refusal;
    m_sending = sending;
    Q_EMIT answerChanged();
}

void PortsPanel::begin()
{
    say({}, false);
}

int PortsPanel::portIn(const QString &text) const
{
    bool isNumber = false;
    const int port = text.trimmed().toInt(&isNumber);
    return isNumber && port >= 1 && port <= 65'535 ? port : 0;
}

void PortsPanel::openPort(int port, bool tcp)
{
    if (!m_client || m_sending || port < 1 || port > 65'535)
        return;
    say({}, true);
    const api::OpenPort wanted{.sandbox = domain::SandboxId(m_sandbox.toStdString()),
                               .port = static_cast<std::uint16_t>(port),
                               .kind = tcp ? domain::PortKind::Tcp : domain::PortKind::Http};
    m_client->act(api::SandboxAction(wanted), [this](const api::Verdict &verdict) {
        const bool denied = verdict.kind == api::Verdict::Kind::Denied;
        say(denied ? reasonOf(verdict) : QString(), false);
        if (!denied)
            Q_EMIT opened();
    });
}

void PortsPanel::newUrl(int row, std::function<void(const QString &url)> use)
{
    const auto *view = at(row);
    if (!m_client || !view)
        return;
    const api::OpenPort wanted{.sandbox = view->sandbox, .port = view->port, .kind = view->kind};
    m_client->act(api::SandboxAction(wanted), [this, use = std::move(use)](const api::Verdict &verdict) {
        if (verdict.kind == api::Verdict::Kind::Denied)
            Q_EMIT toast(reasonOf(verdict), true);
        else
            use(QString::fromStdString(verdict.object));
    });
}

void PortsPanel::browse(int row)
{
    newUrl(row, [this](const QString &url) { Q_EMIT browseRequested(url); });
}

void PortsPanel::copyUrl(int row)
{
    const auto *view = at(row);
    const bool hasToken = view && view->kind == domain::PortKind::Http;
    newUrl(row, [this, hasToken](const QString &url) {
        Q_EMIT copyRequested(url);
        if (hasToken)
            Q_EMIT toast(tr("Copied. It is good once, within a minute."), false);
    });
}

void PortsPanel::closePort(int row)
{
    const auto *view = at(row);
    if (!m_client || !view)
        return;
    m_client->act(api::SandboxAction(api::ClosePort{view->id}), [this](const api::Verdict &verdict) {
        if (verdict.kind == api::Verdict::Kind::Denied)
            Q_EMIT toast(reasonOf(verdict), true);
    });
}

int PortsPanel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant PortsPanel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const auto &view = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case IdRole:
        return QString::fromStdString(view.id.value());
    case PortRole:
        return QString::number(view.port);
    case KindRole:
        return view.kind == domain::PortKind::Http ? tr("HTTP") : tr("TCP");
    case AddressRole:
        return format::shownLine(QString::fromStdString(view.address));
    case UseRole:
        return view.taken == 0 && view.connections == 0 ? tr("not used yet")
                                                        : tr("%1 open, %2 taken").arg(view.connections).arg(view.taken);
    case HttpRole:
        return view.kind == domain::PortKind::Http;
    default:
        return {};
    }
}

QHash<int, QByteArray> PortsPanel::roleNames() const
{
    return roleTable({{IdRole, "portId"},
                      {PortRole, "port"},
                      {KindRole, "kind"},
                      {AddressRole, "address"},
                      {UseRole, "use"},
                      {HttpRole, "http"}});
}

} // namespace glovebox::models
