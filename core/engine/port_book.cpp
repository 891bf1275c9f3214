#include "core/engine/port_book.h"

#include "core/domain/ip_address.h"
#include "core/engine/log.h"
#include "core/engine/random_bytes.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;
using api::Verdict;

namespace {

constexpr std::size_t kPathMax = 2048;
constexpr auto kShownEvery = 1000ms;

/// As it stands in a URL before its fragment: what else there is has to be escaped.
bool isPath(const std::string &path)
{
    return path.starts_with('/') && path.size() <= kPathMax && std::ranges::all_of(path, [](char c) {
               return c > ' ' && c < '\x7F' && std::string_view("#\"<>\\^`{|}").find(c) == std::string_view::npos;
           });
}

bool isOnLoopback(const std::string &address)
{
    const auto bytes = ipAddressFrom(address);
    return bytes && (ipRangeFrom("127.0.0.0/8")->holds(*bytes) || ipRangeFrom("::1")->holds(*bytes));
}

} // namespace

PortBook::PortBook(ports::Clock &clock, ports::EgressGate *gate, std::string address, api::Observer observer)
    : m_clock(clock), m_gate(gate), m_address(std::move(address)), m_isOnLoopback(isOnLoopback(m_address)),
      m_observer(std::move(observer))
{
}

PortBook::~PortBook()
{
    // Addresses call back while they end.
    m_hands = {};
    m_entries.clear();
}

PortBook::Entry *PortBook::find(const api::OpenPort &wanted)
{
    const auto found = std::ranges::find_if(m_entries, [&](const auto &each) {
        const auto &view = each.second.view;
        return view.sandbox == wanted.sandbox && view.port == wanted.port && view.kind == wanted.kind;
    });
    return found == m_entries.end() ? nullptr : &found->second;
}

/// A sandbox has one of loopback's sixteen million, for as long as it has a port open there.
std::string PortBook::hostFor(const api::OpenPort &wanted) const
{
    if (!m_address.empty() && (wanted.kind == PortKind::Http || m_isOnLoopback))
        return m_address;
    for (const auto &[id, entry] : m_entries)
        if (entry.view.sandbox == wanted.sandbox && entry.host != m_address)
            return entry.host;
    for (;;) {
        const auto random = randomBytes(3);
        const auto part = [&random](std::size_t i) {
            return std::to_string(1 + static_cast<unsigned char>(random.at(i)) % 254);
        };
        auto host = "127." + part(0) + '.' + part(1) + '.' + part(2);
        if (std::ranges::none_of(m_entries, [&host](const auto &each) { return each.second.host == host; }))
            return host;
    }
}

Verdict PortBook::open(const api::OpenPort &wanted)
{
    if (!m_gate)
        return Verdict::denied("Nothing leads into any sandbox of this program.");
    if (wanted.port == 0)
        return Verdict::invalid("A port is a number from 1 to 65535.");
    if (!isPath(wanted.path))
        return Verdict::invalid("The path begins with / and is what stands in an address: letters, digits, escapes, at "
                                "most 2048 of them.");
    if (auto no = m_hands.whyNot(wanted.sandbox); no.kind == Verdict::Kind::Denied)
        return no;
    if (auto *known = find(wanted))
        return Verdict::accepted(known->address->newUrl(wanted.path));
    const auto open =
        std::ranges::count(m_entries, wanted.sandbox, [](const auto &e) { return e.second.view.sandbox; });
    if (static_cast<std::size_t>(open) >= kPortsOfOne)
        return Verdict::denied("It has " + std::to_string(kPortsOfOne) + " ports open already. Close one first.");
    auto id = PortId("prt-" + randomHex(3));
    while (m_entries.contains(id))
        id = PortId("prt-" + randomHex(4));
    const auto host = hostFor(wanted);
    auto address = m_gate->listen(
        {.sandbox = wanted.sandbox,
         .port = wanted.port,
         .kind = wanted.kind,
         .host = host,
         .awake = [this, sandbox = wanted.sandbox](Reached done) { return awake(sandbox, std::move(done)); },
         .used =
             [this, sandbox = wanted.sandbox] {
                 if (m_hands.used)
                     m_hands.used(sandbox);
             },
         .changed =
             [this, id] {
                 showSoon(id);
             }});
    if (!address)
        return Verdict::denied("It cannot be opened: " + address.error().detail + ".");
    api::PortView view{.id = id,
                       .sandbox = wanted.sandbox,
                       .port = wanted.port,
                       .kind = wanted.kind,
                       .address = (*address)->address(),
                       .since = m_clock.wallNow()};
    auto &entry = m_entries.emplace(id, Entry{std::move(view), host, *std::move(address), {}, {}}).first->second;
    show(entry);
    qCInfo(lcEngine, "%s leads to port %d of %s (%s)", entry.view.address.c_str(), int(wanted.port),
           wanted.sandbox.value().c_str(), std::string(word(wanted.kind)).c_str());
    return Verdict::accepted(entry.address->newUrl(wanted.path));
}

Verdict PortBook::close(const api::ClosePort &wanted)
{
    if (m_entries.erase(wanted.id) == 0)
        return Verdict::notFound("There is no such port open.");
    m_observer(api::PortGone{wanted.id});
    return Verdict::accepted();
}

void PortBook::closeAll()
{
    for (auto &[id, entry] : std::exchange(m_entries, {})) {
        entry.address.reset();
        m_observer(api::PortGone{id});
    }
    m_waiting.clear();
    m_answering.clear();
}

void PortBook::closeOf(const SandboxId &sandbox)
{
    std::vector<PortId> ids;
    for (const auto &[id, entry] : m_entries)
        if (entry.view.sandbox == sandbox)
            ids.push_back(id);
    for (const auto &id : ids)
        close({id});
}

// ---- Who waits for a sandbox

Call PortBook::awake(const SandboxId &sandbox, Reached done)
{
    if (!m_hands.lineOf || !m_hands.lineOf(sandbox))
        if (const auto woken = m_hands.wake ? m_hands.wake(sandbox) : Result<>(fail(ErrorCode::NotFound, "it is gone"));
            !woken)
            return m_clock.after(0ms, [done = std::move(done), why = woken.error()] { done(tl::unexpected(why)); });
    auto waiting = std::make_shared<Reached>(std::move(done));
    m_waiting[sandbox].push_back(waiting);
    if (m_hands.lineOf(sandbox))
        answerWaiting(sandbox, std::nullopt);
    return Call([waiting] { *waiting = nullptr; });
}

void PortBook::follow(const SandboxId &sandbox, bool isOver, const std::optional<Error> &problem)
{
    if (m_entries.empty())
        return;
    if (!isOver && m_waiting.contains(sandbox) && (problem || m_hands.lineOf(sandbox)))
        answerWaiting(sandbox, problem);
    const bool hasPorts =
        std::ranges::any_of(m_entries, [&](const auto &e) { return e.second.view.sandbox == sandbox; });
    if (isOver && hasPorts)
        m_answering[sandbox] = m_clock.after(0ms, [this, sandbox] {
            const auto all = std::exchange(m_waiting[sandbox], {});
            m_waiting.erase(sandbox);
            for (const auto &each : all) // before their connections are closed
                if (const auto tell = std::exchange(*each, nullptr))
                    tell(fail(ErrorCode::NotFound, "it is gone"));
            closeOf(sandbox);
            m_answering.erase(sandbox);
        });
}

/// At the next turn of the loop, with what is so then.
void PortBook::answerWaiting(const SandboxId &sandbox, std::optional<Error> problem)
{
    m_answering[sandbox] = m_clock.after(0ms, [this, sandbox, problem = std::move(problem)] {
        auto *line = m_hands.lineOf ? m_hands.lineOf(sandbox) : nullptr;
        if (!line && !problem)
            return; // it stands still again: they go on waiting
        auto all = std::exchange(m_waiting[sandbox], {});
        m_waiting.erase(sandbox);
        for (const auto &each : all)
            if (const auto tell = std::exchange(*each, nullptr))
                line ? tell(line) : tell(tl::unexpected(*problem));
    });
}

// ---- What is shown

void PortBook::showSoon(const PortId &id)
{
    const auto found = m_entries.find(id);
    if (found == m_entries.end() || found->second.showing)
        return;
    auto &entry = found->second;
    const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(m_clock.now() - entry.shownAt);
    entry.showing = m_clock.after(std::max(0ms, kShownEvery - passed), [this, &entry] {
        auto *self = this; // what is under way ends with the handle
        auto &shown = entry;
        shown.showing = {};
        self->show(shown);
    });
}

void PortBook::show(Entry &entry)
{
    const auto counts = entry.address->counts();
    entry.shownAt = m_clock.now();
    entry.view.connections = counts.open;
    entry.view.taken = counts.taken;
    entry.view.usedAt = counts.usedAt;
    entry.view.generation = ++m_generation;
    m_observer(entry.view);
}

} // namespace glovebox::engine
