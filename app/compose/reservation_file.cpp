#include "app/compose/reservation_file.h"

#include <QFile>
#include <QSaveFile>

#include <nlohmann/json.hpp>

namespace glovebox::compose {

namespace {

/// Four thousand with all that metadata can hold would be more; nobody writes those.
constexpr qint64 kReservationFileMax = 8 << 20;

std::optional<WallTime> momentIn(const nlohmann::json &object, const char *key)
{
    const auto it = object.find(key);
    return it != object.end() && it->is_number_integer()
               ? std::optional(WallTime(std::chrono::milliseconds(it->get<std::int64_t>())))
               : std::nullopt;
}

std::optional<domain::Reservation> reservationFrom(const nlohmann::json &object)
{
    domain::Reservation reservation;
    const auto since = object.is_object() ? momentIn(object, "since_ms") : std::nullopt;
    if (!since)
        return std::nullopt;
    reservation.since = *since;
    reservation.until = momentIn(object, "until_ms");
    if (const auto session = object.find("session"); session != object.end()) {
        if (!session->is_string())
            return std::nullopt;
        reservation.session = domain::SessionId(session->get<std::string>());
    }
    if (const auto match = object.find("match"); match != object.end()) {
        if (!match->is_object())
            return std::nullopt;
        for (const auto &[key, value] : match->items()) {
            if (!value.is_string())
                return std::nullopt;
            reservation.match.emplace(key, value.get<std::string>());
        }
    }
    return reservation;
}

auto unreadable(const std::string &file, const std::string &why)
{
    return fail(ErrorCode::FolderUnusable, file + " cannot be read: " + why +
                                               ". It says which sandboxes are reserved; "
                                               "move it away to go on without");
}

} // namespace

Result<engine::ReservationBook::All> readReservations(const std::string &file)
{
    engine::ReservationBook::All all;
    QFile stored(QString::fromStdString(file));
    if (!stored.exists())
        return all;
    if (!stored.open(QIODevice::ReadOnly))
        return unreadable(file, stored.errorString().toStdString());
    const auto text = stored.read(kReservationFileMax + 1);
    const auto root = nlohmann::json::parse(text.toStdString(), nullptr, false);
    if (!root.is_object())
        return unreadable(file, "it is damaged");
    for (const auto &[id, object] : root.items()) {
        const auto reservation = reservationFrom(object);
        if (!isSafeToken(id) || !reservation)
            return unreadable(file, "what it says of " + id.substr(0, 64) + " makes no sense");
        all.emplace(domain::SandboxId(id), *reservation);
    }
    return all;
}

Result<> writeReservations(const std::string &file, const engine::ReservationBook::All &all)
{
    auto root = nlohmann::json::object();
    for (const auto &[sandbox, reservation] : all) {
        nlohmann::json object{{"since_ms", reservation.since.time_since_epoch().count()}};
        if (reservation.until)
            object["until_ms"] = reservation.until->time_since_epoch().count();
        if (reservation.session)
            object["session"] = reservation.session->value();
        if (!reservation.match.empty())
            object["match"] = reservation.match;
        root[sandbox.value()] = std::move(object);
    }
    const auto text = root.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
    QSaveFile stored(QString::fromStdString(file));
    stored.setDirectWriteFallback(false);
    if (!stored.open(QIODevice::WriteOnly) ||
        stored.write(text.data(), static_cast<qint64>(text.size())) != static_cast<qint64>(text.size()) ||
        !stored.commit())
        return fail(ErrorCode::OutOfDisk, "write " + file + ": " + stored.errorString().toStdString());
    return {};
}

} // namespace glovebox::compose
