#include "core/guest/agent/network/dns.h"

#include <algorithm>

namespace glovebox::agent::dns {

namespace {

constexpr std::size_t kHeader = 12;
constexpr std::size_t kLabelMax = 63;
constexpr std::size_t kEncodedMax = 255;
constexpr std::size_t kMessageMax = 4096; // of a question with whatever is behind it
/// Short only so that a changed rule shows soon. The address itself stays.
constexpr std::uint32_t kKept = 60;

// Of the flags.
constexpr std::uint16_t kIsAnswer = 0x8000;
constexpr std::uint16_t kOperation = 0x7800;
constexpr std::uint16_t kWanted = 0x0100;    // recursion
constexpr std::uint16_t kAvailable = 0x0080; // without it an empty answer means "ask another server"

std::uint16_t wordAt(std::string_view bytes, std::size_t at)
{
    return static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[at]) << 8 |
                                      static_cast<unsigned char>(bytes[at + 1]));
}

void putWord(std::string &out, std::size_t value)
{
    out.push_back(static_cast<char>((value >> 8) & 0xFF));
    out.push_back(static_cast<char>(value & 0xFF));
}

std::string header(std::uint16_t id, bool recursion, Code code, std::size_t questions, std::size_t answers)
{
    std::string out;
    putWord(out, id);
    putWord(out, kIsAnswer | kAvailable | (recursion ? kWanted : 0U) | static_cast<unsigned>(code));
    putWord(out, questions);
    putWord(out, answers);
    putWord(out, 0);
    putWord(out, 0);
    return out;
}

/// Reads the name that begins at `at`, which is then behind it. False: it is none, or longer than any.
bool readName(std::string_view message, std::size_t &at, Question &question)
{
    for (const auto begin = at;;) {
        if (at >= message.size())
            return false;
        const std::size_t length = static_cast<unsigned char>(message[at++]);
        if (length == 0)
            return true;
        if (length > kLabelMax || message.size() - at < length || at + length + 1 - begin > kEncodedMax)
            return false;
        if (!question.name.empty())
            question.name.push_back('.');
        for (const char c : message.substr(at, length)) {
            const bool upper = c >= 'A' && c <= 'Z';
            question.isText = question.isText && c > ' ' && c < 0x7F && c != '.';
            question.name.push_back(upper ? static_cast<char>(c - 'A' + 'a') : c);
        }
        at += length;
    }
}

int digitOf(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::string reversed4(std::string_view labels)
{
    std::string bytes;
    while (!labels.empty() && bytes.size() < 5) {
        const auto label = labels.substr(0, labels.find('.'));
        labels.remove_prefix(std::min(label.size() + 1, labels.size()));
        int value = 0;
        for (const char c : label) {
            if (c < '0' || c > '9' || label.size() > 3)
                return {};
            value = value * 10 + (c - '0');
        }
        if (label.empty() || value > 255)
            return {};
        bytes.insert(bytes.begin(), static_cast<char>(value));
    }
    return bytes.size() == 4 && labels.empty() ? bytes : std::string();
}

std::string reversed6(std::string_view labels)
{
    if (labels.size() != 63)
        return {};
    std::string bytes(16, '\0');
    for (std::size_t i = 0; i < 32; ++i) {
        const int digit = digitOf(labels[i * 2]);
        if (digit < 0 || (i < 31 && labels[i * 2 + 1] != '.'))
            return {};
        const auto at = 15 - i / 2;
        bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) | (i % 2 == 0 ? digit : digit << 4));
    }
    return bytes;
}

} // namespace

Parsed parse(std::string_view message)
{
    if (message.size() < kHeader || message.size() > kMessageMax)
        return {};
    Question question;
    question.id = wordAt(message, 0);
    const auto flags = wordAt(message, 2);
    question.recursion = (flags & kWanted) != 0;
    if ((flags & kIsAnswer) != 0)
        return {};
    if ((flags & kOperation) != 0)
        return {std::nullopt, header(question.id, question.recursion, Code::NotUnderstood, 0, 0)};
    std::size_t at = kHeader;
    if (wordAt(message, 4) != 1 || !readName(message, at, question) || message.size() - at < 4)
        return {std::nullopt, header(question.id, question.recursion, Code::Malformed, 0, 0)};
    question.type = wordAt(message, at);
    question.family = wordAt(message, at + 2);
    question.asked = message.substr(kHeader, at + 4 - kHeader);
    return {std::move(question), {}};
}

std::string answer(const Question &question, Code code, const std::vector<Record> &records)
{
    auto out = header(question.id, question.recursion, code, 1, records.size());
    out.append(question.asked);
    for (const auto &record : records) {
        putWord(out, 0xC000 | kHeader); // the name that was asked
        putWord(out, record.type);
        putWord(out, 1);
        putWord(out, kKept >> 16);
        putWord(out, kKept & 0xFFFF);
        putWord(out, record.data.size());
        out.append(record.data);
    }
    return out;
}

std::string encodedName(std::string_view name)
{
    std::string out;
    while (!name.empty()) {
        const auto label = name.substr(0, name.find('.'));
        out.push_back(static_cast<char>(label.size()));
        out.append(label);
        name.remove_prefix(std::min(label.size() + 1, name.size()));
    }
    out.push_back('\0');
    return out;
}

std::string addressAsked(std::string_view name)
{
    constexpr std::string_view kTree4 = ".in-addr.arpa";
    constexpr std::string_view kTree6 = ".ip6.arpa";
    if (name.ends_with(kTree4))
        return reversed4(name.substr(0, name.size() - kTree4.size()));
    if (name.ends_with(kTree6))
        return reversed6(name.substr(0, name.size() - kTree6.size()));
    return {};
}

} // namespace glovebox::agent::dns
