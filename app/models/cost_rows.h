// Role: the rows of the Costs page's table, and the days of its chart. Thread: GUI.
#pragma once

#include "app/format/history.h"
#include "app/format/quantities.h"
#include "app/format/usage.h"
#include "app/models/keyed_list.h"
#include "app/models/ticker.h"
#include "core/domain/history.h"

#include <QtQml/qqmlregistration.h>

namespace glovebox::models {

struct CostRow {
    domain::UsageRow row;
    int rank = 0;
    bool isRest = false; // everything that has no row of its own

    QString key() const;
    QString label(domain::UsageBy by) const;
};

class CostRows : public KeyedList<CostRow> {
    Q_OBJECT

public:
    enum Role {
        LabelRole = FirstOwnRole,
        CaptionRole, // its id, when its label is something else
        SandboxesRole,
        RanRole,
        CpuRole,
        PeakRole,
        LocalRole,
        ListRole,
        TokensRole,
        SpokenRole,
        SandboxesValueRole,
        RanValueRole,
        CpuValueRole,
        PeakValueRole,
        LocalValueRole,
        ListValueRole,
        TokensValueRole,
    };

    using KeyedList::KeyedList;

    /// In this order; `total` is what they and what did not fit add up to.
    void setTable(const domain::UsageTable &table, domain::UsageBy by);
    void clear();
    const std::vector<CostRow> &all() const { return rows(); }

    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    QVariant value(const domain::UsageRow &row, int role) const;
    QString spoken(const CostRow &row) const;

    domain::UsageBy m_by = domain::UsageBy::Session;
};

/// A bar each, those on which nothing happened too.
class CostDays : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(int count READ rowCount NOTIFY changed)

public:
    enum Role {
        DayRole = Qt::UserRole + 1, // "2026-11-20"
        TickRole,                   // "20 Nov", where there is room for it; else empty
        LocalShareRole,             // of the highest day
        LocalTextRole,
        ListShareRole,
        ListTextRole,
        SpokenRole,
    };

    using QAbstractListModel::QAbstractListModel;

    void setDays(const domain::UsageTable &table, domain::UsageDay from, domain::UsageDay to);
    std::int64_t localMost() const { return m_localMost; }
    std::int64_t listMost() const { return m_listMost; } // cents

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void changed();

private:
    struct Day {
        domain::UsageDay day;
        std::int64_t local = 0;
        std::optional<std::int64_t> list;
    };

    std::vector<Day> m_days;
    std::int64_t m_localMost = 0;
    std::int64_t m_listMost = 0;
};

/// "2026-11-20"
QString dayText(domain::UsageDay day);
std::optional<domain::UsageDay> dayFrom(const QString &text);

} // namespace glovebox::models
