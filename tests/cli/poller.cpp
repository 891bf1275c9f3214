#include "tests/cli/poller.h"

#include <QJsonDocument>
#include <QNetworkReply>
#include <QTest>

namespace testcli {

namespace {

QJsonObject textBlock(const QString &text)
{
    return {{QStringLiteral("type"), QStringLiteral("text")}, {QStringLiteral("text"), text}};
}

QJsonObject message(const QString &text)
{
    return {{QStringLiteral("type"), QStringLiteral("user.message")},
            {QStringLiteral("content"), QJsonArray{textBlock(text)}}};
}

} // namespace

Poller::Poller(const QString &dataDir, const QString &imageDir, Variables mark, const QStringList &demoArguments)
    : m_dataDir(dataDir), m_imageDir(imageDir), m_mark(std::move(mark)),
      m_demo(QStringList{QStringLiteral("demo-server"), QStringLiteral("--json"), QStringLiteral("--pace"),
                         QStringLiteral("0")} +
                 demoArguments,
             m_mark)
{
    QVERIFY2(m_demo.prints("\n"), m_demo.everything());
    const auto made = QJsonDocument::fromJson(m_demo.output()).object();
    m_url = made.value(QLatin1String("url")).toString();
    m_environmentId = made.value(QLatin1String("environment_id")).toString();
    m_environmentKey = made.value(QLatin1String("environment_key")).toString();
    m_apiKey = made.value(QLatin1String("api_key")).toString();
}

void Poller::endServer()
{
    m_demo.terminate();
    QCOMPARE(m_demo.status(), 0);
}

QJsonObject Poller::ask(const QByteArray &method, const QString &path, const QString &credential,
                        const QJsonObject &body, int *status)
{
    QNetworkRequest request(QUrl(m_url + path));
    request.setRawHeader("authorization", "Bearer " + credential.toUtf8());
    request.setRawHeader("anthropic-beta", "managed-agents-2026-04-01");
    request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    const auto text = method == "GET" ? QByteArray() : QJsonDocument(body).toJson(QJsonDocument::Compact);
    const std::unique_ptr<QNetworkReply> reply(m_network.sendCustomRequest(request, method, text));
    if (!QTest::qWaitFor([&] { return reply->isFinished(); }, 30'000))
        return {};
    if (status)
        *status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    return QJsonDocument::fromJson(reply->readAll()).object();
}

QJsonObject Poller::claim(const QString &agent)
{
    QJsonObject item;
    [&] {
        const auto session = ask("POST", QStringLiteral("/v1/sessions"), m_apiKey,
                                 {{QStringLiteral("agent"), agent},
                                  {QStringLiteral("environment_id"), m_environmentId},
                                  {QStringLiteral("initial_events"), QJsonArray{message(QStringLiteral("hello"))}}});
        QVERIFY(session.contains(QLatin1String("id")));
        // It explains itself and calls no tool, or none that it may.
        QTRY_COMPARE(
            ask("GET", QStringLiteral("/v1/sessions/") + session.value(QLatin1String("id")).toString(), m_apiKey)
                .value(QLatin1String("status")),
            QJsonValue(QStringLiteral("idle")));
        item = claimNext();
        QCOMPARE(item.value(QLatin1String("data")).toObject().value(QLatin1String("id")),
                 session.value(QLatin1String("id")));
    }();
    return item;
}

QJsonObject Poller::claimNext()
{
    QJsonObject item;
    [&] {
        const auto work = QStringLiteral("/v1/environments/") + m_environmentId + QStringLiteral("/work/");
        const auto polled = [&] {
            item = ask("GET", work + QStringLiteral("poll"), m_environmentKey);
            return item.contains(QLatin1String("id"));
        };
        QVERIFY(QTest::qWaitFor(polled, 30'000));
        int status = 0;
        ask("POST", work + item.value(QLatin1String("id")).toString() + QStringLiteral("/ack"), m_environmentKey, {},
            &status);
        QCOMPARE(status, 200);
    }();
    return item;
}

QJsonArray Poller::eventsOf(const QJsonObject &item, const QString &type)
{
    const auto page = ask("GET",
                          QStringLiteral("/v1/sessions/") +
                              item.value(QLatin1String("data")).toObject().value(QLatin1String("id")).toString() +
                              QStringLiteral("/events?limit=1000"),
                          m_apiKey);
    QJsonArray found;
    for (const auto &event : page.value(QLatin1String("data")).toArray())
        if (event.toObject().value(QLatin1String("type")) == type)
            found.append(event);
    return found;
}

void Poller::send(const QJsonObject &item, const QJsonObject &event)
{
    int status = 0;
    ask("POST",
        QStringLiteral("/v1/sessions/") +
            item.value(QLatin1String("data")).toObject().value(QLatin1String("id")).toString() +
            QStringLiteral("/events"),
        m_apiKey, {{QStringLiteral("events"), QJsonArray{event}}}, &status);
    QCOMPARE(status, 200);
}

QDateTime Poller::lastHeartbeatOf(const QJsonObject &item)
{
    return QDateTime::fromString(asItStands(item).value(QLatin1String("latest_heartbeat_at")).toString(),
                                 Qt::ISODateWithMs);
}

QJsonObject Poller::asItStands(const QJsonObject &item)
{
    const auto page =
        ask("GET", QStringLiteral("/v1/environments/") + m_environmentId + QStringLiteral("/work"), m_environmentKey);
    for (const auto &one : page.value(QLatin1String("data")).toArray())
        if (one.toObject().value(QLatin1String("id")) == item.value(QLatin1String("id")))
            return one.toObject();
    return {};
}

Variables Poller::variablesOf(const QJsonObject &item) const
{
    auto variables = m_mark;
    variables.insert(QStringLiteral("ANTHROPIC_WORK_ID"), item.value(QLatin1String("id")).toString());
    variables.insert(QStringLiteral("ANTHROPIC_ENVIRONMENT_ID"), m_environmentId);
    variables.insert(QStringLiteral("ANTHROPIC_SESSION_ID"),
                     item.value(QLatin1String("data")).toObject().value(QLatin1String("id")).toString());
    variables.insert(QStringLiteral("ANTHROPIC_ENVIRONMENT_KEY"), m_environmentKey);
    variables.insert(QStringLiteral("ANTHROPIC_BASE_URL"), m_url);
    variables.insert(QStringLiteral("GLOVEBOX_DATA_DIR"), m_dataDir);
    variables.insert(QStringLiteral("GLOVEBOX_IMAGE_DIR"), m_imageDir);
    variables.insert(QStringLiteral("GLOVEBOX_ACCEL"), QStringLiteral("emulated"));
    variables.insert(QStringLiteral("GLOVEBOX_SESSION_IDLE"), QStringLiteral("500ms"));
    return variables;
}

std::unique_ptr<Program> Poller::spawn(const QJsonObject &item, const QStringList &arguments, Variables more,
                                       bool withInput)
{
    auto variables = variablesOf(item);
    for (auto one = more.begin(); one != more.end(); ++one)
        variables.insert(one.key(), one.value());
    auto program = std::make_unique<Program>(QStringList{QStringLiteral("spawn")} + arguments, variables);
    program->hear(withInput ? QJsonDocument(item).toJson(QJsonDocument::Compact) + '\n' : QByteArray());
    return program;
}

} // namespace testcli
