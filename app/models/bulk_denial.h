// Role: several waiting calls that are to be denied at once: which ones, what became of each, and the one reason for
// all. There is no such thing for allowing: that takes reading each. Thread: GUI. Invariants: only calls that still
// wait and can be answered from here are denied; the list stays as it was opened, so that every call can be followed to
// its end.
#pragma once

#include "app/models/approvals_model.h"

#include <QAbstractListModel>

namespace glovebox::models {

class BulkDenial : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(int count READ count NOTIFY changed)
    Q_PROPERTY(int open READ open NOTIFY changed)
    Q_PROPERTY(QString question READ question NOTIFY changed)
    Q_PROPERTY(QString verb READ verb NOTIFY changed)
    Q_PROPERTY(QString leftOut READ leftOut NOTIFY changed)
    Q_PROPERTY(QString reason READ reason WRITE setReason NOTIFY reasonChanged)

public:
    enum Role {
        ToolRole = Qt::UserRole + 1,
        SummaryRole,
        SessionTitleRole,
        AskerRole,
        ToneRole,
        SymbolRole,
        WordRole,
        OpenRole, // will be denied
        SpokenRole,
    };

    explicit BulkDenial(ApprovalsModel *approvals, QObject *parent = nullptr);

    void prepare(const QStringList &calls);
    int count() const { return static_cast<int>(m_calls.size()); }
    /// How many would be denied now.
    int open() const { return static_cast<int>(openCalls().size()); }
    QStringList openCalls() const;
    QString question() const;
    QString verb() const;
    /// Why some of the list are not denied; empty: all are.
    QString leftOut() const;
    QString reason() const { return m_reason; }
    void setReason(const QString &reason);

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : count(); }
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void changed();
    void reasonChanged();

private:
    void onCallChanged(const QString &call);

    ApprovalsModel *m_approvals;
    QStringList m_calls; // keys
    QString m_reason;
};

} // namespace glovebox::models
