#include "core/egress/tls_hello.h"

#include <cstdint>
#include <optional>

namespace glovebox::egress {

namespace {

constexpr std::size_t kRecordHeader = 5;
constexpr std::size_t kRecordMax = 1 << 14; // RFC 8446, 5.1: plain text of one record
constexpr char kHandshake = 22;
constexpr char kClientHello = 1;
constexpr char kMajorVersion = 3;
constexpr char kMinorVersionMax = 4;
constexpr std::size_t kFixedPart = 2 + 32; // version, random
constexpr std::size_t kServerName = 0;     // the extension, and in it the kind of name
constexpr std::size_t kSessionIdMax = 32;

/// Takes fields off the front; once something is missing, nothing comes any more.
class ByteFields {
public:
    explicit ByteFields(std::string_view bytes) : m_rest(bytes) {}

    std::optional<std::size_t> number(std::size_t width)
    {
        const auto bytes = take(width);
        if (!bytes)
            return std::nullopt;
        std::size_t value = 0;
        for (const char each : *bytes)
            value = (value << 8) | static_cast<unsigned char>(each);
        return value;
    }
    std::optional<std::string_view> take(std::size_t length)
    {
        if (length > m_rest.size())
            return std::nullopt;
        const auto taken = m_rest.substr(0, length);
        m_rest.remove_prefix(length);
        return taken;
    }
    /// A length of so many bytes, and what it counts.
    std::optional<std::string_view> counted(std::size_t width)
    {
        const auto length = number(width);
        return length ? take(*length) : std::nullopt;
    }
    bool empty() const { return m_rest.empty(); }

private:
    std::string_view m_rest;
};

/// Nothing: malformed. A list of one name, which has no zero in it.
std::optional<std::string> nameOf(std::string_view extension)
{
    ByteFields outer(extension);
    const auto list = outer.counted(2);
    if (!list || !outer.empty())
        return std::nullopt;
    ByteFields entries(*list);
    const auto kind = entries.number(1);
    const auto name = entries.counted(2);
    if (kind != kServerName || !name || name->empty() || !entries.empty() || name->find('\0') != std::string_view::npos)
        return std::nullopt;
    return std::string(*name);
}

/// Empty text: no name. Nothing: malformed.
std::optional<std::string> nameIn(std::string_view hello)
{
    ByteFields fields(hello);
    const auto fixed = fields.take(kFixedPart);
    const auto session = fields.counted(1);
    const auto suites = fields.counted(2);
    const auto compressions = fields.counted(1);
    if (!fixed || !session || session->size() > kSessionIdMax || !suites || suites->size() < 2 ||
        suites->size() % 2 != 0 || !compressions || compressions->empty())
        return std::nullopt;
    if (fields.empty())
        return std::string(); // of a client without extensions
    const auto all = fields.counted(2);
    if (!all || !fields.empty())
        return std::nullopt;
    std::string name;
    for (ByteFields extensions(*all); !extensions.empty();) {
        const auto type = extensions.number(2);
        const auto content = extensions.counted(2);
        if (!type || !content)
            return std::nullopt;
        if (*type != kServerName)
            continue;
        const auto found = nameOf(*content);
        if (!found || !name.empty())
            return std::nullopt;
        name = *found;
    }
    return name;
}

} // namespace

TlsHello::Outcome TlsHello::feed(std::string_view bytes)
{
    if (m_outcome != Outcome::NeedMore)
        return m_outcome;
    const auto room = kHelloMax - m_records.size();
    m_records.append(bytes.substr(0, room));
    m_outcome = readRecords();
    if (m_outcome == Outcome::NeedMore && bytes.size() >= room)
        m_outcome = Outcome::Malformed;
    return m_outcome;
}

TlsHello::Outcome TlsHello::readRecords()
{
    for (;;) {
        const auto rest = std::string_view(m_records).substr(m_at);
        const bool first = m_at == 0;
        // What is certain is said at the first byte: who speaks something else may be waiting for an answer to it.
        if (!rest.empty() && rest[0] != kHandshake)
            return first ? Outcome::NotTls : Outcome::Malformed;
        if (rest.size() > 1 && rest[1] != kMajorVersion)
            return first ? Outcome::NotTls : Outcome::Malformed;
        if (rest.size() > 2 && static_cast<unsigned char>(rest[2]) > kMinorVersionMax)
            return Outcome::Malformed;
        if (rest.size() < kRecordHeader)
            return Outcome::NeedMore;
        const auto length =
            static_cast<std::size_t>(static_cast<unsigned char>(rest[3])) << 8 | static_cast<unsigned char>(rest[4]);
        if (length == 0 || length > kRecordMax)
            return Outcome::Malformed;
        if (rest.size() < kRecordHeader + length)
            return Outcome::NeedMore;
        m_message.append(rest.substr(kRecordHeader, length));
        m_at += kRecordHeader + length;
        if (const auto outcome = readMessage(); outcome != Outcome::NeedMore)
            return outcome;
    }
}

TlsHello::Outcome TlsHello::readMessage()
{
    if (m_message[0] != kClientHello)
        return Outcome::Malformed;
    ByteFields fields(m_message);
    const auto type = fields.take(1);
    const auto length = fields.number(3);
    if (!type || !length)
        return Outcome::NeedMore;
    if (*length > kHelloMax)
        return Outcome::Malformed;
    const auto body = fields.take(*length);
    if (!body)
        return Outcome::NeedMore;
    if (!fields.empty())
        return Outcome::Malformed; // another message before the server has said a word
    const auto name = nameIn(*body);
    if (!name)
        return Outcome::Malformed;
    m_serverName = *name;
    return Outcome::Read;
}

} // namespace glovebox::egress
