// Role: plays the poller of `ant beta:worker poll --on-work` against a demo server of its own: makes sessions, claims
// and acknowledges their items, starts gloveboxctl spawn as that poller does. Thread: the test's, with an event loop.
#pragma once

#include "tests/cli/program.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>
#include <QNetworkAccessManager>

#include <memory>

namespace testcli {

class Poller {
public:
    /// `mark` goes into the environment of everything that is started.
    Poller(const QString &dataDir, const QString &imageDir, Variables mark, const QStringList &demoArguments = {});
    /// From here on nobody answers.
    void endServer();

    /// A session whose turn is over, or that waits for a person, claimed and acknowledged. Null object: something went
    /// wrong, and the test has failed.
    QJsonObject claim(const QString &agent = QStringLiteral("agent_interactive-shell"));
    /// What the queue hands out next, acknowledged; waits for it.
    QJsonObject claimNext();
    QJsonArray eventsOf(const QJsonObject &item, const QString &type);
    void send(const QJsonObject &item, const QJsonObject &event);
    /// The item as it stands now.
    QString stateOf(const QJsonObject &item) { return asItStands(item).value(QLatin1String("state")).toString(); }
    /// Not valid: there was none.
    QDateTime lastHeartbeatOf(const QJsonObject &item);
    std::unique_ptr<Program> spawn(const QJsonObject &item, const QStringList &arguments = {}, Variables more = {},
                                   bool withInput = true);
    /// As the ids and keys stand in a poller's environment.
    Variables variablesOf(const QJsonObject &item) const;

    /// An exchange with the demo server; the answer's status in `status` when wanted.
    QJsonObject ask(const QByteArray &method, const QString &path, const QString &credential,
                    const QJsonObject &body = {}, int *status = nullptr);
    const QString &environmentId() const { return m_environmentId; }
    const QString &environmentKey() const { return m_environmentKey; }
    const QString &apiKey() const { return m_apiKey; }
    const QString &url() const { return m_url; }

private:
    QJsonObject asItStands(const QJsonObject &item);

    QString m_dataDir;
    QString m_imageDir;
    Variables m_mark;
    Program m_demo;
    QNetworkAccessManager m_network;
    QString m_url;
    QString m_environmentId;
    QString m_environmentKey;
    QString m_apiKey;
};

} // namespace testcli
