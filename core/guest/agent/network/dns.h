// Role: questions to a name server and the answers, as bytes and as values (RFC 1035). One question a message is what
// resolvers send, and all that is understood; names stay below 256 bytes, so every answer fits into 512. No I/O.
// What programs send is hostile: nothing is followed (no compression in a question), nothing is kept.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::agent {

namespace dns {

// Types of records.
inline constexpr std::uint16_t kA = 1;
inline constexpr std::uint16_t kPtr = 12;
inline constexpr std::uint16_t kAaaa = 28;
inline constexpr std::uint16_t kAny = 255;

enum class Code : std::uint8_t { Ok = 0, Malformed = 1, Failed = 2, NoSuchName = 3, NotUnderstood = 4, Refused = 5 };

struct Question {
    std::uint16_t id = 0;
    bool recursion = false;
    std::string name;   // lower case, without a dot at its end
    bool isText = true; // false: a label has bytes that no host name has; the name is then only good for nothing
    std::uint16_t type = 0;
    std::uint16_t family = 0; // the class; 1 is the internet
    std::string asked;        // as it stood in the message, to be repeated
};

struct Record {
    std::uint16_t type = 0;
    std::string data;
};

/// What came, and when it is no question that can be answered from its content: the answer to send, or nothing at all
/// (answers to answers would go on for ever).
struct Parsed {
    std::optional<Question> question;
    std::string answer;
};
Parsed parse(std::string_view message);

/// The records are of the name that was asked.
std::string answer(const Question &question, Code code, const std::vector<Record> &records = {});

/// As it stands in a record.
std::string encodedName(std::string_view name);
/// The 4 bytes of "4.3.2.1.in-addr.arpa", the 16 of a name in ip6.arpa: in the order of the address. Nothing otherwise.
std::string addressAsked(std::string_view name);

} // namespace dns

} // namespace glovebox::agent
