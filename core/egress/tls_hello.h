// Role: reads the first message of a TLS client, whole, over records and pieces, for the one thing that can be known of
// where it goes: the server's name. Pure. Thread: any.
// Invariants: holds kHelloMax at most; whatever the bytes are, nothing but an outcome comes of it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace glovebox::egress {

inline constexpr std::size_t kHelloMax = 64 << 10; // with its record headers

class TlsHello {
public:
    enum class Outcome {
        NeedMore,
        Read,      // serverName() counts
        NotTls,    // it does not begin as TLS 1.0 to 1.3 does
        Malformed, // it does, and then no client would go on so; two server names are that, too
    };

    /// Once it is not NeedMore, it stays.
    Outcome feed(std::string_view bytes);
    Outcome outcome() const { return m_outcome; }
    /// As it was written; empty: none.
    const std::string &serverName() const { return m_serverName; }
    std::size_t held() const { return m_records.size(); }

private:
    Outcome readRecords();
    Outcome readMessage();

    std::string m_records; // all that was fed
    std::size_t m_at = 0;  // of it, read
    std::string m_message; // the handshake's bytes out of them
    std::string m_serverName;
    Outcome m_outcome = Outcome::NeedMore;
};

/// A fatal alert, in the clear, for a client whose server never answers: access_denied, unrecognized_name.
inline constexpr std::string_view kTlsAccessDenied{"\x15\x03\x01\x00\x02\x02\x31", 7};
inline constexpr std::string_view kTlsUnrecognizedName{"\x15\x03\x01\x00\x02\x02\x70", 7};
/// internal_error: the server could not be reached.
inline constexpr std::string_view kTlsInternalError{"\x15\x03\x01\x00\x02\x02\x50", 7};

} // namespace glovebox::egress
