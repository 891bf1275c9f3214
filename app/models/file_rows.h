// Role: what is in one folder of a sandbox, as rows: sorted, one of them selected, found by typing the beginning of a
// name. A folder's content comes and goes as a whole. Thread: GUI. Invariants: folders stand before files until
// somebody sorts; names are a guest's, and safe to draw; the selected name stays selected while it is there.
#pragma once

#include "app/models/ticker.h"
#include "core/domain/guest_entry.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <optional>
#include <vector>

namespace glovebox::models {

class FileRows : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    Q_PROPERTY(QString countText READ countText NOTIFY countChanged)
    Q_PROPERTY(int currentRow READ currentRow NOTIFY currentChanged)
    Q_PROPERTY(QString sortRoleName READ sortRoleName NOTIFY sortChanged)
    Q_PROPERTY(bool sortDescending READ sortDescending NOTIFY sortChanged)
    Q_PROPERTY(QString typed READ typed NOTIFY typedChanged) // of a name that is looked for

public:
    enum Role {
        TitleRole = Qt::UserRole + 1,
        KindRole, // "Folder", "File", "Link to …"
        SizeRole, // empty of what has none
        AgoRole,
        SymbolRole,
        IsFolderRole,
        SpokenRole
    };
    /// Letters that come this soon after each other are of one name.
    static constexpr std::chrono::milliseconds kTyping{1000};

    explicit FileRows(Ticker *ticker, QObject *parent = nullptr);

    void setEntries(std::vector<domain::GuestEntry> entries);

    int count() const { return static_cast<int>(m_entries.size()); }
    QString countText() const;
    int currentRow() const { return m_current; }
    QString sortRoleName() const { return m_sortRole; }
    bool sortDescending() const { return m_descending; }
    QString typed() const { return m_typed; }
    const domain::GuestEntry *at(int row) const;
    const domain::GuestEntry *current() const { return at(m_current); }
    bool has(const std::string &name) const;

    Q_INVOKABLE void select(int row);
    Q_INVOKABLE void moveSelection(int rows);
    Q_INVOKABLE void clearSelection() { select(-1); }
    void selectName(const std::string &name);
    /// "title", "size", "ago", "kind"; the same again turns it, a third time goes back to the first order.
    Q_INVOKABLE void sortBy(const QString &role);
    /// False: it is no letter of a name.
    Q_INVOKABLE bool type(const QString &text);

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : count(); }
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void countChanged();
    void currentChanged();
    void sortChanged();
    void typedChanged();

private:
    void sort();
    QString spoken(const domain::GuestEntry &entry) const;

    Ticker *m_ticker;
    std::vector<domain::GuestEntry> m_entries;
    int m_current = -1;
    QString m_sortRole;
    bool m_descending = false;
    QString m_typed;
    std::optional<WallTime> m_typedAt;
};

/// "report.txt", safe to draw.
QString fileTitle(const domain::GuestEntry &entry);
QString fileKind(const domain::GuestEntry &entry);
/// What it is changed at, as its guest says; nothing it does not know.
WallTime fileTime(const domain::GuestEntry &entry);

} // namespace glovebox::models
