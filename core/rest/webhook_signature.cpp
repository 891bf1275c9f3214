#include "core/rest/webhook_signature.h"

#include "core/base/constant_time.h"

#include <QByteArray>
#include <QMessageAuthenticationCode>

#include <algorithm>
#include <charconv>

namespace glovebox::rest {

namespace {

constexpr std::string_view kKeyPrefix = "whsec_";
/// The Console's keys have 32 bytes.
constexpr std::size_t kKeyTextMax = 4096;
/// Seconds since 1970 have ten digits until the year 2286.
constexpr std::size_t kTimestampDigitsMax = 12;

/// Up to `separator`, which is taken away with it.
std::string_view cutOff(std::string_view &text, char separator)
{
    const auto end = std::min(text.find(separator), text.size());
    const auto part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return part;
}

Result<std::int64_t> secondsOf(std::string_view text)
{
    std::int64_t seconds = 0;
    const bool digits = !text.empty() && text.size() <= kTimestampDigitsMax &&
                        std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    if (!digits || std::from_chars(text.data(), text.data() + text.size(), seconds).ec != std::errc{})
        return fail(ErrorCode::Unauthorized, "webhook-timestamp is not a number of seconds");
    return seconds;
}

} // namespace

Result<SigningKey> SigningKey::parse(const SecretString &text)
{
    std::string_view encoded = text.reveal();
    if (encoded.starts_with(kKeyPrefix))
        encoded.remove_prefix(kKeyPrefix.size());
    while (encoded.ends_with('='))
        encoded.remove_suffix(1);
    if (encoded.empty())
        return fail(ErrorCode::InvalidArgument, "the signing key is empty");
    if (encoded.size() > kKeyTextMax)
        return fail(ErrorCode::InvalidArgument, "the signing key is longer than any");
    auto bytes = QByteArray(encoded.data(), static_cast<qsizetype>(encoded.size()));
    bytes.replace('-', '+').replace('_', '/');
    auto decoded = QByteArray::fromBase64Encoding(bytes, QByteArray::AbortOnBase64DecodingErrors);
    bytes.fill('\0');
    if (!decoded || decoded.decoded.isEmpty())
        return fail(ErrorCode::InvalidArgument,
                    "that is no signing key: it is whsec_ followed by base64, as the Console shows it once");
    SecretString key(decoded.decoded.toStdString());
    decoded.decoded.fill('\0');
    return SigningKey(std::move(key));
}

std::string SigningKey::sign(std::string_view id, std::int64_t timestamp, std::string_view body) const
{
    QMessageAuthenticationCode code(QCryptographicHash::Sha256, QByteArray::fromStdString(m_bytes.reveal()));
    const auto time = std::to_string(timestamp);
    for (const std::string_view part : {id, std::string_view("."), std::string_view(time), std::string_view("."), body})
        code.addData(part.data(), static_cast<qsizetype>(part.size()));
    return code.result().toBase64().toStdString();
}

Result<WallTime> verify(const SigningKey &key, const SignedDelivery &delivery, WallTime now)
{
    if (delivery.id.empty() || delivery.timestamp.empty() || delivery.signatures.empty())
        return fail(ErrorCode::Unauthorized, "webhook-id, webhook-timestamp or webhook-signature is missing");
    if (delivery.id.size() > kWebhookIdMax)
        return fail(ErrorCode::Unauthorized, "webhook-id is longer than any");
    GB_TRY(seconds, secondsOf(delivery.timestamp));
    const auto today = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    if (today - seconds > kWebhookTolerance.count())
        return fail(ErrorCode::Unauthorized, "it was signed " + std::to_string(today - seconds) +
                                                 " s ago: too old, or this host's clock is wrong");
    if (seconds - today > kWebhookTolerance.count())
        return fail(ErrorCode::Unauthorized, "it was signed " + std::to_string(seconds - today) +
                                                 " s in the future: this host's clock is wrong");
    const auto expected = key.sign(delivery.id, seconds, delivery.body);
    bool good = false;
    for (auto rest = delivery.signatures; !rest.empty();) {
        auto entry = cutOff(rest, ' ');
        if (cutOff(entry, ',') == "v1" && equalInConstantTime(cutOff(entry, ','), expected))
            good = true;
    }
    if (!good)
        return fail(ErrorCode::Unauthorized, "no signature of it was made with our signing key");
    return WallTime(std::chrono::seconds(seconds));
}

bool ReplayMemory::take(const std::string &id, WallTime signedAt, WallTime now)
{
    while (!m_order.empty() && m_order.begin()->first < now)
        forgetNext();
    // A retry is signed anew: the same id may come with a later time, which is good for longer.
    const auto until = std::max(signedAt, now) + kWebhookTolerance + std::chrono::seconds(1);
    if (const auto known = m_until.find(id); known != m_until.end()) {
        m_order.erase({known->second, id});
        known->second = std::max(known->second, until);
        m_order.emplace(known->second, id);
        return false;
    }
    if (m_until.size() >= m_max)
        forgetNext();
    m_until.emplace(id, until);
    m_order.emplace(until, id);
    return true;
}

void ReplayMemory::forgetNext()
{
    m_until.erase(m_order.begin()->second);
    m_order.erase(m_order.begin());
}

} // namespace glovebox::rest
