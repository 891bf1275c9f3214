#include "core/demo/identity.h"

#include <nlohmann/json.hpp>

#include <QByteArray>
#include <QDateTime>
#include <QRandomGenerator>

namespace glovebox::demo {

namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz123456789";

} // namespace

IdSource::IdSource(std::uint64_t seed) : m_seed(seed), m_engine(seed) {}

std::string IdSource::letters(std::size_t count)
{
    std::string out;
    out.reserve(count);
    while (out.size() < count) {
        const auto number = m_seed != 0 ? m_engine() : QRandomGenerator::system()->generate64();
        out.push_back(kAlphabet[number % kAlphabet.size()]);
    }
    return out;
}

std::string IdSource::id(std::string_view prefix)
{
    return std::string(prefix) + "_01" + letters(22);
}

SecretString IdSource::key(std::string_view prefix)
{
    return SecretString(std::string(prefix) + letters(64));
}

void Credentials::add(const SecretString &secret, Caller caller)
{
    m_callers.insert_or_assign(secret.reveal(), std::move(caller));
}

void Credentials::revoke(const SecretString &secret)
{
    m_callers.erase(secret.reveal());
}

std::optional<Caller> Credentials::identify(const std::string &secret) const
{
    const auto found = m_callers.find(secret);
    return found == m_callers.end() ? std::nullopt : std::optional(found->second);
}

std::string workSecret(const SecretString &sessionsToken)
{
    return base64Url(nlohmann::json{{"sessions_token", sessionsToken.reveal()}}.dump());
}

std::string isoTime(WallTime at)
{
    const auto text =
        QDateTime::fromMSecsSinceEpoch(at.time_since_epoch().count(), Qt::UTC).toString(Qt::ISODateWithMs);
    return text.toStdString();
}

std::optional<WallTime> parseIsoTime(const std::string &text)
{
    const auto parsed = QDateTime::fromString(QString::fromStdString(text), Qt::ISODateWithMs);
    if (!parsed.isValid())
        return std::nullopt;
    return WallTime(std::chrono::milliseconds(parsed.toMSecsSinceEpoch()));
}

std::string base64Url(std::string_view bytes)
{
    const QByteArray raw(bytes.data(), static_cast<qsizetype>(bytes.size()));
    return raw.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals).toStdString();
}

std::optional<std::string> fromBase64Url(std::string_view text)
{
    const QByteArray raw(text.data(), static_cast<qsizetype>(text.size()));
    const auto decoded =
        QByteArray::fromBase64Encoding(raw, QByteArray::Base64UrlEncoding | QByteArray::AbortOnBase64DecodingErrors);
    return decoded ? std::optional((*decoded).toStdString()) : std::nullopt;
}

} // namespace glovebox::demo
