// Role: the local addresses that lead into one sandbox, as the window shows them, and what can be asked of them. Rows
// are changed in place as their counts go. Thread: GUI.
// Invariants: a token is asked for when it is used, and kept nowhere; a refusal is said where it was asked.
#pragma once

#include "app/bridge/engine_client.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <map>
#include <vector>

namespace glovebox::models {

class PortsPanel : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(QString sandbox READ sandbox NOTIFY shownChanged)
    Q_PROPERTY(int count READ count NOTIFY shownChanged)
    Q_PROPERTY(QString countText READ countText NOTIFY shownChanged) // "2 ports lead into it"; empty: none
    Q_PROPERTY(bool sending READ sending NOTIFY answerChanged)
    Q_PROPERTY(QString refusal READ refusal NOTIFY answerChanged)

public:
    enum Role {
        IdRole = Qt::UserRole + 1,
        PortRole,    // inside
        KindRole,    // "HTTP", "TCP"
        AddressRole, // "127.93.4.7:41234"
        UseRole,     // "2 open, 14 taken"
        HttpRole
    };

    /// `client` may be null, for pictures: then nothing is asked.
    explicit PortsPanel(bridge::EngineClient *client, QObject *parent = nullptr);

    void apply(const bridge::Batch &batch);
    /// Of which sandbox; empty: of none.
    void show(const QString &sandbox);

    QString sandbox() const { return m_sandbox; }
    int count() const { return static_cast<int>(m_rows.size()); }
    QString countText() const;
    bool sending() const { return m_sending; }
    QString refusal() const { return m_refusal; }

    /// A dialog opens: what the last one was told is forgotten.
    Q_INVOKABLE void begin();
    /// 1 to 65535; 0: it is none.
    Q_INVOKABLE int portIn(const QString &text) const;
    Q_INVOKABLE void openPort(int port, bool tcp);
    /// With a new token, that is used there and then.
    Q_INVOKABLE void browse(int row);
    Q_INVOKABLE void copyUrl(int row);
    Q_INVOKABLE void closePort(int row);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void shownChanged();
    void answerChanged();
    void opened(); // what the dialog asked for
    void toast(const QString &text, bool isProblem);
    void browseRequested(const QString &url);
    void copyRequested(const QString &url);

private:
    const api::PortView *at(int row) const;
    void refresh();
    void say(const QString &refusal, bool sending);
    void newUrl(int row, std::function<void(const QString &url)> use);

    bridge::EngineClient *m_client;
    std::map<domain::PortId, api::PortView> m_all;
    QString m_sandbox;
    std::vector<api::PortView> m_rows; // of that one, by their ports
    bool m_sending = false;
    QString m_refusal;
};

} // namespace glovebox::models
