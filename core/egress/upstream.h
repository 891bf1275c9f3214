// Role: one TCP connection of this host's, to an address that was decided on, or that somebody made to this program.
// Its own sockets, because each direction ends by itself, and because nothing is read that nobody has room for. Thread:
// the engine's. Invariants: what the handlers' owner did not ask for is not read; nothing is called after close(); not
// deleted from inside a handler (closed and deleted later).
#pragma once

#include "core/domain/ip_address.h"

#include <QObject>
#include <QSocketNotifier>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace glovebox::egress {

class Upstream : public QObject {
    Q_OBJECT

public:
    struct Handlers {
        std::function<void()> connected;
        std::function<void()> readable;        // once for each wantToRead()
        std::function<void()> written;         // unsent() became less
        std::function<void(int error)> failed; // an errno; last call
    };
    struct Read {
        enum class Kind { Bytes, Nothing, End, Failed } kind = Kind::Nothing;
        std::string bytes;
        int error = 0;
    };

    /// Begins to connect; one of the handlers follows, never from inside.
    Upstream(const domain::IpEndpoint &where, Handlers handlers);
    /// One that is there already, and does not block; it is closed from here on by this object.
    explicit Upstream(int connected);
    ~Upstream() override;

    void setHandlers(Handlers handlers) { m_handlers = std::move(handlers); }
    void wantToRead();
    Read read(std::size_t max);
    void write(std::string bytes);
    std::size_t unsent() const { return m_unsent.size() - m_sent; }
    /// No more is written, once all is sent.
    void endWriting();
    /// `abruptly`: the other end sees a reset.
    void close(bool abruptly);

private:
    void watch();
    void connectReady();
    void flush();
    void fail(int error);

    int m_fd = -1;
    Handlers m_handlers;
    bool m_connected = false;
    bool m_ending = false;
    std::string m_unsent;
    std::size_t m_sent = 0; // of it
    std::unique_ptr<QSocketNotifier> m_reads;
    std::unique_ptr<QSocketNotifier> m_writes;
};

} // namespace glovebox::egress
