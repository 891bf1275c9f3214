// Role: the Costs page: what was used and what it cost between two days (UTC), by day for the chart and grouped for the
// table. What this host's compute costs and what the control plane reports at list price stand side by side and are
// never added. Thread: GUI.
// Invariants: the rows and the one for everything else add up to the totals; an answer to an older choice is not shown.
#pragma once

#include "app/models/cost_rows.h"
#include "app/models/history_ask.h"
#include "app/models/stable_list.h"

namespace glovebox::models {

class CostsModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(Range range READ range WRITE setRange NOTIFY chosen)
    Q_PROPERTY(int by READ by WRITE setBy NOTIFY chosen)
    Q_PROPERTY(QString fromText READ fromText WRITE setFromText NOTIFY chosen)
    Q_PROPERTY(QString toText READ toText WRITE setToText NOTIFY chosen)
    Q_PROPERTY(QString customProblem READ customProblem NOTIFY chosen)
    Q_PROPERTY(QString rangeText READ rangeText NOTIFY changed)
    Q_PROPERTY(QString asOf READ asOf NOTIFY changed)
    Q_PROPERTY(bool loading READ loading NOTIFY changed)
    Q_PROPERTY(bool loaded READ loaded NOTIFY changed)
    Q_PROPERTY(bool nothing READ nothing NOTIFY changed)
    Q_PROPERTY(QString problem READ problem NOTIFY changed)
    Q_PROPERTY(QString localTotal READ localTotal NOTIFY changed)
    Q_PROPERTY(QString localDetail READ localDetail NOTIFY changed)
    Q_PROPERTY(QString listTotal READ listTotal NOTIFY changed)
    Q_PROPERTY(QString listDetail READ listDetail NOTIFY changed)
    Q_PROPERTY(QString prices READ prices NOTIFY changed)
    Q_PROPERTY(QString sandboxesTotal READ sandboxesTotal NOTIFY changed)
    Q_PROPERTY(QString ranTotal READ ranTotal NOTIFY changed)
    Q_PROPERTY(QString cpuTotal READ cpuTotal NOTIFY changed)
    Q_PROPERTY(QString peakTotal READ peakTotal NOTIFY changed)
    Q_PROPERTY(QString tokensTotal READ tokensTotal NOTIFY changed)
    Q_PROPERTY(QString localMost READ localMost NOTIFY changed)
    Q_PROPERTY(QString listMost READ listMost NOTIFY changed)
    Q_PROPERTY(bool anyList READ anyList NOTIFY changed)
    Q_PROPERTY(glovebox::models::StableList *rows READ rows CONSTANT)
    Q_PROPERTY(glovebox::models::CostDays *days READ days CONSTANT)

public:
    enum Range { Today, SevenDays, ThirtyDays, Month, Custom };
    Q_ENUM(Range)

    /// Figures of today move; no faster than somebody reads a table.
    static constexpr std::chrono::seconds kReread{60};

    CostsModel(bridge::EngineClient *client, Ticker *ticker, QObject *parent = nullptr);

    /// The page is looked at: it asks now and then as long as it is.
    void setShown(bool shown);
    void apply(const api::HistoryReport &report);

    Range range() const { return m_range; }
    void setRange(Range range);
    int by() const { return static_cast<int>(m_by); }
    void setBy(int by);
    /// Of the custom range: "2026-11-01".
    QString fromText() const { return m_fromText; }
    void setFromText(const QString &text);
    QString toText() const { return m_toText; }
    void setToText(const QString &text);
    QString customProblem() const;
    QString rangeText() const;
    QString asOf() const;
    bool loading() const { return m_ask.waiting(); }
    bool loaded() const { return m_at.has_value(); }
    bool nothing() const { return loaded() && m_rows.rowCount() == 0; }
    QString problem() const { return m_problem; }
    QString localTotal() const;
    QString localDetail() const;
    QString listTotal() const { return format::listCost(m_total.list); }
    QString listDetail() const;
    QString prices() const;
    QString sandboxesTotal() const { return format::count(m_total.sandboxes); }
    QString ranTotal() const { return format::duration(m_total.used.running); }
    QString cpuTotal() const { return format::measured(m_total.used.cpuTime); }
    QString peakTotal() const;
    QString tokensTotal() const { return m_total.list ? format::shortCount(format::tokens(*m_total.list)) : QString(); }
    QString localMost() const { return format::localCost(m_days.localMost()); }
    QString listMost() const { return format::money(m_days.listMost()); }
    bool anyList() const { return m_total.list.has_value(); }
    StableList *rows() { return &m_list; }
    CostDays *days() { return &m_days; }

    Q_INVOKABLE void refresh();
    /// All rows and the total, each with its unit: RFC 4180.
    QByteArray csv() const;
    /// "glovebox-costs-by-session-2026-11-14-2026-11-20.csv"
    QString fileName() const;

Q_SIGNALS:
    void chosen();
    void changed();

private:
    struct Days {
        domain::UsageDay from;
        domain::UsageDay to;
    };
    std::optional<Days> wanted() const;
    void choose();
    void ask(domain::UsageBy by);
    void show(const domain::UsageTable &table);
    void onTick();

    Ticker *m_ticker;
    HistoryAsk m_ask;
    CostRows m_rows;
    StableList m_list;
    CostDays m_days;
    Range m_range = SevenDays;
    domain::UsageBy m_by = domain::UsageBy::Session;
    QString m_fromText;
    QString m_toText;
    bool m_shown = false;
    bool m_fresh = false; // the choice changed: rows of the one before go
    domain::UsageBy m_asking = domain::UsageBy::Day;
    Days m_asked{};
    WallTime m_askedAt{};
    std::optional<WallTime> m_at;
    QString m_problem;
    domain::UsageRow m_total;
};

} // namespace glovebox::models
