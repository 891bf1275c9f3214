// Role: the terminals of one sandbox, as the Terminal page shows them: those that live in the guest, and those that are
// opened here; which one is in front; and what can be asked of them. Thread: GUI.
// Invariants: only the shown sandbox's are looked at; when the page goes they are let go of, and go on in their guest.
#pragma once

#include "app/models/terminal_session.h"
#include "core/base/limits.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <memory>
#include <string>
#include <vector>

namespace glovebox::models {

class TerminalsPanel : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(QString sandbox READ sandbox NOTIFY shownChanged)
    Q_PROPERTY(int count READ count NOTIFY listChanged)
    Q_PROPERTY(int current READ current WRITE setCurrent NOTIFY currentChanged)
    Q_PROPERTY(glovebox::models::TerminalSession *session READ session NOTIFY currentChanged) // may be null
    Q_PROPERTY(bool loading READ loading NOTIFY listChanged)
    Q_PROPERTY(bool canOpen READ canOpen NOTIFY listChanged)
    Q_PROPERTY(QString problem READ problem NOTIFY listChanged) // why the list is not known

public:
    enum Role { TitleRole = Qt::UserRole + 1, StateRole, UnseenRole, EndedRole, SpokenRole };

    explicit TerminalsPanel(QObject *parent = nullptr);
    ~TerminalsPanel() override;

    /// Without one nothing is asked, for pictures. The desk outlives this.
    void setDesk(bridge::TerminalDesk *desk) { m_desk = desk; }
    bridge::TerminalDesk *desk() const { return m_desk; }
    /// Of which sandbox; empty: of none.
    void show(const QString &sandbox);

    QString sandbox() const { return QString::fromStdString(m_sandbox); }
    int count() const { return static_cast<int>(m_sessions.size()); }
    int current() const { return m_current; }
    void setCurrent(int current);
    TerminalSession *session() const;
    bool loading() const { return static_cast<bool>(m_listing); }
    bool canOpen() const { return m_sessions.size() < limits::kTerminalsMax && !loading(); }
    QString problem() const { return m_problem; }

    /// Reads what lives in the guest once more.
    Q_INVOKABLE void refresh();
    /// A shell, of this size.
    Q_INVOKABLE void open(int columns, int rows);
    /// What it was opened for once more, in the place of one that ended or failed.
    Q_INVOKABLE void openAnew(int row);
    /// One whose program still runs has to be asked about first.
    Q_INVOKABLE bool mustAsk(int row) const;
    Q_INVOKABLE QString titleOf(int row) const;
    /// Its programs end.
    Q_INVOKABLE void close(int row);

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : count(); }
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void shownChanged();
    void listChanged();
    void currentChanged();
    void toast(const QString &text, bool isProblem);

private:
    using Session = std::unique_ptr<TerminalSession>;

    void listed(const Result<std::vector<domain::GuestTerminal>> &found);
    Session make(domain::TerminalWish wish, const domain::GuestTerminal *known);
    void add(Session session);
    void closeInGuest(const TerminalSession &session);
    TerminalSession *at(int row) const;

    bridge::TerminalDesk *m_desk = nullptr;
    std::string m_sandbox;
    std::vector<Session> m_sessions;
    int m_current = -1;
    QString m_problem;
    Call m_listing;
    std::vector<Call> m_closing; // the last ones
};

} // namespace glovebox::models
