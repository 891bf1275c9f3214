#include "core/egress/dialer.h"

#include <QNetworkInterface>
#include <QPointer>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace glovebox::egress {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kAddressesMax = 8; // tried of one name
/// An address that does not answer is left for the next one; the last has as long as people wait.
constexpr auto kTryNext = 3000ms;
constexpr auto kTryLast = 15'000ms;
constexpr auto kResolveWithin = 15'000ms;

/// Deletes itself once it has answered or was let go of.
class Dial : public QObject {
public:
    Dial(DialParts parts, DialOrder order, std::function<void(Dialled)> done)
        : m_parts(std::move(parts)), m_order(std::move(order)), m_done(std::move(done))
    {
        m_step = m_parts.clock.after(0ms, [this] { begin(); });
    }

    void abandon()
    {
        m_done = nullptr;
        over();
    }

private:
    std::string host() const { return m_order.name.empty() ? m_order.address : m_order.name.substr(0, 60); }

    void begin()
    {
        if (const auto elsewhere = domain::ipEndpointFrom(m_order.to)) {
            m_ways.push_back(*elsewhere);
            return tryNext();
        }
        if (m_order.name.empty())
            return take({m_order.address});
        m_limit = m_parts.clock.after(kResolveWithin, [this] {
            answer({.end = Dialled::End::TimedOut, .reason = "Looking up " + host() + " takes too long."});
        });
        m_step = m_parts.resolve(m_order.name, [this](Result<std::vector<std::string>> found) {
            if (!found || found->empty())
                return answer({.end = Dialled::End::UnknownName, .reason = "There is no host " + host() + '.'});
            take(*std::move(found));
        });
    }

    void take(const std::vector<std::string> &addresses)
    {
        const auto own = ownOf(m_parts);
        domain::EgressRuling refusal;
        for (const auto &text : addresses) {
            const auto address = domain::ipAddressFrom(text);
            if (!address || m_ways.size() == kAddressesMax)
                continue;
            auto ruling = decideDialled(m_order.policy, *address, m_order.port, own);
            if (ruling.allowed) {
                m_ways.push_back({*address, m_order.port});
                m_rules.push_back(ruling.rule);
            } else if (refusal.reason.empty()) {
                refusal = std::move(ruling);
                m_refused = domain::textOf(*address);
            }
        }
        if (m_ways.empty())
            return answer(
                {.end = Dialled::End::Policy, .address = m_refused, .rule = refusal.rule, .reason = refusal.reason});
        tryNext();
    }

    void tryNext()
    {
        retire();
        if (m_at == m_ways.size())
            return answer({.end = m_timedOut ? Dialled::End::TimedOut : Dialled::End::Unreachable,
                           .address = domain::textOf(m_ways.back().address),
                           .reason = host() + " port " + std::to_string(m_order.port) + ' ' + m_problem + '.'});
        const bool last = m_at + 1 == m_ways.size();
        m_limit = m_parts.clock.after(last ? kTryLast : kTryNext, [this] {
            m_timedOut = true;
            m_problem = "does not answer";
            ++m_at;
            tryNext();
        });
        m_upstream = std::make_unique<Upstream>(
            m_ways[m_at], Upstream::Handlers{.connected = [this] { connected(); },
                                             .readable = nullptr,
                                             .written = nullptr,
                                             .failed =
                                                 [this](int error) {
                                                     m_timedOut = error == ETIMEDOUT;
                                                     m_problem =
                                                         "cannot be reached: " + std::string(std::strerror(error));
                                                     ++m_at;
                                                     tryNext();
                                                 }});
    }

    void connected()
    {
        m_upstream->setHandlers({});
        answer({.end = Dialled::End::Connected,
                .upstream = std::move(m_upstream),
                .address = domain::textOf(m_ways[m_at].address),
                .rule = m_at < m_rules.size() ? m_rules[m_at] : std::string(),
                .reason = {}});
    }

    void answer(Dialled dialled)
    {
        auto done = std::exchange(m_done, nullptr);
        over();
        if (done)
            done(std::move(dialled));
    }

    void over()
    {
        m_step.cancel();
        m_limit.cancel();
        retire();
        deleteLater();
    }

    /// It may be the one that is calling us.
    void retire()
    {
        if (!m_upstream)
            return;
        m_upstream->close(true);
        m_upstream.release()->deleteLater();
    }

    DialParts m_parts;
    DialOrder m_order;
    std::function<void(Dialled)> m_done;
    std::vector<domain::IpEndpoint> m_ways;
    std::vector<std::string> m_rules; // of them
    std::string m_refused;
    std::size_t m_at = 0;
    bool m_timedOut = false;
    std::string m_problem;
    std::unique_ptr<Upstream> m_upstream;
    Call m_step;
    Call m_limit;
};

} // namespace

std::vector<domain::IpAddress> ownOf(const DialParts &parts)
{
    std::vector<domain::IpAddress> own;
    for (const auto &each : parts.own())
        if (const auto address = domain::ipAddressFrom(each))
            own.push_back(*address);
    return own;
}

domain::EgressRuling decideDialled(const domain::EgressPolicy &policy, const domain::IpAddress &address,
                                   std::uint16_t port, const std::vector<domain::IpAddress> &own)
{
    auto ruling = domain::decideAddress(policy, domain::textOf(address), port);
    const auto inside = domain::embeddedIn(address);
    const bool isOurs =
        std::ranges::any_of(own, [&](const domain::IpAddress &each) { return each == address || each == inside; });
    if (ruling.allowed && ruling.rule.empty() && isOurs) {
        ruling.allowed = false;
        ruling.reason = "The sandbox policy " + policy.profile.name + " does not allow " + domain::textOf(address) +
                        " port " + std::to_string(port) + ": it is this host itself.";
    }
    return ruling;
}

Call dial(const DialParts &parts, DialOrder order, std::function<void(Dialled)> done)
{
    auto *one = new Dial(parts, std::move(order), std::move(done)); // deletes itself
    return Call([guard = QPointer<Dial>(one)] {
        if (guard)
            guard->abandon();
    });
}

OwnAddresses systemAddresses()
{
    return [] {
        std::vector<std::string> out;
        for (auto address : QNetworkInterface::allAddresses()) {
            address.setScopeId({});
            out.push_back(address.toString().toStdString());
        }
        return out;
    };
}

} // namespace glovebox::egress
