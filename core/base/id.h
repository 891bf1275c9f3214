// Role: ids that do not turn into each other or into strings by accident.
// Ids of the control plane are opaque. isSafeToken() says whether one may stand in a file name or a command line.
#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>

namespace glovebox {

/// Letters, digits, '-' and '_', 1 to 128 of them: what the protocol's ids are made of.
constexpr bool isSafeToken(std::string_view text)
{
    if (text.empty() || text.size() > 128)
        return false;
    for (const char c : text) {
        const bool ok =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        if (!ok)
            return false;
    }
    return true;
}

template <class Tag>
class Id {
public:
    Id() = delete;
    explicit Id(std::string value) : m_value(std::move(value)) {}

    const std::string &value() const { return m_value; }
    static constexpr std::string_view kind() { return Tag::kind; }

    friend auto operator<=>(const Id &, const Id &) = default;

private:
    std::string m_value;
};

} // namespace glovebox

template <class Tag>
struct std::hash<glovebox::Id<Tag>> {
    std::size_t operator()(const glovebox::Id<Tag> &id) const noexcept { return std::hash<std::string>{}(id.value()); }
};
