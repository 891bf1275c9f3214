#include "core/demo/event_streams.h"

namespace glovebox::demo {

namespace {

/// A worker, a panel and a few clients.
constexpr std::size_t kListenersPerSessionMax = 32;
constexpr std::string_view kPing = "event: ping\ndata: {\"type\": \"ping\"}\n\n";

} // namespace

EventStreams::EventStreams(ports::Clock &clock, std::chrono::milliseconds pingEvery)
    : m_clock(clock), m_pingEvery(pingEvery)
{
    schedulePing();
}

void EventStreams::schedulePing()
{
    m_ping = m_clock.after(m_pingEvery, [this] {
        for (const auto &[session, listeners] : m_listeners)
            for (const auto &listener : listeners)
                listener.stream.write(kPing);
        schedulePing();
    });
}

bool EventStreams::open(const std::string &session, const http::Responder &responder, const std::string &requestId)
{
    auto &listeners = m_listeners[session];
    if (listeners.size() >= kListenersPerSessionMax)
        return false;
    http::Response head;
    head.headers.add("content-type", "text/event-stream");
    head.headers.add("cache-control", "no-cache");
    head.headers.add("request-id", requestId);
    head.body = kPing;
    const auto number = m_nextNumber++;
    listeners.push_back({number, responder.stream(std::move(head))});
    responder.onGone([this, session, number] { remove(session, number); });
    return true;
}

void EventStreams::remove(const std::string &session, std::uint64_t number)
{
    const auto found = m_listeners.find(session);
    if (found == m_listeners.end())
        return;
    std::erase_if(found->second, [&](const Listener &listener) { return listener.number == number; });
    if (found->second.empty())
        m_listeners.erase(found);
}

void EventStreams::publish(const std::string &session, const Json &event)
{
    const auto found = m_listeners.find(session);
    if (found == m_listeners.end())
        return;
    const auto &type = event.at("type").get_ref<const std::string &>();
    const auto text = "event: " + type + "\ndata: " + event.dump() + "\n\n";
    for (const auto &listener : found->second)
        listener.stream.write(text);
    if (type != "session.deleted")
        return;
    for (const auto &listener : found->second)
        listener.stream.close();
    m_listeners.erase(found);
}

} // namespace glovebox::demo
