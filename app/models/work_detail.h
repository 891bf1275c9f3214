// Role: the one work item that is selected, for the pane beside the queue and the repair's dialog.
// Thread: GUI.
#pragma once

#include "app/models/fact_list.h"
#include "app/models/work_model.h"

namespace glovebox::models {

class WorkDetail : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(bool known READ known NOTIFY changed)
    Q_PROPERTY(QString id READ id NOTIFY changed)
    Q_PROPERTY(QString title READ title NOTIFY changed)
    Q_PROPERTY(QString sessionId READ sessionId NOTIFY changed)
    Q_PROPERTY(QString word READ word NOTIFY changed)
    Q_PROPERTY(QString tone READ tone NOTIFY changed)
    Q_PROPERTY(QString symbol READ symbol NOTIFY changed)
    Q_PROPERTY(QString reason READ reason NOTIFY changed)
    Q_PROPERTY(QString advice READ advice NOTIFY changed)
    Q_PROPERTY(bool waitsForApproval READ waitsForApproval NOTIFY changed)
    Q_PROPERTY(bool repairOffered READ repairOffered NOTIFY changed)
    Q_PROPERTY(bool canRepair READ canRepair NOTIFY changed)
    Q_PROPERTY(QString repairVerb READ repairVerb NOTIFY changed)
    Q_PROPERTY(QString repairConsequence READ repairConsequence NOTIFY changed)
    Q_PROPERTY(QString keyNote READ keyNote NOTIFY changed)
    Q_PROPERTY(QString repairWord READ repairWord NOTIFY changed)
    Q_PROPERTY(QString repairTone READ repairTone NOTIFY changed)
    Q_PROPERTY(QString repairSymbol READ repairSymbol NOTIFY changed)
    Q_PROPERTY(QString repairProblem READ repairProblem NOTIFY changed)
    Q_PROPERTY(glovebox::models::FactList *facts READ facts CONSTANT)

public:
    WorkDetail(WorkModel *work, EnvironmentsModel *environments, Ticker *ticker, QObject *parent = nullptr);

    void open(const QString &work);

    bool known() const { return view() != nullptr; }
    QString id() const { return m_id; }
    QString title() const;
    QString sessionId() const;
    QString word() const;
    QString tone() const;
    QString symbol() const;
    QString reason() const;
    QString advice() const;
    bool waitsForApproval() const;
    /// The button is there, possibly disabled because it was pressed.
    bool repairOffered() const;
    bool canRepair() const { return m_work->canRepair(m_id); }
    QString repairVerb() const;
    QString repairConsequence() const;
    /// What the verb leaves undone without an operator key; empty with one.
    QString keyNote() const;
    QString repairWord() const;
    QString repairTone() const;
    QString repairSymbol() const;
    /// Why the last repair failed, and what it left.
    QString repairProblem() const;
    FactList *facts() { return &m_facts; }

Q_SIGNALS:
    void changed();

private:
    const api::WorkView *view() const { return m_work->find(m_id); }
    bool hasOperatorKey() const;
    QString role(int role) const;
    void refresh();

    WorkModel *m_work;
    EnvironmentsModel *m_environments;
    Ticker *m_ticker;
    QString m_id;
    FactList m_facts;
};

} // namespace glovebox::models
