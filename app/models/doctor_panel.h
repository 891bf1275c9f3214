// Role: the Host doctor page: what was found on this host, grouped by how much it matters, asked for again one by one
// or all at once; and the support bundle. Thread: GUI; the checks run elsewhere. Invariants: rows are in the order
// must, should, info, as they were told within each; a result stays, with its age, until a newer one replaces it; when
// all were asked for, what is told no more goes at the end.
#pragma once

#include "app/bridge/host_check_desk.h"
#include "app/bridge/mailbox.h"
#include "app/models/file_export.h"
#include "app/models/support_bundle.h"
#include "app/models/ticker.h"

#include <QAbstractListModel>
#include <QTimer>

#include <vector>

namespace glovebox::models {

class DoctorPanel : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(int count READ count NOTIFY changed)
    Q_PROPERTY(int failed READ failed NOTIFY changed) // of those that must pass
    Q_PROPERTY(int warned READ warned NOTIFY changed)
    Q_PROPERTY(bool running READ running NOTIFY changed)
    Q_PROPERTY(QString summary READ summary NOTIFY changed)
    Q_PROPERTY(QString summaryKind READ summaryKind NOTIFY changed) // "info", "warning", "error"
    Q_PROPERTY(QString age READ age NOTIFY ticked)
    Q_PROPERTY(QStringList bundleTitles READ bundleTitles NOTIFY changed)
    Q_PROPERTY(QStringList bundleHolds READ bundleHolds NOTIFY changed)
    Q_PROPERTY(glovebox::models::FileExport *bundle READ bundle CONSTANT)

public:
    enum Role {
        IdRole = Qt::UserRole + 1,
        GroupRole, // a word, on the first row of each group; else empty
        TitleRole,
        ToneRole,
        SymbolRole,
        WordRole,
        FoundRole,
        WhyRole,
        FixRole,
        IgnoredRole,
        CheckingRole,
        AgeRole,
    };

    explicit DoctorPanel(Ticker *ticker, QObject *parent = nullptr);

    /// Without one nothing is asked, for pictures. The desk outlives this.
    void setDesk(bridge::HostCheckDesk *desk) { m_desk = desk; }
    void apply(const bridge::Batch &batch);

    int count() const { return static_cast<int>(m_rows.size()); }
    int failed() const;
    int warned() const;
    bool running() const { return static_cast<bool>(m_asked); }
    QString summary() const;
    QString summaryKind() const;
    QString age() const;
    QStringList bundleTitles() const;
    QStringList bundleHolds() const;
    FileExport *bundle() { return &m_bundle; }

    /// The page is shown: what was never looked at is.
    Q_INVOKABLE void open();
    Q_INVOKABLE void checkAll();
    Q_INVOKABLE void checkOne(const QString &id);
    Q_INVOKABLE void cancel();
    /// False: one is still being written.
    Q_INVOKABLE bool prepareBundle();

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : count(); }
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void changed();
    void ticked();

private:
    struct Row {
        domain::HostCheck check;
        WallTime at;
        int run = 0; // which asking it comes from
    };

    void ask(const QString &only);
    void told(const domain::HostCheck &check);
    void finished();
    void refresh();
    BundleFacts facts() const;
    QString groupOf(std::size_t row) const;

    Ticker *m_ticker;
    bridge::HostCheckDesk *m_desk = nullptr;
    std::vector<Row> m_rows;
    std::optional<QString> m_asked;  // one id, or empty for all; none: nothing is asked
    int m_run = 0;                   // counts what was asked for
    std::optional<WallTime> m_allAt; // when all were last looked at
    Call m_call;
    std::optional<api::HostView> m_host;
    std::vector<api::EnvironmentView> m_environments;
    FileExport m_bundle;
};

} // namespace glovebox::models
