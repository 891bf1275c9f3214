#include "core/qemu/supervisor/codec.h"

#include <array>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>

namespace glovebox::qemu::supervisor {

namespace {

using std::chrono::milliseconds;

// Both ends run on one host, so that numbers are as this machine has them, lowest byte first.
constexpr std::uint32_t kMagic = 0x56534247; // "GBSV"
/// Hello, Welcome and Refused come first in Body.
constexpr std::size_t kLastingKinds = 3;

class Writer {
public:
    template <class Number>
    requires std::is_integral_v<Number>
    void number(Number value, std::type_identity_t<Number> /*max*/ = std::numeric_limits<Number>::max())
    {
        auto rest = static_cast<std::make_unsigned_t<Number>>(value);
        for (std::size_t i = 0; i < sizeof rest; ++i) {
            m_bytes.push_back(static_cast<char>(rest & 0xFF));
            if constexpr (sizeof rest > 1)
                rest = static_cast<decltype(rest)>(rest >> 8);
        }
    }
    void flag(bool value) { number<std::uint8_t>(value ? 1 : 0); }
    template <class Enum>
    void choice(Enum value, Enum /*last*/)
    {
        number(static_cast<std::uint8_t>(value));
    }
    void duration(milliseconds value)
    {
        m_fits = m_fits && value >= milliseconds(0) && value <= bounds::kDuration;
        number(static_cast<std::int64_t>(value.count()));
    }
    void bytes(const std::string &value, std::size_t max)
    {
        m_fits = m_fits && value.size() <= max && m_bytes.size() <= bounds::kMessage;
        if (!m_fits)
            return;
        number(static_cast<std::uint32_t>(value.size()));
        m_bytes += value;
    }
    /// Goes to the kernel, where a NUL would end it early.
    void word(const std::string &value, std::size_t max)
    {
        m_fits = m_fits && value.find('\0') == std::string::npos;
        bytes(value, max);
    }
    template <class Value, class Each>
    void list(const std::vector<Value> &values, std::size_t max, Each each)
    {
        m_fits = m_fits && values.size() <= max;
        if (!m_fits)
            return;
        number(static_cast<std::uint32_t>(values.size()));
        for (const auto &value : values)
            each(value);
    }

    std::string m_bytes;
    bool m_fits = true;
};

class Reader {
public:
    explicit Reader(std::string_view bytes) : m_rest(bytes) {}

    template <class Number>
    requires std::is_integral_v<Number>
    void number(Number &value, std::type_identity_t<Number> max = std::numeric_limits<Number>::max())
    {
        std::make_unsigned_t<Number> read = 0;
        if (!has(sizeof read))
            return;
        for (std::size_t i = sizeof read; i-- > 0;)
            read = static_cast<decltype(read)>((static_cast<std::uint64_t>(read) << 8) |
                                               static_cast<unsigned char>(m_rest[i]));
        m_rest.remove_prefix(sizeof read);
        value = static_cast<Number>(read);
        m_good = value <= max;
    }
    void flag(bool &value)
    {
        std::uint8_t read = 0;
        number(read, 1);
        value = read == 1;
    }
    template <class Enum>
    void choice(Enum &value, Enum last)
    {
        std::uint8_t read = 0;
        number(read, static_cast<std::uint8_t>(last));
        value = static_cast<Enum>(read);
    }
    void duration(milliseconds &value)
    {
        std::int64_t read = 0;
        number(read, bounds::kDuration / milliseconds(1));
        m_good = m_good && read >= 0;
        value = milliseconds(read);
    }
    void bytes(std::string &value, std::size_t max)
    {
        std::uint32_t size = 0;
        number(size);
        if (!m_good || size > max || !has(size)) {
            m_good = false;
            return;
        }
        value.assign(m_rest.substr(0, size));
        m_rest.remove_prefix(size);
    }
    void word(std::string &value, std::size_t max)
    {
        bytes(value, max);
        m_good = m_good && value.find('\0') == std::string::npos;
    }
    template <class Value, class Each>
    void list(std::vector<Value> &values, std::size_t max, Each each)
    {
        std::uint32_t count = 0;
        number(count);
        m_good = m_good && count <= max;
        for (std::uint32_t i = 0; m_good && i < count; ++i)
            each(values.emplace_back());
    }

    bool m_good = true;
    std::string_view m_rest;

private:
    bool has(std::size_t size)
    {
        m_good = m_good && m_rest.size() >= size;
        return m_good;
    }
};

// Each message's fields in their order, once for both directions: `self` is constant for the writer only.

template <class Archive, class Self>
void aloneFields(Archive &a, Self &self)
{
    a.choice(self.what, Alone::What::Stay);
    a.duration(self.left);
}
template <class Archive, class Self>
void endFields(Archive &a, Self &self)
{
    a.number(self.exitStatus);
    a.number(self.signal);
    a.bytes(self.lastWords, bounds::kLastWords);
}

template <class Kind, class Self>
constexpr bool is = std::is_same_v<Kind, std::remove_const_t<Self>>;

template <class Archive, class Self>
void spawnFields(Archive &a, Self &self)
{
    a.word(self.program, bounds::kPath);
    a.list(self.arguments, bounds::kArguments, [&a](auto &each) { a.word(each, bounds::kArgument); });
    a.list(self.environment, bounds::kEnvironment, [&a](auto &each) { a.word(each, bounds::kArgument); });
    a.word(self.workingFolder, bounds::kPath);
    a.list(self.targets, bounds::kDescriptors, [&a](auto &each) { a.number(each); });
    a.word(self.name, bounds::kName);
    a.word(self.folder, bounds::kPath);
    a.bytes(self.metadata, bounds::kMetadata);
    aloneFields(a, self.alone);
    a.number(self.niceness);
    a.flag(self.smallPages);
}

template <class Archive, class Self>
void infoFields(Archive &a, Self &self)
{
    a.number(self.id);
    a.number(self.pid);
    a.number(self.startTime);
    a.word(self.name, bounds::kName);
    a.word(self.folder, bounds::kPath);
    a.bytes(self.metadata, bounds::kMetadata);
    aloneFields(a, self.alone);
    a.flag(self.ended);
    endFields(a, self.end);
}

template <class Archive, class Self>
void outputFields(Archive &a, Self &self)
{
    a.number(self.id);
    a.choice(self.stream, Stream::Errors);
    a.number(self.offset);
    a.number(self.total);
    a.bytes(self.bytes, bounds::kPiece);
}

template <class Archive, class Self>
void fields(Archive &a, Self &self)
{
    if constexpr (is<Hello, Self>) {
        a.bytes(self.program, bounds::kName);
    } else if constexpr (is<Welcome, Self>) {
        a.bytes(self.program, bounds::kName);
        a.number(self.pid);
        a.number(self.startTime);
    } else if constexpr (is<Refused, Self>) {
        a.bytes(self.why, bounds::kText);
        a.flag(self.retiring);
    } else if constexpr (is<Spawn, Self>) {
        spawnFields(a, self);
    } else if constexpr (is<Spawned, Self>) {
        a.number(self.id);
        a.number(self.pid);
        a.number(self.startTime);
    } else if constexpr (is<Kill, Self>) {
        a.number(self.id);
        a.duration(self.grace);
    } else if constexpr (is<SetAlone, Self>) {
        a.number(self.id);
        aloneFields(a, self.alone);
    } else if constexpr (is<NextChild, Self>) {
        a.number(self.after);
    } else if constexpr (is<ChildInfo, Self>) {
        infoFields(a, self);
    } else if constexpr (is<Read, Self>) {
        a.number(self.id);
        a.choice(self.stream, Stream::Errors);
        a.number(self.from);
    } else if constexpr (is<Output, Self>) {
        outputFields(a, self);
    } else if constexpr (is<Follow, Self> || is<Forget, Self>) {
        a.number(self.id);
    } else if constexpr (is<Exited, Self>) {
        a.number(self.id);
        endFields(a, self.end);
    } else if constexpr (is<Keep, Self> || is<Take, Self> || is<Drop, Self>) {
        a.word(self.name, bounds::kName);
    } else if constexpr (is<NextKept, Self>) {
        a.word(self.after, bounds::kName);
    } else if constexpr (is<KeptInfo, Self>) {
        a.word(self.name, bounds::kName);
        a.number(self.size);
    } else if constexpr (is<Failed, Self>) {
        a.word(self.code, bounds::kName);
        a.bytes(self.detail, bounds::kText);
    } else {
        static_assert(std::is_empty_v<std::remove_const_t<Self>>, "a message without its fields");
    }
}

template <std::size_t Kind>
void readAs(Reader &reader, Body &body)
{
    fields(reader, body.emplace<Kind>());
}

template <std::size_t... Kinds>
void readKind(Reader &reader, std::size_t kind, Body &body, std::index_sequence<Kinds...> /*all*/)
{
    using ReadOne = void (*)(Reader &, Body &);
    constexpr std::array<ReadOne, sizeof...(Kinds)> table{&readAs<Kinds>...};
    table[kind](reader, body);
}

struct Head {
    std::uint32_t magic = 0;
    std::uint16_t version = 0;
    std::uint16_t kind = 0;
    std::uint64_t number = 0;
};

Head readHead(Reader &reader)
{
    Head head;
    reader.number(head.magic);
    reader.number(head.version);
    reader.number(head.kind);
    reader.number(head.number);
    return head;
}

tl::unexpected<Error> noMessage(const char *why)
{
    return fail(ErrorCode::ProtocolError, std::string("no message between Glovebox and its supervisor: ") + why);
}

} // namespace

Result<std::string> encode(const Message &message)
{
    Writer writer;
    writer.number(kMagic);
    writer.number(kProtocolVersion);
    writer.number(static_cast<std::uint16_t>(message.body.index()));
    writer.number(message.number);
    std::visit([&writer](const auto &body) { fields(writer, body); }, message.body);
    if (!writer.m_fits || writer.m_bytes.size() > bounds::kMessage)
        return fail(ErrorCode::TooLarge, "a message to the supervisor has a field that is longer than it takes");
    return std::move(writer.m_bytes);
}

Result<Message> decode(std::string_view bytes)
{
    if (bytes.size() > bounds::kMessage)
        return noMessage("too long");
    Reader reader(bytes);
    const auto head = readHead(reader);
    if (!reader.m_good || head.magic != kMagic)
        return noMessage("other bytes");
    if (head.kind >= std::variant_size_v<Body>)
        return noMessage("of an unknown kind");
    if (head.version != kProtocolVersion && head.kind >= kLastingKinds)
        return noMessage("of another version");
    Message message{.number = head.number, .body = {}};
    readKind(reader, head.kind, message.body, std::make_index_sequence<std::variant_size_v<Body>>());
    if (!reader.m_good)
        return noMessage("a field that is cut off or out of bounds");
    if (!reader.m_rest.empty())
        return noMessage("something behind its end");
    return message;
}

std::uint16_t versionOf(std::string_view bytes)
{
    Reader reader(bytes);
    const auto head = readHead(reader);
    return reader.m_good && head.magic == kMagic ? head.version : std::uint16_t{0};
}

Failed failed(const Error &error)
{
    return {.code = name(error.code), .detail = error.detail.substr(0, bounds::kText)};
}

Error toError(const Failed &failed)
{
    for (int code = 0; code <= static_cast<int>(ErrorCode::Internal); ++code)
        if (failed.code == name(static_cast<ErrorCode>(code)))
            return {static_cast<ErrorCode>(code), failed.detail};
    return {ErrorCode::HostToolFailed, failed.detail};
}

} // namespace glovebox::qemu::supervisor
