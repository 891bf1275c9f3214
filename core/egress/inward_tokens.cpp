#include "core/egress/inward_tokens.h"

#include "core/base/constant_time.h"

#include <QRandomGenerator>

#include <algorithm>
#include <array>
#include <cstdio>

namespace glovebox::egress {

namespace {

/// 256 bits.
std::string randomToken()
{
    std::array<quint64, 4> parts{};
    QRandomGenerator::system()->fillRange(parts.data(), static_cast<qsizetype>(parts.size()));
    char text[65];
    std::snprintf(text, sizeof text, "%016llx%016llx%016llx%016llx", static_cast<unsigned long long>(parts[0]),
                  static_cast<unsigned long long>(parts[1]), static_cast<unsigned long long>(parts[2]),
                  static_cast<unsigned long long>(parts[3]));
    return text;
}

} // namespace

InwardTokens::InwardTokens() : m_cookie(randomToken()) {}

std::string InwardTokens::newOnce(MonoTime now)
{
    auto token = randomToken();
    m_once.push_back({SecretString(token), now + kPortTokenFor});
    if (m_once.size() > kTokensMax)
        m_once.pop_front();
    return token;
}

/// All are looked at, whichever it is.
bool InwardTokens::redeem(std::string_view token, MonoTime now)
{
    std::size_t found = m_once.size();
    for (std::size_t i = 0; i < m_once.size(); ++i)
        if (equalInConstantTime(m_once[i].token.reveal(), token) && now < m_once[i].until)
            found = i;
    if (found == m_once.size())
        return false;
    m_once.erase(m_once.begin() + static_cast<std::ptrdiff_t>(found));
    return true;
}

bool InwardTokens::isBearer(std::string_view token, MonoTime now)
{
    bool known = false;
    for (const auto &bearer : m_bearers)
        known = equalInConstantTime(bearer.reveal(), token) || known;
    if (known)
        return true;
    if (!redeem(token, now))
        return false;
    m_bearers.emplace_back(std::string(token));
    if (m_bearers.size() > kTokensMax)
        m_bearers.pop_front();
    return true;
}

bool InwardTokens::isCookie(std::string_view value) const
{
    return equalInConstantTime(m_cookie.reveal(), value);
}

bool InwardTokens::isIn(std::string_view text, MonoTime now) const
{
    const auto has = [text](const SecretString &secret) {
        return text.find(secret.reveal()) != text.npos;
    };
    return has(m_cookie) || std::ranges::any_of(m_bearers, has) ||
           std::ranges::any_of(m_once, [&](const Once &each) { return now < each.until && has(each.token); });
}

} // namespace glovebox::egress
