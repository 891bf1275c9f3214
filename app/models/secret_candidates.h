// Role: the sandboxes that run and may not use a secret yet, for the dialog that gives it to one: the likeliest first,
// narrowed by what is typed. Thread: GUI. Invariants: the order is that of begin(); what comes later stands at the end,
// and nothing moves under the pointer. What is chosen is chosen by id, and is among what is shown.
#pragma once

#include "app/format/states.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace glovebox::models {

struct SecretCandidate {
    /// Whether its rules let it reach a host of the secret; not known: they are a profile's that is not here.
    enum class Reach { Some, Unknown, None };

    QString id;
    QString title; // its name, or its id
    QString use;   // "Repair the test suite · tools, version 3"
    format::StateLook look;
    Reach reach = Reach::Unknown;
    QString problem; // it cannot be given the secret; empty: it can
    QString hint;    // it would be of no use to it; empty: it would be
    bool paused = false;
    WallTime madeAt{};

    friend bool operator==(const SecretCandidate &, const SecretCandidate &) = default;
};

class SecretCandidates : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(QString filterText READ filterText WRITE setFilterText NOTIFY changed)
    Q_PROPERTY(int count READ count NOTIFY changed) // that are shown
    Q_PROPERTY(int total READ total NOTIFY changed)
    Q_PROPERTY(int currentRow READ currentRow NOTIFY changed) // -1: none
    Q_PROPERTY(QString current READ current NOTIFY changed)   // its id
    Q_PROPERTY(QString problem READ problem NOTIFY changed)   // of the chosen one
    Q_PROPERTY(QString hint READ hint NOTIFY changed)
    Q_PROPERTY(bool canChoose READ canChoose NOTIFY changed)

public:
    enum Role {
        SandboxIdRole = Qt::UserRole + 1,
        TitleRole,
        UseRole,
        ToneRole,
        SymbolRole,
        WordRole,
        NoteRole,
        SpokenRole
    };

    using QAbstractListModel::QAbstractListModel;

    /// A dialog opens: these, in order; the first that can be given it is chosen.
    void begin(std::vector<SecretCandidate> candidates);
    /// What is so now: in its place, or at the end.
    void put(SecretCandidate candidate);
    void drop(const QString &id);
    bool has(const QString &id) const { return indexOf(id) >= 0; }
    std::vector<QString> ids() const;

    QString filterText() const { return m_filterText; }
    void setFilterText(const QString &text);
    int count() const { return static_cast<int>(m_shown.size()); }
    int total() const { return static_cast<int>(m_all.size()); }
    int currentRow() const;
    QString current() const { return m_current; }
    QString problem() const;
    QString hint() const;
    bool canChoose() const;
    Q_INVOKABLE void select(int row);
    Q_INVOKABLE void moveSelection(int rows);

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : count(); }
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void changed();

private:
    int indexOf(const QString &id) const;
    int shownRow(int index) const;
    const SecretCandidate *chosen() const;
    bool matches(const SecretCandidate &candidate) const;
    void chooseFirst();
    void filter();

    std::vector<SecretCandidate> m_all;
    std::vector<int> m_shown; // of m_all
    QString m_filterText;
    QStringList m_words;
    QString m_current; // by id; empty: none
};

} // namespace glovebox::models
