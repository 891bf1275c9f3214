// Role: what the panes of a sandbox, a template and a snapshot share: the one row of a list that is selected, its
// state, its facts and its problem. Thread: GUI.
#pragma once

#include "app/format/errors.h"
#include "app/models/fact_list.h"
#include "app/models/ticker.h"
#include "app/models/view_list.h"

#include <QVariant>

namespace glovebox::models {

class RowDetail : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The part that its kinds share")
    Q_PROPERTY(bool known READ known NOTIFY changed)
    Q_PROPERTY(QString id READ id NOTIFY changed)
    Q_PROPERTY(QString word READ word NOTIFY changed)
    Q_PROPERTY(QString tone READ tone NOTIFY changed)
    Q_PROPERTY(QString symbol READ symbol NOTIFY changed)
    Q_PROPERTY(QString forText READ forText NOTIFY changed)
    Q_PROPERTY(glovebox::models::FactList *facts READ facts CONSTANT)
    Q_PROPERTY(QString problemWhat READ problemWhat NOTIFY changed)
    Q_PROPERTY(QString problemWhy READ problemWhy NOTIFY changed)
    Q_PROPERTY(QString problemTodo READ problemTodo NOTIFY changed)
    Q_PROPERTY(QString problemDetail READ problemDetail NOTIFY changed)
    Q_PROPERTY(QString problemCode READ problemCode NOTIFY changed)
    Q_PROPERTY(QString problemText READ problemText NOTIFY changed) // all of it, to be copied

public:
    void open(const QString &id);

    bool known() const { return m_rows->rowOf(m_id) >= 0; }
    QString id() const { return m_id; }
    QString word() const { return text(m_roles.word); }
    QString tone() const { return text(m_roles.tone); }
    QString symbol() const { return text(m_roles.symbol); }
    QString forText() const;
    FactList *facts() { return &m_facts; }
    QString problemWhat() const { return problem().what; }
    QString problemWhy() const { return problem().why; }
    QString problemTodo() const { return problem().todo; }
    QString problemDetail() const { return problem().detail; }
    QString problemCode() const { return problem().code; }
    QString problemText() const { return format::plainText(problem()); }

Q_SIGNALS:
    void changed();

protected:
    /// The list's own roles for what every pane shows.
    struct Roles {
        int word;
        int tone;
        int symbol;
        int since;
    };

    RowDetail(ViewList *rows, Roles roles, Ticker *ticker, QObject *parent);

    QVariant role(int role) const;
    QString text(int wanted) const { return role(wanted).toString(); }
    /// Of a row that is there.
    virtual std::vector<Fact> factsNow() const = 0;
    virtual format::Explanation problem() const = 0;
    void refresh();

private:
    ViewList *m_rows;
    Roles m_roles;
    QString m_id;
    FactList m_facts;
};

} // namespace glovebox::models
