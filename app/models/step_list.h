// Role: the steps of a template as its form edits them: each a kind with one or two fields, in their order. Thread:
// GUI. Invariants: what a field does not show of a step (a time limit) stays with it.
#pragma once

#include "app/models/edited_rows.h"
#include "core/domain/template_definition.h"

#include <QtQml/qqmlregistration.h>

#include <vector>

namespace glovebox::models {

class StepList : public EditedRows {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    /// As TemplateStep's variants stand.
    enum Kind { Run, Env, Workdir, User, Copy };
    enum Role { KindRole = Qt::UserRole + 1, FirstRole, SecondRole };

    using EditedRows::EditedRows;

    void set(const std::vector<domain::TemplateStep> &steps);
    std::vector<domain::TemplateStep> steps() const;
    int count() const { return static_cast<int>(m_rows.size()); }

    Q_INVOKABLE void add(int kind);
    Q_INVOKABLE void remove(int row);
    /// Up (-1) or down (1).
    Q_INVOKABLE void move(int row, int by);
    Q_INVOKABLE void setKind(int row, int kind);
    Q_INVOKABLE void setFirst(int row, const QString &text);
    Q_INVOKABLE void setSecond(int row, const QString &text);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    struct Row {
        int kind = Run;
        QString first;
        QString second;
        std::chrono::milliseconds timeout = domain::RunStep{}.timeout;
    };

    bool has(int row) const { return EditedRows::has(m_rows, row); }
    static Row rowOf(const domain::TemplateStep &step);
    static domain::TemplateStep stepOf(const Row &row);

    std::vector<Row> m_rows;
};

/// A line for a shell, or, written as a list like ["nginx", "-g", "daemon off;"], a program without one.
QString commandText(const domain::CommandLine &command);
domain::CommandLine commandOf(const QString &text);

} // namespace glovebox::models
