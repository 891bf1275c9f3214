// Role: budgets of this host's compute: those that are nearly or wholly used up, and the form in which all of them are
// set. Thread: GUI. Invariant: what is sent replaces all budgets, so it is sent only when every line of the form is
// right.
#pragma once

#include "app/models/history_ask.h"
#include "app/models/keyed_list.h"

#include <QtQml/qqmlregistration.h>

namespace glovebox::models {

struct BudgetRow {
    api::BudgetView view;

    QString key() const;
};

/// What is watched now and not within.
class BudgetRows : public KeyedList<BudgetRow> {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(int count READ rowCount NOTIFY told)

public:
    enum Role {
        WhatRole = FirstOwnRole, // "Each session: $5.00 in all, then its sandboxes are paused"
        LabelRole,               // whose: "Refactor billing"
        SpentRole,               // "$4.1200 of $5.00"
        ShareRole,               // 0 to 1
        ToneRole,
        SymbolRole,
        WordRole,
        DidRole,
        SpokenRole,
    };

    using KeyedList::KeyedList;

    void apply(const api::BudgetView &view);
    void clear();
    const std::vector<BudgetRow> &all() const { return rows(); }

    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void told();
};

/// One line of the form each.
class BudgetForm : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(int count READ rowCount NOTIFY changed)
    Q_PROPERTY(bool wrong READ wrong NOTIFY changed)
    Q_PROPERTY(bool full READ full NOTIFY changed)
    Q_PROPERTY(bool sending READ sending NOTIFY changed)
    Q_PROPERTY(QString refusal READ refusal NOTIFY changed)

public:
    enum Role {
        ScopeRole = Qt::UserRole + 1,
        PeriodRole,
        ActionRole,
        LimitRole, // dollars, as typed
        WarnRole,  // percent, as typed
        LimitWrongRole,
        WarnWrongRole,
    };

    /// More than anybody keeps in mind.
    static constexpr int kLinesMax = 12;

    using QAbstractListModel::QAbstractListModel;

    void setBudgets(const std::vector<domain::Budget> &budgets);
    /// None when a line is wrong.
    std::optional<std::vector<domain::Budget>> budgets() const;
    bool wrong() const { return !budgets(); }
    bool full() const { return rowCount() >= kLinesMax; }
    bool sending() const { return m_sending; }
    QString refusal() const { return m_refusal; }
    void setSending(bool sending, const QString &refusal = {});

    Q_INVOKABLE void add();
    Q_INVOKABLE void take(int row);
    Q_INVOKABLE void set(int row, const QString &what, const QString &value);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void changed();

private:
    struct Line {
        int scope = 2;
        int period = 0;
        int action = 0;
        QString limit;
        QString warn = QStringLiteral("80");
    };
    static std::optional<std::int64_t> limitOf(const Line &line);
    static std::optional<int> warnOf(const Line &line);

    std::vector<Line> m_lines;
    bool m_sending = false;
    QString m_refusal;
};

class BudgetsModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(int set READ set NOTIFY changed)
    Q_PROPERTY(QStringList sentences READ sentences NOTIFY changed)
    Q_PROPERTY(glovebox::models::BudgetRows *crossed READ crossed CONSTANT)
    Q_PROPERTY(glovebox::models::BudgetForm *form READ form CONSTANT)

public:
    explicit BudgetsModel(bridge::EngineClient *client, QObject *parent = nullptr);

    /// As the host has them: all that are set.
    void setBudgets(const std::vector<domain::Budget> &budgets);
    void apply(const std::vector<api::BudgetView> &views);

    int set() const { return static_cast<int>(m_set.size()); }
    QStringList sentences() const;
    BudgetRows *crossed() { return &m_crossed; }
    BudgetForm *form() { return &m_form; }

    Q_INVOKABLE void edit();
    Q_INVOKABLE void save();

Q_SIGNALS:
    void changed();
    void saved();

private:
    bridge::EngineClient *m_client;
    std::vector<domain::Budget> m_set;
    BudgetRows m_crossed;
    BudgetForm m_form;
};

} // namespace glovebox::models
