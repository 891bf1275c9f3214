// Role: one window for one data folder: the first holds a socket in its runtime folder; a second one knocks there, so
// that the first comes forward, and goes. Thread: GUI.
// Invariants: the socket is this user's alone; nothing that comes over it is read but that somebody came.
#pragma once

#include <QLocalServer>
#include <QObject>

namespace glovebox::platform {

class SingleInstance : public QObject {
    Q_OBJECT

public:
    explicit SingleInstance(QString socketPath, QObject *parent = nullptr);

    /// Another window has this folder and was asked to come forward. Waits for its answer, two seconds at most: one
    /// that hangs is none.
    bool knock() const;
    /// From here on others find this one. False: the socket cannot be had; then there is no such window to others.
    bool listen();

Q_SIGNALS:
    void knocked();

private:
    void answer();

    QString m_path;
    QLocalServer m_server;
};

} // namespace glovebox::platform
