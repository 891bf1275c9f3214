// Role: the fields of a JSON object that anybody may have written, each with its type and bounds checked. What is
// missing or wrong reads as nothing. Thread: any.
#pragma once

#include "core/base/id.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace glovebox::qemu {

class JsonReader {
public:
    static constexpr std::size_t kTextMax = 4096;

    explicit JsonReader(const nlohmann::json &object) : m_object(object.is_object() ? object : nothing()) {}

    static const nlohmann::json &nothing()
    {
        static const nlohmann::json empty = nlohmann::json::object();
        return empty;
    }
    const nlohmann::json &member(const char *key) const
    {
        static const nlohmann::json null;
        const auto found = m_object.find(key);
        return found == m_object.end() ? null : *found;
    }
    bool has(const char *key) const { return m_object.contains(key); }
    JsonReader inner(const char *key) const { return JsonReader(member(key)); }

    std::optional<std::string> text(const char *key) const
    {
        const auto &value = member(key);
        if (!value.is_string() || value.get_ref<const std::string &>().size() > kTextMax)
            return std::nullopt;
        return value.get<std::string>();
    }
    std::optional<std::string> token(const char *key) const
    {
        auto value = text(key);
        return value && isSafeToken(*value) ? value : std::nullopt;
    }
    /// An absolute path.
    std::optional<std::string> path(const char *key) const
    {
        auto value = text(key);
        const bool good = value && value->starts_with('/') && value->find('\0') == std::string::npos;
        return good ? value : std::nullopt;
    }
    std::optional<std::uint64_t> count(const char *key, std::uint64_t most = INT64_MAX) const
    {
        const auto &value = member(key);
        if (!value.is_number_unsigned() || value.get<std::uint64_t>() > most)
            return std::nullopt;
        return value.get<std::uint64_t>();
    }
    std::optional<std::int64_t> whole(const char *key) const
    {
        const auto &value = member(key);
        if (!value.is_number_integer() || (value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX))
            return std::nullopt;
        return value.get<std::int64_t>();
    }
    std::optional<bool> truth(const char *key) const
    {
        const auto &value = member(key);
        return value.is_boolean() ? std::optional(value.get<bool>()) : std::nullopt;
    }

private:
    const nlohmann::json &m_object;
};

} // namespace glovebox::qemu
