// Role: what the tray says and offers: how it goes, what waits, and the actions that one wants without the window. Rows
// and looks only; who shows them is the program's. Thread: GUI.
#pragma once

#include <QObject>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace glovebox::models {

class PanelModel;

struct TrayRow {
    QString action; // of the registry; empty: a line that only says something
    QString text;   // empty: a separator
    bool enabled = false;

    friend bool operator==(const TrayRow &, const TrayRow &) = default;
};

class TrayMenu : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(bool there READ there NOTIFY thereChanged) // the desktop has a tray, and shows this

public:
    enum class Look { Normal, NeedsYou, Problem };

    explicit TrayMenu(PanelModel &panel);

    bool there() const { return m_there; }
    void setThere(bool there);

    const std::vector<TrayRow> &rows() const { return m_rows; }
    Look look() const { return m_look; }
    QString stateText() const;
    /// As if it had been chosen in the window, which comes forward for what asks.
    void choose(const QString &action);

Q_SIGNALS:
    void changed();
    void thereChanged();
    void forwardAsked();

private:
    void refresh();
    std::vector<TrayRow> made() const;

    PanelModel &m_panel;
    std::vector<TrayRow> m_rows;
    Look m_look = Look::Normal;
    bool m_there = false;
};

} // namespace glovebox::models
