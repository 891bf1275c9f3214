#include "core/guest/protocol/cbor.h"

#include "core/guest/protocol/limits.h"

#include <array>

namespace glovebox::guest {

namespace {

/// Walks over CBOR items without recursion, keeping for each open container how many items it still expects.
class Checker {
public:
    explicit Checker(std::string_view bytes) : m_bytes(bytes) {}

    bool run()
    {
        while (m_items < kCborItemsMax) {
            ++m_items;
            if (!item())
                return false;
            while (m_depth > 0 && m_open[index()].left == 0)
                --m_depth;
            if (m_depth == 0)
                return m_at == m_bytes.size();
        }
        return false;
    }

private:
    struct Container {
        std::uint64_t left = 0; // items, keys counted like values
        bool isMap = false;
    };

    std::size_t index() const { return static_cast<std::size_t>(m_depth - 1); }

    bool item()
    {
        bool keyWanted = false;
        if (m_depth > 0) {
            auto &container = m_open[index()];
            keyWanted = container.isMap && container.left % 2 == 0;
            --container.left;
        }
        if (m_at >= m_bytes.size())
            return false;
        const auto head = static_cast<unsigned char>(m_bytes[m_at++]);
        const auto major = head >> 5;
        if (keyWanted && major != 3)
            return false;
        if (major == 7)
            return simple(head & 0x1F);
        std::uint64_t argument = 0;
        if (!number(head & 0x1F, argument))
            return false;
        switch (major) {
        case 0:
        case 1:
            return true;
        case 3:
            return text(argument);
        case 4:
            return open(argument, false);
        case 5:
            return open(argument, true);
        default:
            return false; // byte strings and tags: no message has them
        }
    }

    bool simple(int info)
    {
        switch (info) {
        case 20: // false
        case 21: // true
        case 22:
            return true; // null
        case 25:
            return skip(2);
        case 26:
            return skip(4);
        case 27:
            return skip(8);
        default:
            return false;
        }
    }

    bool number(int info, std::uint64_t &value)
    {
        if (info < 24) {
            value = static_cast<std::uint64_t>(info);
            return true;
        }
        if (info > 27) // reserved, or of indefinite length
            return false;
        const std::size_t size = std::size_t{1} << (info - 24);
        if (m_bytes.size() - m_at < size)
            return false;
        for (std::size_t i = 0; i < size; ++i)
            value = (value << 8) | static_cast<unsigned char>(m_bytes[m_at + i]);
        m_at += size;
        return true;
    }

    bool skip(std::uint64_t size)
    {
        if (size > m_bytes.size() - m_at)
            return false;
        m_at += static_cast<std::size_t>(size);
        return true;
    }

    /// Not all of UTF-8's rules, only that none of the bytes is one that UTF-8 never has.
    bool text(std::uint64_t size)
    {
        const auto begin = m_at;
        if (!skip(size))
            return false;
        for (auto i = begin; i < m_at; ++i)
            if (static_cast<unsigned char>(m_bytes[i]) >= 0xF8)
                return false;
        return true;
    }

    bool open(std::uint64_t count, bool isMap)
    {
        if (count > kCborItemsMax || m_depth >= kCborDepthMax)
            return false;
        m_open[static_cast<std::size_t>(m_depth++)] = {isMap ? count * 2 : count, isMap};
        return true;
    }

    std::string_view m_bytes;
    std::size_t m_at = 0;
    std::size_t m_items = 0;
    int m_depth = 0;
    std::array<Container, kCborDepthMax> m_open{};
};

} // namespace

bool isAcceptableCbor(std::string_view bytes)
{
    return Checker(bytes).run();
}

std::optional<nlohmann::json> parsePayload(std::string_view bytes)
{
    if (!isAcceptableCbor(bytes))
        return std::nullopt;
    auto message = nlohmann::json::from_cbor(bytes.begin(), bytes.end(), true, false);
    if (!message.is_object())
        return std::nullopt;
    return message;
}

std::string encodePayload(const nlohmann::json &message)
{
    std::string out;
    nlohmann::json::to_cbor(message, out);
    return out;
}

std::optional<std::string> textField(const nlohmann::json &message, const char *name, std::size_t max)
{
    const auto found = message.find(name);
    if (found == message.end() || !found->is_string())
        return std::nullopt;
    const auto &text = found->get_ref<const std::string &>();
    return text.size() <= max ? std::optional(text) : std::nullopt;
}

std::optional<std::uint64_t> numberField(const nlohmann::json &message, const char *name, std::uint64_t max)
{
    const auto found = message.find(name);
    if (found == message.end() || !found->is_number_unsigned())
        return std::nullopt;
    const auto value = found->get<std::uint64_t>();
    return value <= max ? std::optional(value) : std::nullopt;
}

std::optional<bool> flagField(const nlohmann::json &message, const char *name)
{
    const auto found = message.find(name);
    if (found == message.end() || !found->is_boolean())
        return std::nullopt;
    return found->get<bool>();
}

} // namespace glovebox::guest
