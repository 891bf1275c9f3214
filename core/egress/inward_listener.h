// Role: a local address that leads to a port of one sandbox. Thread: the engine's.
// Invariants: it listens on the address that it was ordered on and nowhere else; connections are bounded, and who may
// come in finds room as long as somebody is there who has not shown that he may; none outlives it.
#pragma once

#include "core/egress/dialer.h"
#include "core/egress/inward_client.h"

#include <QSocketNotifier>

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace glovebox::egress {

class InwardListener final : public ports::InwardAddress {
public:
    /// NetworkError: there is no free port, or no such address. The clock and the count of connections inward are the
    /// gate's, and outlive it.
    static Result<std::unique_ptr<InwardListener>> listen(const DialParts &parts, ports::InwardOrder order);
    ~InwardListener() override;
    InwardListener(const InwardListener &) = delete;
    InwardListener &operator=(const InwardListener &) = delete;

    const std::string &address() const override { return m_address; }
    std::string newUrl(const std::string &path) override;
    Counts counts() const override { return m_counts; }

private:
    InwardListener(const DialParts &parts, ports::InwardOrder order);
    Result<> open();
    void acceptAll();
    void take(int connection);
    bool makeRoom();
    void admitted(std::uint64_t client);
    void forget(std::uint64_t client);
    void active();
    void over(std::uint64_t client);

    struct Entry {
        std::unique_ptr<InwardClient> client;
        std::optional<std::list<std::function<void()>>::iterator> stranger; // of the room; none: he may come in
    };

    DialParts m_parts;
    ports::InwardOrder m_order;
    InwardTokens m_tokens;
    std::uint16_t m_local = 0;
    std::string m_address;
    int m_socket = -1;
    std::unique_ptr<QSocketNotifier> m_notifier;
    Counts m_counts;
    std::optional<MonoTime> m_activeAt;
    std::uint64_t m_lastClient = 0;
    std::map<std::uint64_t, Entry> m_clients; // the oldest first
    Call m_rest;
};

} // namespace glovebox::egress
