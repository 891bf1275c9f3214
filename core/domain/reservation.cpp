#include "core/domain/reservation.h"

#include <algorithm>

namespace glovebox::domain {

namespace {

/// The service allows 16 pairs, 64 characters to a key and 512 to a value (reference 2.2): more can never match.
constexpr std::size_t kPairsMax = 16;
constexpr std::size_t kKeyMax = 64;
constexpr std::size_t kMatchValueMax = 512;

auto refuse(const std::string &why)
{
    return fail(ErrorCode::InvalidArgument, why);
}

} // namespace

Result<> check(const Reservation &reservation, WallTime now)
{
    if (reservation.session && !reservation.match.empty())
        return refuse("a sandbox is reserved for one session or for a match on metadata, not for both");
    if (!reservation.session && reservation.match.empty())
        return refuse("say for whom: a session's id, or what its metadata has, as team=billing");
    if (reservation.session && !isSafeToken(reservation.session->value()))
        return refuse("'" + reservation.session->value().substr(0, kKeyMax) +
                      "' is no session's id; one looks like sesn_1a2b3c");
    if (reservation.match.size() > kPairsMax)
        return refuse("a session's metadata has " + std::to_string(kPairsMax) + " pairs at most; this asks for " +
                      std::to_string(reservation.match.size()));
    for (const auto &[key, value] : reservation.match) {
        if (key.empty() || key.size() > kKeyMax)
            return refuse("a key of metadata has 1 to " + std::to_string(kKeyMax) + " characters: '" +
                          key.substr(0, kKeyMax) + "'");
        if (value.size() > kMatchValueMax)
            return refuse("the value of " + key + " is longer than the " + std::to_string(kMatchValueMax) +
                          " characters that metadata takes");
    }
    if (isOver(reservation, now))
        return refuse("the reservation would be over already");
    return {};
}

bool isOver(const Reservation &reservation, WallTime now)
{
    return reservation.until && *reservation.until <= now;
}

bool fits(const Reservation &reservation, const SessionId &session, const Metadata &metadata, const Metadata &item,
          WallTime now)
{
    if (isOver(reservation, now))
        return false;
    if (reservation.session)
        return *reservation.session == session;
    const auto has = [&](const auto &pair) {
        const auto own = metadata.find(pair.first);
        if (own != metadata.end())
            return own->second == pair.second;
        const auto its = item.find(pair.first);
        return its != item.end() && its->second == pair.second;
    };
    return !reservation.match.empty() && std::ranges::all_of(reservation.match, has);
}

std::string inWords(const Reservation &reservation)
{
    if (reservation.session)
        return "session " + reservation.session->value();
    std::string text;
    for (const auto &[key, value] : reservation.match)
        text += (text.empty() ? "" : ", ") + key + " = " + value;
    return text;
}

} // namespace glovebox::domain
