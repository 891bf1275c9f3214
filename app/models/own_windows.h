// Role: the windows beside the main one: what they show, in which order they were opened, and that they come back with
// the next start. Thread: GUI.
// Invariants: one window an object and kind, what is asked for again comes forward; kMost of them; with a memory file
// they are kept as they stand, and what somebody closed is not opened again.
#pragma once

#include "app/models/own_window.h"

#include <QAbstractListModel>

#include <vector>

namespace glovebox::models {

class OwnWindows : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role { WindowRole = Qt::UserRole + 1 };
    static constexpr int kMost = 16;

    explicit OwnWindows(PanelModel &panel);
    ~OwnWindows() override;

    int count() const { return static_cast<int>(m_windows.size()); }
    OwnWindow *at(int row) const { return m_windows[static_cast<std::size_t>(row)].get(); }
    OwnWindow *find(OwnWindow::Kind kind, const QString &object) const;

    /// What the page shows, in a window of its own.
    void openShown();
    /// Why that is not possible; empty: it is.
    QString whyNotShown() const;
    void open(OwnWindow::Kind kind, const QString &object);
    /// Somebody closed it: it is not opened again.
    Q_INVOKABLE void close(glovebox::models::OwnWindow *window);
    /// One that shows the object comes forward; false: there is none.
    bool focus(const QString &object);

    /// Where they are kept; read once it is known what there is.
    void setMemoryFile(const QString &file);

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : count(); }
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void countChanged();
    void lastClosed();

private:
    struct Wish {
        OwnWindow::Kind kind;
        QString object;
    };

    std::optional<Wish> shown() const;
    void add(OwnWindow::Kind kind, const QString &object, QRect place);
    void restore();
    void keep() const;

    PanelModel &m_panel;
    std::vector<std::unique_ptr<OwnWindow>> m_windows;
    QString m_file;
    bool m_restored = false; // or there is nothing to restore from
};

} // namespace glovebox::models
