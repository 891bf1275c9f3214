#include "app/models/orphans_model.h"

#include "app/format/errors.h"
#include "app/format/foreign_text.h"
#include "app/format/history.h"
#include "app/format/quantities.h"
#include "app/models/roles.h"

namespace glovebox::models {

namespace {

QString orphanLine(const std::string &text)
{
    return format::firstLine(QString::fromStdString(text));
}

} // namespace

OrphansModel::OrphansModel(bridge::EngineClient *client, Ticker *ticker, QObject *parent)
    : KeyedList(parent), m_client(client), m_ticker(ticker)
{
    connect(ticker, &Ticker::ticked, this, [this] {
        allChanged({AgeRole});
        if (looked())
            Q_EMIT told();
    });
}

void OrphansModel::apply(const api::OrphansView &view)
{
    if (view.generation < m_view.generation)
        return;
    m_view = view;
    m_asked = m_asked && !view.looking && !view.lookedAt;
    QSet<QString> found;
    for (const domain::Orphan &orphan : view.found)
        found.insert(QString::fromStdString(orphan.id));
    for (int row = rowCount() - 1; row >= 0; --row)
        if (!found.contains(keyAt(row)))
            removeRow(row);
    m_removing.clear(); // from here on the engine says what is being removed
    for (const domain::Orphan &orphan : view.found) {
        const int at = rowOf(QString::fromStdString(orphan.id));
        if (at < 0) {
            appendRow({orphan});
        } else {
            rowAt(at).orphan = orphan;
            rowChanged(at);
        }
    }
    Q_EMIT told();
}

QString OrphansModel::size() const
{
    std::uint64_t size = 0;
    for (const OrphanRow &row : rows())
        size += row.orphan.size.value;
    return format::bytes({size});
}

QString OrphansModel::summary() const
{
    return count() == 1 ? tr("1 thing, %1").arg(size()) : tr("%1 things, %2").arg(count()).arg(size());
}

QString OrphansModel::age() const
{
    return m_view.lookedAt ? tr("Looked %1").arg(format::ago(*m_view.lookedAt, m_ticker->now())) : QString();
}

QString OrphansModel::problem() const
{
    if (!m_view.problem)
        return {};
    const format::Explanation text = format::explain(*m_view.problem, format::Area::Host);
    return text.detail.isEmpty() ? text.why : tr("%1 (%2)").arg(text.why, text.detail);
}

void OrphansModel::look()
{
    if (!m_client || looking())
        return;
    m_asked = true;
    Q_EMIT told();
    m_client->maintain(api::LookForOrphans{}, [this, alive = QPointer(this)](const api::Verdict &verdict) {
        if (!alive)
            return;
        m_asked = false;
        Q_EMIT told();
        if (verdict.kind == api::Verdict::Kind::Denied)
            Q_EMIT refused(format::shownLine(QString::fromStdString(verdict.reason)));
    });
}

bool OrphansModel::removing(const std::string &id) const
{
    return m_removing.contains(QString::fromStdString(id)) ||
           std::ranges::find(m_view.removing, id) != m_view.removing.end();
}

void OrphansModel::remove(const QString &id)
{
    const int at = rowOf(id);
    if (!m_client || at < 0 || removing(id.toStdString()))
        return;
    m_removing.insert(id);
    rowChanged(at);
    m_client->maintain(api::RemoveOrphan{id.toStdString()}, [this, alive = QPointer(this), id](const auto &verdict) {
        if (!alive || verdict.kind != api::Verdict::Kind::Denied)
            return;
        m_removing.remove(id);
        if (const int row = rowOf(id); row >= 0)
            rowChanged(row);
        Q_EMIT refused(tr("It was not removed. %1").arg(format::shownLine(QString::fromStdString(verdict.reason))));
    });
}

QVariant OrphansModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const domain::Orphan &orphan = rowAt(index.row()).orphan;
    const QString age = orphan.at ? format::ago(*orphan.at, m_ticker->now()) : tr("age unknown");
    switch (role) {
    case KeyRole:
        return rowAt(index.row()).key();
    case GoneRole:
    case MarkedRole:
        return false;
    case TitleRole:
        return format::title(orphan.kind);
    case WhereRole:
        return orphanLine(orphan.where);
    case SizeRole:
        return format::bytes(orphan.size);
    case AgeRole:
        return age;
    case WhyRole:
        return orphanLine(orphan.why);
    case RemovingRole:
        return removing(orphan.id);
    case SpokenRole:
        return tr("%1, %2, %3, %4. %5")
            .arg(format::title(orphan.kind), orphanLine(orphan.where), format::bytes(orphan.size), age,
                 orphanLine(orphan.why));
    default:
        return {};
    }
}

QHash<int, QByteArray> OrphansModel::roleNames() const
{
    return roleTable({{KeyRole, "key"},
                      {TitleRole, "title"},
                      {WhereRole, "where"},
                      {SizeRole, "size"},
                      {AgeRole, "age"},
                      {WhyRole, "why"},
                      {RemovingRole, "removing"},
                      {SpokenRole, "spoken"}});
}

} // namespace glovebox::models
