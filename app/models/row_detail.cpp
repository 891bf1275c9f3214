#include "app/models/row_detail.h"

namespace glovebox::models {

RowDetail::RowDetail(ViewList *rows, Roles roles, Ticker *ticker, QObject *parent)
    : QObject(parent), m_rows(rows), m_roles(roles)
{
    connect(rows, &ViewList::changed, this, [this](const QString &id) {
        if (id == m_id)
            refresh();
    });
    connect(ticker, &Ticker::ticked, this, [this] {
        if (!m_id.isEmpty())
            refresh();
    });
}

void RowDetail::open(const QString &id)
{
    if (id == m_id)
        return;
    m_id = id;
    refresh();
}

QVariant RowDetail::role(int role) const
{
    const int row = m_rows->rowOf(m_id);
    return row < 0 ? QVariant() : m_rows->index(row).data(role);
}

QString RowDetail::forText() const
{
    return known() ? tr("for %1").arg(text(m_roles.since)) : QString();
}

void RowDetail::refresh()
{
    if (known())
        m_facts.setFacts(factsNow());
    Q_EMIT changed();
}

} // namespace glovebox::models
