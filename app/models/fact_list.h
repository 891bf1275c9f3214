// Role: labelled facts for a pane: "Boot time · 1.24 s". Replaced as a whole by its owner, changed row by row on
// screen. Thread: GUI.
#pragma once

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace glovebox::models {

struct Fact {
    QString label;
    QString value;
    bool mono = false;    // ids, numbers that are compared
    QString copy = {};    // what the copy button takes; empty: no button
    bool warning = false; // somebody should think about it

    friend bool operator==(const Fact &, const Fact &) = default;
};

class FactList : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")

public:
    enum Role { LabelRole = Qt::UserRole + 1, ValueRole, MonoRole, CopyRole, WarningRole };

    using QAbstractListModel::QAbstractListModel;

    void setFacts(std::vector<Fact> facts);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    std::vector<Fact> m_facts;
};

} // namespace glovebox::models
