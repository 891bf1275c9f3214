// Role: what is put, copied, cloned and run in a sandbox before anybody uses it, as its form edits it: each step a kind
// with its fields, in their order. Thread: GUI. Invariants: what no field shows of a step (a time limit) stays with it.
#pragma once

#include "app/models/edited_rows.h"
#include "core/domain/seed.h"

#include <QUrl>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace glovebox::models {

class SeedSteps : public EditedRows {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    Q_PROPERTY(bool full READ full NOTIFY countChanged)

public:
    /// As SeedStep's variants stand.
    enum Kind { Put, Copy, Clone, Run };
    Q_ENUM(Kind)
    enum Role {
        KindRole = Qt::UserRole + 1,
        FirstRole,   // path here, path in the snapshot, address, command
        SecondRole,  // path in the sandbox
        ThirdRole,   // the snapshot's id; a branch, tag or commit
        UnpackRole,  // of Put
        ProblemRole, // a sentence; empty: nothing, or nothing was typed yet
        WordsRole,   // "put /data/site into /srv/site"
    };

    using EditedRows::EditedRows;

    void set(const std::vector<domain::SeedStep> &steps);
    std::vector<domain::SeedStep> steps() const;
    int count() const { return static_cast<int>(m_rows.size()); }
    bool full() const { return m_rows.size() >= domain::kSeedStepsMax; }
    QStringList words() const;

    Q_INVOKABLE void add(int kind);
    /// Files, folders and archives of this host: each a step that puts it in.
    Q_INVOKABLE void addFiles(const QList<QUrl> &files);
    Q_INVOKABLE void remove(int row);
    /// Up (-1) or down (1).
    Q_INVOKABLE void move(int row, int by);
    Q_INVOKABLE void setFirst(int row, const QString &text);
    Q_INVOKABLE void setSecond(int row, const QString &text);
    Q_INVOKABLE void setThird(int row, const QString &text);
    Q_INVOKABLE void setUnpack(int row, bool unpack);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    struct Row {
        int kind = Run;
        QString first;
        QString second;
        QString third;
        bool unpack = false;
        std::chrono::milliseconds timeout = domain::RunStep{}.timeout;
    };

    bool has(int row) const { return EditedRows::has(m_rows, row); }
    void append(Row row);
    void setText(int row, QString Row::*field, const QString &text);
    static Row rowOf(const domain::SeedStep &step);
    static domain::SeedStep stepOf(const Row &row);
    static QString problemOf(const Row &row);

    std::vector<Row> m_rows;
};

} // namespace glovebox::models
