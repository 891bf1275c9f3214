// Role: what the window shows of the past and of long actions: costs, audit, operations, past sessions, what nothing
// explains, and what the last start took up; and the exports of it. Thread: GUI.
#pragma once

#include "app/bridge/audit_desk.h"
#include "app/bridge/egress_desk.h"
#include "app/models/audit_model.h"
#include "app/models/audit_verifier.h"
#include "app/models/budgets_model.h"
#include "app/models/costs_model.h"
#include "app/models/file_export.h"
#include "app/models/operations_model.h"
#include "app/models/orphans_model.h"
#include "app/models/past_sessions.h"

namespace glovebox::models {

class HistoryPanel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(glovebox::models::CostsModel *costs READ costs CONSTANT)
    Q_PROPERTY(glovebox::models::BudgetsModel *budgets READ budgets CONSTANT)
    Q_PROPERTY(glovebox::models::AuditModel *audit READ audit CONSTANT)
    Q_PROPERTY(glovebox::models::AuditVerifier *verifier READ verifier CONSTANT)
    Q_PROPERTY(glovebox::models::OperationsModel *operations READ operations CONSTANT)
    Q_PROPERTY(glovebox::models::OrphansModel *orphans READ orphans CONSTANT)
    Q_PROPERTY(glovebox::models::PastSessions *sessions READ sessions CONSTANT)
    Q_PROPERTY(glovebox::models::FileExport *fileExport READ fileExport CONSTANT)
    Q_PROPERTY(QStringList recoveryLines READ recoveryLines NOTIFY recoveryChanged)
    Q_PROPERTY(QString recoveryText READ recoveryText NOTIFY recoveryChanged)

public:
    HistoryPanel(bridge::EngineClient *client, Ticker *ticker, QObject *parent = nullptr);

    void apply(const bridge::Batch &batch);
    /// Where the whole trail is read; none: it is not exported, nor verified.
    void setAuditDesk(bridge::AuditDesk *desk);
    /// Likewise of attempts.
    void setEgressDesk(bridge::EgressDesk *desk) { m_egressDesk = desk; }

    CostsModel *costs() { return &m_costs; }
    BudgetsModel *budgets() { return &m_budgets; }
    AuditModel *audit() { return &m_audit; }
    AuditVerifier *verifier() { return &m_verifier; }
    OperationsModel *operations() { return &m_operations; }
    OrphansModel *orphans() { return &m_orphans; }
    PastSessions *sessions() { return &m_sessions; }
    FileExport *fileExport() { return &m_fileExport; }
    const std::optional<api::RecoveryView> &recovery() const { return m_recovery; }
    /// In order: what the last start did with each thing.
    QStringList recoveryLines() const;
    /// "3 sandboxes adopted, 1 result posted"; empty when there was nothing to take up.
    QString recoveryText() const;

    /// False: an export still goes on, which is said.
    Q_INVOKABLE bool prepareCostsExport();
    /// All that the page's filter leaves, read or not. `json`: a line of JSON for each entry; else CSV.
    Q_INVOKABLE bool prepareAuditExport(bool json);
    /// Every attempt in the ledger with this text in its host, address, rule or reason; empty: all of them.
    Q_INVOKABLE bool prepareEgressExport(bool json, const QString &text);

    /// The rows of a page's list: tableReady() opens the dialog.
    void prepareTableExport(const QString &name, int rows, bool json, QByteArray text);

Q_SIGNALS:
    void tableReady();
    void recoveryChanged();
    void refused(const QString &text);

private:
    bool prepareExport(FileExport::Wanted wanted);
    Call answerThatThereIsNone(const Callback<QString> &done);

    Ticker *m_ticker;
    bridge::AuditDesk *m_auditDesk = nullptr;
    bridge::EgressDesk *m_egressDesk = nullptr;
    CostsModel m_costs;
    BudgetsModel m_budgets;
    AuditModel m_audit;
    AuditVerifier m_verifier;
    OperationsModel m_operations;
    OrphansModel m_orphans;
    PastSessions m_sessions;
    FileExport m_fileExport;
    std::optional<api::RecoveryView> m_recovery;
};

} // namespace glovebox::models
