// Role: the versions of one template that somebody defined, newest first. Replaced as a whole by its owner, changed row
// by row on screen. Thread: GUI.
#pragma once

#include "core/api/template_views.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace glovebox::models {

class VersionList : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role {
        NumberRole = Qt::UserRole + 1,
        CurrentRole,
        WhenRole,    // "built 3 d ago in 2 min 05 s"
        DetailRole,  // "5 steps, 3 from before · 118 MiB · 2 sandboxes"
        WhyNotRole,  // be deleted; empty: it can be
        SnapshotRole // the id of what is frozen
    };

    using QAbstractListModel::QAbstractListModel;

    void show(const std::vector<api::TemplateVersionView> &versions, WallTime now);
    int count() const { return static_cast<int>(m_rows.size()); }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void countChanged();

private:
    struct Row {
        int number = 0;
        bool current = false;
        QString when;
        QString detail;
        QString whyNot;
        QString snapshot;

        friend bool operator==(const Row &, const Row &) = default;
    };

    std::vector<Row> m_rows;
};

} // namespace glovebox::models
