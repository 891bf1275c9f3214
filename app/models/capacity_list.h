// Role: how much of this host is taken, a row for each thing that can run out, and how many more sandboxes of the usual
// size there is room for. Thread: GUI.
#pragma once

#include "app/models/host_status.h"

#include <QAbstractListModel>

namespace glovebox::models {

class CapacityList : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the overview")
    Q_PROPERTY(QString room READ room NOTIFY changed)           // "Room for about 14 more of the usual size (…)"
    Q_PROPERTY(bool full READ full NOTIFY changed)              // for none
    Q_PROPERTY(QString slotsText READ slotsText NOTIFY changed) // "24 / 40 slots"

public:
    enum Role {
        LabelRole = Qt::UserRole + 1,
        TextRole,  // "61%   78 / 128"; "unknown"
        ShareRole, // 0 to 1
        HintRole,  // what is counted
    };

    explicit CapacityList(const HostStatus &host, QObject *parent = nullptr);

    QString room() const;
    bool full() const { return m_roomKnown && m_room == 0; }
    QString slotsText() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void changed();

private:
    struct Row {
        QString label;
        QString text;
        double share = 0;
        QString hint;

        friend bool operator==(const Row &, const Row &) = default;
    };

    void look();
    void countRoom(const api::HostView &host);

    const HostStatus &m_host;
    std::array<Row, 4> m_rows;
    bool m_roomKnown = false;
    int m_room = 0;
    QString m_shortOf; // what is missing for one more
};

} // namespace glovebox::models
