// Role: one window for one data folder: the first holds a socket in its runtime folder; a second one knocks there, says
// what it was to open, so that the first comes forward, and goes. Thread: GUI.
// Invariants: the socket is this user's alone; what comes over it is one short line, which is told and not read here.
#pragma once

#include <QLocalServer>
#include <QObject>

class QLocalSocket;

namespace glovebox::platform {

class SingleInstance : public QObject {
    Q_OBJECT

public:
    explicit SingleInstance(QString socketPath, QObject *parent = nullptr);

    /// Another window has this folder and was asked to come forward. Waits for its answer, two seconds at most: one
    /// that hangs is none. `wish`: what it is to open; empty: nothing.
    bool knock(const QString &wish = {}) const;
    /// From here on others find this one. False: the socket cannot be had; then there is no such window to others.
    bool listen();

Q_SIGNALS:
    void knocked(const QString &wish);

private:
    void answer();
    void hear(QLocalSocket *socket);

    QString m_path;
    QLocalServer m_server;
};

} // namespace glovebox::platform
