// Role: the one template that is selected, for the pane beside the list.
// Thread: GUI.
#pragma once

#include "app/format/errors.h"
#include "app/models/fact_list.h"
#include "app/models/templates_model.h"

namespace glovebox::models {

class TemplateDetail : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(bool known READ known NOTIFY changed)
    Q_PROPERTY(QString id READ id NOTIFY changed)
    Q_PROPERTY(QString word READ word NOTIFY changed)
    Q_PROPERTY(QString tone READ tone NOTIFY changed)
    Q_PROPERTY(QString symbol READ symbol NOTIFY changed)
    Q_PROPERTY(QString forText READ forText NOTIFY changed)
    Q_PROPERTY(bool emulated READ emulated NOTIFY changed)
    Q_PROPERTY(bool building READ building NOTIFY changed)
    Q_PROPERTY(bool ready READ ready NOTIFY changed)
    Q_PROPERTY(QString stepText READ stepText NOTIFY changed)       // while building: "Step 1 of 2: boots a machine"
    Q_PROPERTY(QString consequence READ consequence NOTIFY changed) // of a failed one, for sandboxes
    Q_PROPERTY(int clones READ clones NOTIFY changed)
    Q_PROPERTY(QString clonesText READ clonesText NOTIFY changed)
    Q_PROPERTY(glovebox::models::FactList *facts READ facts CONSTANT)
    Q_PROPERTY(QString problemWhat READ problemWhat NOTIFY changed)
    Q_PROPERTY(QString problemWhy READ problemWhy NOTIFY changed)
    Q_PROPERTY(QString problemTodo READ problemTodo NOTIFY changed)
    Q_PROPERTY(QString problemDetail READ problemDetail NOTIFY changed)
    Q_PROPERTY(QString problemCode READ problemCode NOTIFY changed)

public:
    TemplateDetail(TemplatesModel *templates, Ticker *ticker, QObject *parent = nullptr);

    void open(const QString &base);

    bool known() const { return view() != nullptr; }
    QString id() const { return m_id; }
    QString word() const { return role(TemplatesModel::WordRole); }
    QString tone() const { return role(TemplatesModel::ToneRole); }
    QString symbol() const { return role(TemplatesModel::SymbolRole); }
    QString forText() const;
    bool emulated() const;
    bool building() const { return isIn(domain::TemplateState::Building); }
    bool ready() const { return isIn(domain::TemplateState::Ready); }
    QString stepText() const;
    QString consequence() const;
    int clones() const { return known() ? view()->clones : 0; }
    QString clonesText() const;
    FactList *facts() { return &m_facts; }
    QString problemWhat() const { return problem().what; }
    QString problemWhy() const { return problem().why; }
    QString problemTodo() const { return problem().todo; }
    QString problemDetail() const { return problem().detail; }
    QString problemCode() const { return problem().code; }

Q_SIGNALS:
    void changed();

private:
    const api::TemplateView *view() const { return m_templates->find(m_id); }
    bool isIn(domain::TemplateState state) const { return known() && view()->state == state; }
    QString role(int role) const;
    format::Explanation problem() const;
    void refresh();

    TemplatesModel *m_templates;
    Ticker *m_ticker;
    QString m_id;
    FactList m_facts;
};

} // namespace glovebox::models
