#include "core/ledger/audit_chain.h"

#include "core/base/sha256.h"

#include <QMessageAuthenticationCode>

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdio>

namespace glovebox::ledger {

namespace {

constexpr std::size_t kIdDigits = 16;
constexpr WallTime kCalendarEnds = std::chrono::sys_days{std::chrono::year{10'000} / 1 / 1};

std::string hex(std::string_view bytes)
{
    return QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())).toHex().toStdString();
}

SecretString derived(const SecretString &host, std::string_view purpose)
{
    return SecretString(tagOf(host, std::string("audit").append(1, '\0').append(purpose)));
}

nlohmann::json objectOf(const domain::AuditEntry &entry)
{
    return {{"action", entry.action},
            {"actor", std::string(word(entry.actor))},
            {"after", entry.after},
            {"before", entry.before},
            {"object", entry.object},
            {"origin", entry.origin},
            {"outcome", std::string(word(entry.outcome))},
            {"reason", entry.reason},
            {"seq", entry.sequence},
            {"session", entry.session},
            {"ts", timestamp(entry.at)}};
}

/// Sorted by key as std::map sorts: the names are ASCII. What is no UTF-8 was refused before it came here.
std::string lineOf(const nlohmann::json &object)
{
    return object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace

std::string tagText(std::string_view tag)
{
    return "sha256:" + hex(tag);
}

const std::string &noTag()
{
    static const std::string zeros(kTagBytes, '\0');
    return zeros;
}

std::string timestamp(WallTime at)
{
    using namespace std::chrono;
    if (at < WallTime() || at >= kCalendarEnds)
        return std::to_string(at.time_since_epoch().count());
    const auto day = floor<days>(at);
    const year_month_day date(day);
    const hh_mm_ss time(at - day);
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
    return text;
}

std::string canonicalForm(const domain::AuditEntry &entry)
{
    return lineOf(objectOf(entry));
}

std::string exportedForm(const domain::AuditEntry &entry)
{
    auto object = objectOf(entry);
    object["hmac"] = entry.chainTag;
    return lineOf(object);
}

std::string tagOf(const SecretString &key, std::string_view text)
{
    QMessageAuthenticationCode code(QCryptographicHash::Sha256, QByteArray::fromStdString(key.reveal()));
    code.addData(text.data(), static_cast<qsizetype>(text.size()));
    return code.result().toStdString();
}

Result<AuditKey> AuditKey::fromHex(const SecretString &secret)
{
    if (!isSha256Hex(secret.reveal()))
        return fail(ErrorCode::InvalidArgument, "it does not hold 64 hex digits");
    AuditKey key;
    key.m_host = SecretString(QByteArray::fromHex(QByteArray::fromStdString(secret.reveal())).toStdString());
    key.m_trail = derived(key.m_host, "trail");
    key.m_head = derived(key.m_host, "head");
    key.m_id = hex(derived(key.m_host, "id").reveal()).substr(0, kIdDigits);
    return key;
}

std::string AuditKey::tag(std::string_view previous, const domain::AuditEntry &entry) const
{
    return tagOf(m_trail, tagText(previous) + '\n' + canonicalForm(entry));
}

std::string AuditKey::seal(std::string_view line) const
{
    return tagOf(m_head, line);
}

SecretString AuditKey::keyOf(std::string_view sandbox) const
{
    return derived(m_host, sandbox);
}

} // namespace glovebox::ledger
