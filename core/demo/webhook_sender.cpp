#include "core/demo/webhook_sender.h"

#include <nlohmann/json.hpp>

#include <QHostAddress>
#include <QLoggingCategory>
#include <QMessageAuthenticationCode>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QRandomGenerator>

#include <algorithm>
#include <array>

namespace glovebox::demo {

Q_LOGGING_CATEGORY(lcWebhooks, "glovebox.demo.webhooks")

namespace {

using std::chrono::milliseconds;

constexpr int kAttempts = 3;
/// Before the second and the third attempt (reference 6.4).
constexpr milliseconds kBackoffFirst{5000};
constexpr milliseconds kBackoffMax{120'000};
/// Handlers have to be quick (reference, appendix A: under 5 s).
constexpr milliseconds kAttemptTimeout{10'000};
constexpr std::size_t kDeliveriesMax = 1000;
constexpr std::string_view kKeyPrefix = "whsec_";

struct Name {
    std::string_view event;
    const char *webhook;
};
constexpr std::array kNames{Name{"session.status_running", "session.status_run_started"},
                            Name{"session.status_idle", "session.status_idled"},
                            Name{"session.status_rescheduled", "session.status_rescheduled"},
                            Name{"session.status_terminated", "session.status_terminated"},
                            Name{"session.updated", "session.updated"},
                            Name{"session.deleted", "session.deleted"}};

std::optional<QByteArray> keyBytes(const SecretString &key)
{
    const auto &text = key.reveal();
    if (!text.starts_with(kKeyPrefix))
        return std::nullopt;
    const auto decoded = QByteArray::fromBase64Encoding(QByteArray::fromStdString(text.substr(kKeyPrefix.size())),
                                                        QByteArray::AbortOnBase64DecodingErrors);
    return decoded && !decoded.decoded.isEmpty() ? std::optional(decoded.decoded) : std::nullopt;
}

} // namespace

std::optional<std::string> webhookSignature(const SecretString &key, const std::string &id, std::int64_t timestamp,
                                            const std::string &body)
{
    const auto bytes = keyBytes(key);
    if (!bytes)
        return std::nullopt;
    const auto text = QByteArray::fromStdString(id + '.' + std::to_string(timestamp) + '.' + body);
    const auto code = QMessageAuthenticationCode::hash(text, *bytes, QCryptographicHash::Sha256);
    return "v1," + code.toBase64().toStdString();
}

SecretString newWebhookKey()
{
    std::array<quint32, 8> random{};
    QRandomGenerator::system()->fillRange(random.data(), static_cast<qsizetype>(random.size()));
    const QByteArray bytes(reinterpret_cast<const char *>(random.data()), sizeof random);
    return SecretString(std::string(kKeyPrefix) + bytes.toBase64().toStdString());
}

Result<std::unique_ptr<WebhookSender>> WebhookSender::create(Options options, ports::Clock &clock, IdSource &ids)
{
    const QUrl url(QString::fromStdString(options.url), QUrl::StrictMode);
    const auto host = url.host();
    const bool here = host == QLatin1String("localhost") || QHostAddress(host).isLoopback();
    if (!url.isValid() || url.scheme() != QLatin1String("http") || !here || !url.userInfo().isEmpty())
        return fail(ErrorCode::InvalidArgument, "the webhook URL must be http:// on this machine's loopback");
    if (!keyBytes(options.key))
        return fail(ErrorCode::InvalidArgument, "the webhook key must be whsec_ and base64 behind it");
    return std::unique_ptr<WebhookSender>(new WebhookSender(url, std::move(options.key), clock, ids));
}

WebhookSender::WebhookSender(QUrl url, SecretString key, ports::Clock &clock, IdSource &ids)
    : m_url(std::move(url)), m_key(std::move(key)), m_clock(clock), m_ids(ids)
{
    m_network.setProxy(QNetworkProxy::NoProxy);
}

void WebhookSender::note(const std::string &session, const std::string &eventType)
{
    const auto name = std::ranges::find(kNames, eventType, &Name::event);
    if (name == kNames.end() || m_disabled)
        return;
    if (m_deliveries.size() >= kDeliveriesMax) {
        qCWarning(lcWebhooks) << "too many webhooks wait; one is dropped";
        return;
    }
    const auto id = m_ids.id("whe");
    const nlohmann::json body{
        {"type", "event"},
        {"id", id},
        {"created_at", isoTime(m_clock.wallNow())},
        {"data",
         {{"type", name->webhook}, {"id", session}, {"organization_id", "org_demo"}, {"workspace_id", "wrkspc_demo"}}}};
    m_deliveries.push_back({id, body.dump(), 0, {}});
    const auto added = std::prev(m_deliveries.end());
    // From the event loop: whoever changed the session is still at it.
    added->pause = m_clock.after(milliseconds(0), [this, added] { attempt(added); });
}

void WebhookSender::attempt(std::list<Delivery>::iterator delivery)
{
    ++delivery->attempt;
    const auto now = std::chrono::duration_cast<std::chrono::seconds>(m_clock.wallNow().time_since_epoch()).count();
    QNetworkRequest request(m_url);
    request.setRawHeader("content-type", "application/json");
    request.setRawHeader("webhook-id", QByteArray::fromStdString(delivery->id));
    request.setRawHeader("webhook-timestamp", QByteArray::number(static_cast<qlonglong>(now)));
    request.setRawHeader("webhook-signature",
                         QByteArray::fromStdString(*webhookSignature(m_key, delivery->id, now, delivery->body)));
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setTransferTimeout(static_cast<int>(kAttemptTimeout.count()));
    auto *reply = m_network.post(request, QByteArray::fromStdString(delivery->body));
    // Queued, so that none of Qt's frames lies below; m_network is what the reply lives and dies with.
    QObject::connect(
        reply, &QNetworkReply::finished, &m_network,
        [this, reply, delivery] {
            const auto status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
            reply->deleteLater();
            answered(delivery, status);
        },
        Qt::QueuedConnection);
}

void WebhookSender::answered(std::list<Delivery>::iterator delivery, int status)
{
    if (status >= 200 && status <= 299) {
        ++m_delivered;
        m_deliveries.erase(delivery);
        return;
    }
    if (status >= 300 && status <= 399) {
        m_disabled = true;
        qCWarning(lcWebhooks) << "the webhook endpoint redirects; it gets nothing any more";
    }
    if (m_disabled || delivery->attempt >= kAttempts) {
        qCWarning(lcWebhooks).noquote() << "webhook" << QString::fromStdString(delivery->id) << "was not taken: status"
                                        << status;
        m_deliveries.erase(delivery);
        return;
    }
    const auto longest = std::min(kBackoffFirst * (1 << (2 * (delivery->attempt - 1))), kBackoffMax);
    const auto delay =
        milliseconds(static_cast<std::int64_t>(static_cast<double>(longest.count()) * (1 + m_clock.random() * 0.25)));
    delivery->pause = m_clock.after(delay, [this, delivery] { attempt(delivery); });
}

} // namespace glovebox::demo
