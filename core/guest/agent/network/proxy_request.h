// Role: what a program asks of the guest's proxy, from the first bytes of its connection: a way to a host (CONNECT), or
// one request with a whole address, which becomes what that host would have been sent. Who may be reached is not
// decided here. Stricter than proxies are: what could be understood in two ways is refused. Pure: bytes in, bytes out.
// Invariants: holds one head of kHeadMax at most, and what was read with its end; one connection asks one host, so what
// stands behind its request is for nobody.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace glovebox::agent {

class ProxyRequest {
public:
    enum class State : std::uint8_t { Reading, Known, Refused };

    /// Of Reading alone. Pieces of a few ten KiB at most: what stands behind the head is held, too.
    State take(std::string_view bytes);
    State state() const { return m_state; }
    /// Of Refused: 400 or 431, and why.
    int status() const { return m_status; }
    const std::string &sentence() const { return m_sentence; }

    /// Of Known. Lower case, without brackets and a dot at its end; a name or an address, whatever it is.
    const std::string &host() const { return m_host; }
    std::uint16_t port() const { return m_port; }
    /// CONNECT: all that follows passes as it is. Said early, too, when the rest of what was asked is refused.
    bool isTunnel() const { return m_isTunnel; }

    /// What goes to the host before anything else that is read; 0: it has gone.
    std::size_t takeAhead(char *into, std::size_t max);
    bool hasAhead() const { return !m_ahead.empty(); }
    /// How many of the bytes that were read next belong to it; nothing when they are no body.
    std::optional<std::size_t> passing(std::string_view bytes);
    /// Something stood behind the request.
    bool hasMore() const { return m_hasMore; }
    /// Bytes of it that did not go to the host yet: those of its head and what came with it, and with the beginning of
    /// a line that frames its body, of 4 KiB at most.
    std::size_t waiting() const { return m_in.size() + m_ahead.size(); }
    std::size_t held() const { return waiting() + m_line.size(); }

private:
    enum class Part : std::uint8_t { Sized, ChunkSize, Chunk, ChunkEnd, Trailers, Done };
    struct Fields;

    State refuse(int status, std::string sentence);
    State readHead();
    bool readTarget(std::string_view method, std::string_view target, std::string &path);
    bool readFields(std::string_view lines, Fields &fields) const;
    bool readLine();

    State m_state = State::Reading;
    std::string m_in;          // the head, until it is whole
    std::size_t m_scanned = 0; // of that
    int m_status = 0;
    std::string m_sentence;
    bool m_isTunnel = false;
    std::string m_host;
    std::string m_authority; // as Host says it
    std::uint16_t m_port = 0;
    std::string m_ahead;
    Part m_part = Part::Done;
    std::uint64_t m_left = 0; // of the body or the chunk
    std::string m_line;       // of what frames a body
    std::size_t m_trailerBytes = 0;
    bool m_hasMore = false;
};

} // namespace glovebox::agent
