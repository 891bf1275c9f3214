// Role: the Overview page: is this host healthy, and what needs somebody; and the alerts, which are made of the same.
// Thread: GUI.
// Invariants: needs and alerts follow what the engine told at once, counts no faster than twice a second; the ledger is
// asked only while the page is shown.
#pragma once

#include "app/models/activity_list.h"
#include "app/models/alerts_model.h"
#include "app/models/capacity_list.h"
#include "app/models/day_glance.h"
#include "app/models/egress_panel.h"
#include "app/models/queue_glance.h"
#include "app/models/state_counts.h"

namespace glovebox::models {

class OverviewModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(glovebox::models::StableList *needs READ needs CONSTANT)
    Q_PROPERTY(int needing READ needing NOTIFY needsChanged)
    Q_PROPERTY(int problems READ problems NOTIFY needsChanged)
    Q_PROPERTY(QString asOf READ asOf NOTIFY needsChanged)
    Q_PROPERTY(glovebox::models::StateCounts *sessions READ sessions CONSTANT)
    Q_PROPERTY(glovebox::models::StateCounts *sandboxes READ sandboxes CONSTANT)
    Q_PROPERTY(glovebox::models::QueueGlance *queue READ queue CONSTANT)
    Q_PROPERTY(glovebox::models::CapacityList *capacity READ capacity CONSTANT)
    Q_PROPERTY(glovebox::models::DayGlance *today READ today CONSTANT)
    Q_PROPERTY(glovebox::models::ActivityList *activity READ activity CONSTANT)
    Q_PROPERTY(glovebox::models::AlertsModel *alerts READ alerts CONSTANT)

public:
    OverviewModel(bridge::EngineClient *client, NeedSources sources, EgressPanel &egress, Ticker *ticker,
                  QObject *parent = nullptr);

    /// Behind everything that it hangs on.
    void apply(const bridge::Batch &batch);
    void setShown(bool shown);

    StableList *needs() { return &m_list; }
    const std::vector<Need> &allNeeds() const { return m_needs.all(); }
    int needing() const { return m_needs.rowCount(); }
    /// Needs beside approvals, which have a badge of their own.
    int problems() const;
    /// Since when the control plane says nothing new, if so.
    QString asOf() const;
    StateCounts *sessions() { return &m_sessions; }
    StateCounts *sandboxes() { return &m_sandboxes; }
    QueueGlance *queue() { return &m_queue; }
    CapacityList *capacity() { return &m_capacity; }
    DayGlance *today() { return &m_today; }
    ActivityList *activity() { return &m_activity; }
    AlertsModel *alerts() { return &m_alerts; }

    /// To what a need or an alert is about.
    Q_INVOKABLE void follow(const QString &target);
    /// The most urgent one that is no approval; false: there is none.
    bool followFirst();
    /// The list of what was counted.
    Q_INVOKABLE void showSessions(const QString &filter) { Q_EMIT sessionsAsked(filter); }
    Q_INVOKABLE void showSandboxes(const QString &filter) { Q_EMIT sandboxesAsked(filter); }
    /// What was refused is selected on the Egress page, so that it can be allowed; false: it is not listed any more.
    Q_INVOKABLE bool chooseAttempt(const QString &attempt);

Q_SIGNALS:
    void needsChanged();
    void wayAsked(const QString &target);
    void sessionsAsked(const QString &filter);
    void sandboxesAsked(const QString &filter);
    /// The drawers that are no pages.
    void operationAsked(const QString &object);
    void leftoversAsked();

private:
    void look();
    void count();
    void readLedger();

    NeedSources m_sources;
    EgressPanel &m_egress;
    Ticker *m_ticker;
    NeedRows m_needs;
    StableList m_list;
    StateCounts m_sessions;
    StateCounts m_sandboxes;
    QueueGlance m_queue;
    CapacityList m_capacity;
    DayGlance m_today;
    ActivityList m_activity;
    AlertsModel m_alerts;
    bool m_shown = false;
    bool m_counted = false;
    bool m_countLate = false;
};

} // namespace glovebox::models
