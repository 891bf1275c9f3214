#include "app/compose/api_keys_file.h"

#include "core/base/sha256.h"

#include <QFile>
#include <QSaveFile>

#include <nlohmann/json.hpp>

#include <set>

namespace glovebox::compose {

namespace {

constexpr qint64 kKeysFileMax = 1 << 20;

auto unreadableKeys(const std::string &file, const std::string &why)
{
    return fail(ErrorCode::FolderUnusable, file + " cannot be read: " + why +
                                               ". It has the keys of the local API; move it away to begin without any");
}

std::string textIn(const nlohmann::json &object, const char *field)
{
    const auto it = object.find(field);
    return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

std::optional<WallTime> timeIn(const nlohmann::json &object, const char *field)
{
    const auto it = object.find(field);
    return it != object.end() && it->is_number_integer()
               ? std::optional(WallTime(std::chrono::milliseconds(it->get<std::int64_t>())))
               : std::nullopt;
}

std::optional<domain::ApiKey> keyFrom(const nlohmann::json &object)
{
    if (!object.is_object())
        return std::nullopt;
    const auto id = textIn(object, "id");
    const auto scope = domain::keyScope(textIn(object, "scope"));
    const auto since = timeIn(object, "since_ms");
    domain::ApiKey key{.id = domain::ApiKeyId(isSafeToken(id) ? id : std::string("none")),
                       .name = textIn(object, "name"),
                       .scope = scope.value_or(domain::KeyScope::Read),
                       .hash = textIn(object, "hash"),
                       .hint = textIn(object, "hint"),
                       .since = since.value_or(WallTime{}),
                       .expires = timeIn(object, "expires_ms"),
                       .formerHash = textIn(object, "former_hash"),
                       .formerUntil = timeIn(object, "former_until_ms")};
    const bool makesSense = isSafeToken(id) && scope && since && isSha256Hex(key.hash) && !key.name.empty() &&
                            key.name.size() <= domain::kApiKeyNameMax && key.hint.size() <= 8 &&
                            (key.formerHash.empty() || isSha256Hex(key.formerHash)) &&
                            key.formerHash.empty() == !key.formerUntil;
    return makesSense ? std::optional(std::move(key)) : std::nullopt;
}

nlohmann::json toJson(const domain::ApiKey &key)
{
    nlohmann::json object{{"id", key.id.value()},     {"name", key.name},
                          {"scope", word(key.scope)}, {"hash", key.hash},
                          {"hint", key.hint},         {"since_ms", key.since.time_since_epoch().count()}};
    if (key.expires)
        object["expires_ms"] = key.expires->time_since_epoch().count();
    if (key.formerUntil) {
        object["former_hash"] = key.formerHash;
        object["former_until_ms"] = key.formerUntil->time_since_epoch().count();
    }
    return object;
}

} // namespace

std::string apiKeysFileOf(const std::string &dataFolder)
{
    return dataFolder + "/api-keys.json";
}

Result<engine::KeyBook::All> readApiKeys(const std::string &file)
{
    engine::KeyBook::All all;
    QFile stored(QString::fromStdString(file));
    if (!stored.exists())
        return all;
    if (!stored.open(QIODevice::ReadOnly))
        return unreadableKeys(file, stored.errorString().toStdString());
    const auto text = stored.read(kKeysFileMax + 1);
    const auto root = nlohmann::json::parse(text.toStdString(), nullptr, false);
    const auto keys = root.is_object() ? root.find("keys") : root.end();
    if (!root.is_object() || keys == root.end() || !keys->is_array() || keys->size() > domain::kApiKeysMax)
        return unreadableKeys(file, "it is damaged");
    std::set<std::string> seen;
    for (const auto &object : *keys) {
        auto key = keyFrom(object);
        if (!key || !seen.insert(key->id.value()).second)
            return unreadableKeys(file, "key " + std::to_string(all.size() + 1) + " makes no sense");
        all.push_back(*std::move(key));
    }
    return all;
}

Result<> writeApiKeys(const std::string &file, const engine::KeyBook::All &all)
{
    auto keys = nlohmann::json::array();
    for (const auto &key : all)
        keys.push_back(toJson(key));
    const auto text = nlohmann::json{{"keys", std::move(keys)}}.dump(1) + "\n";
    QSaveFile stored(QString::fromStdString(file));
    stored.setDirectWriteFallback(false);
    if (!stored.open(QIODevice::WriteOnly) ||
        !stored.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) ||
        stored.write(text.data(), static_cast<qint64>(text.size())) != static_cast<qint64>(text.size()) ||
        !stored.commit())
        return fail(ErrorCode::OutOfDisk, "write " + file + ": " + stored.errorString().toStdString());
    return {};
}

} // namespace glovebox::compose
