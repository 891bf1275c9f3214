// Role: this host's egress profiles, one of them in full: its rules, how often each decided in the last 30 days, and
// which of them were added here. Thread: GUI. Invariants: the ledger is asked while it is shown, and again on request.
#pragma once

#include "app/format/rule_uses.h"
#include "app/models/egress_rules.h"
#include "app/models/history_ask.h"
#include "app/models/ticker.h"
#include "core/api/egress_views.h"

#include <functional>

namespace glovebox::models {

class EgressProfiles : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(QStringList names READ names NOTIFY changed)
    Q_PROPERTY(int current READ current WRITE setCurrent NOTIFY changed)
    Q_PROPERTY(QString name READ name NOTIFY changed)
    Q_PROPERTY(QString description READ description NOTIFY changed)
    Q_PROPERTY(QString detail READ detail NOTIFY changed) // "built in · version 1a2b3c4d · 3 sandboxes obey it"
    Q_PROPERTY(QString note READ note NOTIFY changed)     // what has to be known of how it is counted; may be empty
    Q_PROPERTY(QString unusedText READ unusedText NOTIFY changed)
    Q_PROPERTY(bool loading READ loading NOTIFY changed)
    Q_PROPERTY(QString problem READ problem NOTIFY changed)
    Q_PROPERTY(glovebox::models::EgressRules *rules READ rules CONSTANT)

public:
    static constexpr std::chrono::days kLookedBack{30};

    using Counter = std::function<int(const std::string &profile)>;

    /// `users`: how many sandboxes obey it. `client` may be null, for pictures.
    EgressProfiles(bridge::EngineClient *client, Ticker *ticker, Counter users, QObject *parent = nullptr);

    void apply(const api::EgressProfilesView &view);
    void apply(const api::HistoryReport &report);

    QStringList names() const;
    int current() const { return m_current; }
    void setCurrent(int current);
    QString name() const;
    QString description() const;
    QString detail() const;
    QString note() const;
    QString unusedText() const;
    bool loading() const { return m_ask.waiting(); }
    QString problem() const { return m_problem; }
    EgressRules *rules() { return &m_rules; }

    Q_INVOKABLE void setShown(bool shown);
    Q_INVOKABLE void refresh();
    /// One that was added here: the rule at that place.
    Q_INVOKABLE void remove(int row);

Q_SIGNALS:
    void changed();
    void removeRequested(const QString &profile, const glovebox::domain::EgressRule &rule);

private:
    const api::ShownEgressProfile *shown() const;
    void show();

    Ticker *m_ticker;
    Counter m_users;
    HistoryAsk m_ask;
    api::EgressProfilesView m_view;
    EgressRules m_rules;
    int m_current = 0;
    bool m_isShown = false;
    std::optional<format::RuleUses> m_uses;
    QString m_problem;
};

/// "allow api.example.org port 443", "deny 192.0.2.0/24".
QString egressRuleText(const domain::EgressRule &rule);

} // namespace glovebox::models
