// Role: the order of a live list as people see it: filtered, sorted, and standing still while somebody reads. While
// frozen, values change in place; new and re-ordered rows wait behind one pill until asked for.
// Thread: GUI.
// Invariants: every shown row exists in the source; a row never leaves or moves while frozen, except when its source
// row is removed; a change of filter or sort by the user applies at once.
#pragma once

#include "app/models/view_list.h"

#include <QTimer>
#include <QtQml/qqmlregistration.h>

#include <functional>
#include <vector>

namespace glovebox::models {

class StableList : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(QString filterText READ filterText WRITE setFilterText NOTIFY filterTextChanged)
    Q_PROPERTY(QString sortRoleName READ sortRoleName NOTIFY sortChanged)
    Q_PROPERTY(bool sortDescending READ sortDescending NOTIFY sortChanged)
    Q_PROPERTY(int currentRow READ currentRow NOTIFY currentChanged)
    Q_PROPERTY(QString currentKey READ currentKey NOTIFY currentChanged)
    Q_PROPERTY(bool scrolledDown READ scrolledDown WRITE setScrolledDown NOTIFY frozenChanged)
    Q_PROPERTY(bool held READ held WRITE setHeld NOTIFY frozenChanged)
    Q_PROPERTY(bool frozen READ frozen NOTIFY frozenChanged)
    Q_PROPERTY(QString pendingText READ pendingText NOTIFY pendingChanged)
    Q_PROPERTY(int count READ count NOTIFY countsChanged)
    Q_PROPERTY(int total READ total NOTIFY countsChanged)
    Q_PROPERTY(QString countText READ countText NOTIFY countsChanged)

public:
    enum Role { DimmedRole = Qt::UserRole + 500 };

    /// Re-sorting what nobody is reading happens no more often than this.
    static constexpr int kResortMs = 2000;
    /// A pointer that moved over the list this recently belongs to a reader.
    static constexpr int kPointerMs = 3000;

    explicit StableList(ViewList *source, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    QString filterText() const { return m_filterText; }
    void setFilterText(const QString &text);
    QString sortRoleName() const { return QString::fromLatin1(m_sortRoleName); }
    bool sortDescending() const { return m_sortDescending; }
    int currentRow() const;
    QString currentKey() const { return m_currentKey; }
    bool scrolledDown() const { return m_scrolledDown; }
    void setScrolledDown(bool scrolled);
    bool held() const { return m_held; }
    void setHeld(bool held);
    bool frozen() const;
    QString pendingText() const;
    int count() const { return static_cast<int>(m_rows.size()); }
    int total() const;
    /// Of every row that matches the filter, in shown order.
    QStringList keys() const;
    bool has(const QString &key) const { return m_source->rowOf(key) >= 0; }
    QString countText() const;
    int pendingNew() const { return m_pendingNew; }
    int pendingMoved() const { return m_pendingMoved; }

    /// Of the source's rows those alone for which it is true: to this list there are no others.
    void setScope(std::function<bool(const QString &key)> scope);

    /// The same role again turns the direction; a third time goes back to the list's own order.
    Q_INVOKABLE void sortBy(const QString &roleName);
    Q_INVOKABLE void select(int row);
    Q_INVOKABLE void moveSelection(int rows);
    Q_INVOKABLE void clearSelection();
    void selectKey(const QString &key);
    Q_INVOKABLE void showPending();
    Q_INVOKABLE void pointerMoved();

Q_SIGNALS:
    void filterTextChanged();
    void sortChanged();
    void currentChanged();
    void frozenChanged();
    void pendingChanged();
    void countsChanged();

private:
    void onSourceInserted(const QModelIndex &parent, int first, int last);
    void onSourceAboutToRemove(const QModelIndex &parent, int first, int last);
    void onSourceRemoved(const QModelIndex &parent, int first, int last);
    void onSourceChanged(const QModelIndex &from, const QModelIndex &to, const QList<int> &roles);

    bool isInScope(int sourceRow) const { return !m_scope || m_scope(m_source->keyAt(sourceRow)); }
    bool matches(int sourceRow) const;
    bool before(int left, int right) const;
    std::vector<int> idealOrder() const;
    void settle();
    void apply(const std::vector<int> &ideal);
    void countPending(const std::vector<int> &ideal);
    void onFrozenMayHaveChanged(bool was);
    void refreshDimmed();

    ViewList *m_source;
    std::vector<int> m_rows; // source rows, in shown order
    std::function<bool(const QString &)> m_scope;
    QString m_filterText;
    QStringList m_filterWords;
    QByteArray m_sortRoleName;
    int m_sortRole = -1;
    bool m_sortDescending = false;
    QString m_currentKey;
    bool m_scrolledDown = false;
    bool m_held = false;
    int m_pendingNew = 0;
    int m_pendingMoved = 0;
    bool m_lostCurrent = false; // the source is about to drop the selected row
    QTimer m_pointerTimer;
    QTimer m_resortTimer;
};

} // namespace glovebox::models
