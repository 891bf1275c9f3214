#include "app/models/memory_list.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/models/roles.h"

namespace glovebox::models {

MemoryList::MemoryList(Ticker *ticker, QObject *parent) : QAbstractListModel(parent), m_ticker(ticker)
{
    connect(ticker, &Ticker::ticked, this, [this] {
        if (count() > 0)
            Q_EMIT dataChanged(index(0), index(count() - 1), {StateRole});
    });
}

void MemoryList::setStores(const std::vector<api::MountedMemory> &stores)
{
    if (stores == m_stores)
        return;
    if (stores.size() == m_stores.size()) {
        m_stores = stores;
        Q_EMIT dataChanged(index(0), index(count() - 1));
        return;
    }
    beginResetModel(); // stores come and go with the session's start and end
    m_stores = stores;
    endResetModel();
    Q_EMIT countChanged();
}

int MemoryList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant MemoryList::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const api::MountedMemory &store = m_stores[static_cast<std::size_t>(index.row())];
    const QString name = format::firstLine(QString::fromStdString(store.name));
    switch (role) {
    case NameRole:
        return name;
    case PathRole:
        return format::shownLine(QString::fromStdString(store.path));
    case ReadOnlyRole:
        return store.readOnly;
    case StateRole: {
        const QString files = store.files == 1 ? tr("1 file") : tr("%1 files").arg(store.files);
        return files + QStringLiteral(" · ") +
               (store.syncedAt ? tr("synced %1").arg(format::ago(*store.syncedAt, m_ticker->now()))
                               : tr("not synced yet"));
    }
    case ProblemRole:
        return format::firstLine(QString::fromStdString(store.problem));
    case SpokenRole:
        return store.readOnly ? tr("Memory store %1, read-only").arg(name) : tr("Memory store %1").arg(name);
    default:
        return {};
    }
}

QHash<int, QByteArray> MemoryList::roleNames() const
{
    return roleTable({{NameRole, "name"},
                      {PathRole, "path"},
                      {ReadOnlyRole, "readOnly"},
                      {StateRole, "state"},
                      {ProblemRole, "problem"},
                      {SpokenRole, "spoken"}});
}

} // namespace glovebox::models
