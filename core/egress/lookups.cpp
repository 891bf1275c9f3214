#include "core/egress/lookups.h"

#include "core/domain/ip_address.h"

#include <QObject>

#include <algorithm>
#include <cstring>
#include <deque>
#include <map>
#include <mutex>
#include <netdb.h>
#include <netinet/in.h>
#include <system_error>
#include <thread>
#include <utility>

namespace glovebox::egress {

using Found = std::vector<std::string>;

// ---- Turns

struct Lookups::State : std::enable_shared_from_this<State> {
    struct Waiting {
        std::uint64_t number = 0;
        std::string name;
        Callback<Found> done;
    };
    struct Line {
        std::deque<Waiting> queue;
        std::size_t underWay = 0;
    };
    struct UnderWay {
        std::shared_ptr<Line> line;
        Callback<Found> done; // empty: nobody waits for it any more
        Call call;
    };

    State(Resolve ofHost, Bounds of) : resolve(std::move(ofHost)), bounds(of) {}

    Call ask(const std::shared_ptr<Line> &line, const std::string &name, Callback<Found> done)
    {
        const auto number = ++last;
        if (line->queue.empty())
            turns.push_back(line);
        line->queue.push_back({number, name, std::move(done)});
        takeTurns();
        return Call([self = weak_from_this(), weakLine = std::weak_ptr(line), number] {
            const auto state = self.lock();
            const auto ours = weakLine.lock();
            if (state && ours)
                state->leave(*ours, number);
        });
    }

    void leave(Line &line, std::uint64_t number)
    {
        if (const auto found = underWay.find(number); found != underWay.end())
            found->second.done = nullptr;
        std::erase_if(line.queue, [number](const Waiting &each) { return each.number == number; });
        if (line.queue.empty())
            std::erase_if(turns, [&line](const auto &each) { return each.get() == &line; });
    }

    bool mayBegin(const Line &line) const
    {
        return line.underWay < bounds.own || (line.underWay < bounds.ofLine && sharedTaken < bounds.shared);
    }

    /// The line that has begun one goes behind the others.
    void takeTurns()
    {
        for (;;) {
            const auto next = std::ranges::find_if(turns, [this](const auto &line) { return mayBegin(*line); });
            if (next == turns.end())
                return;
            const auto line = *next;
            turns.erase(next);
            auto first = std::move(line->queue.front());
            line->queue.pop_front();
            if (!line->queue.empty())
                turns.push_back(line);
            begin(line, std::move(first));
        }
    }

    void begin(const std::shared_ptr<Line> &line, Waiting what)
    {
        sharedTaken += ++line->underWay > bounds.own ? 1 : 0;
        underWay.emplace(what.number, UnderWay{line, std::move(what.done), {}});
        auto call = resolve(what.name, [self = weak_from_this(), number = what.number](Result<Found> found) {
            if (const auto state = self.lock())
                state->returned(number, std::move(found));
        });
        if (const auto found = underWay.find(what.number); found != underWay.end())
            found->second.call = std::move(call);
    }

    void returned(std::uint64_t number, Result<Found> found)
    {
        auto one = underWay.extract(number);
        if (one.empty())
            return;
        sharedTaken -= one.mapped().line->underWay-- > bounds.own ? 1 : 0;
        takeTurns();
        if (one.mapped().done)
            one.mapped().done(std::move(found));
    }

    Resolve resolve;
    Bounds bounds;
    std::uint64_t last = 0;
    std::size_t sharedTaken = 0;             // of what is under way
    std::deque<std::shared_ptr<Line>> turns; // lines that have something in their queue
    std::map<std::uint64_t, UnderWay> underWay;
};

Lookups::Lookups(Resolve resolve, Bounds bounds) : m_state(std::make_shared<State>(std::move(resolve), bounds)) {}

Lookups::~Lookups() = default;

Resolve Lookups::ofNewLine()
{
    return [weak = std::weak_ptr(m_state), line = std::make_shared<State::Line>()](const std::string &name,
                                                                                   Callback<Found> done) {
        const auto state = weak.lock();
        return state ? state->ask(line, name, std::move(done)) : Call();
    };
}

// ---- Threads

namespace {

constexpr std::size_t kAddressesKept = 64; // of one name

/// Where a thread's answer comes down. The engine's thread takes `done` away when it was called, or when nobody waits
/// for it any more, so that it never ends on another one.
struct Landing {
    std::mutex mutex;
    std::unique_ptr<QObject> place;
    Callback<Found> done;
};

void landed(Landing &landing, Result<Found> found)
{
    Callback<Found> done;
    {
        const std::lock_guard lock(landing.mutex);
        landing.place.release()->deleteLater(); // it is calling us
        done = std::exchange(landing.done, nullptr);
    }
    done(std::move(found));
}

void tell(const std::shared_ptr<Landing> &landing, Result<Found> found)
{
    const std::lock_guard lock(landing->mutex);
    if (landing->place)
        QMetaObject::invokeMethod(
            landing->place.get(), [landing, found = std::move(found)] { landed(*landing, found); },
            Qt::QueuedConnection);
}

Result<Found> askedOfHost(const std::string &name)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM; // else each address comes once a kind of socket
    hints.ai_flags = AI_ADDRCONFIG;
    addrinfo *list = nullptr;
    if (const int error = ::getaddrinfo((name + '.').c_str(), nullptr, &hints, &list); error != 0)
        return fail(ErrorCode::NotFound, ::gai_strerror(error));
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(list, &::freeaddrinfo);
    Found out;
    for (const auto *each = list; each != nullptr && out.size() < kAddressesKept; each = each->ai_next) {
        domain::IpAddress address{.isV4 = each->ai_family == AF_INET};
        if (address.isV4)
            std::memcpy(address.bytes.data(), &reinterpret_cast<const sockaddr_in *>(each->ai_addr)->sin_addr, 4);
        else if (each->ai_family == AF_INET6)
            std::memcpy(address.bytes.data(), &reinterpret_cast<const sockaddr_in6 *>(each->ai_addr)->sin6_addr, 16);
        else
            continue;
        out.push_back(domain::textOf(address));
    }
    return out;
}

} // namespace

Resolve onThreads(BlockingResolve resolve)
{
    return [resolve = std::move(resolve)](const std::string &name, Callback<Found> done) {
        const auto landing = std::make_shared<Landing>();
        landing->place = std::make_unique<QObject>();
        landing->done = std::move(done);
        try {
            std::thread([resolve, landing, name] { tell(landing, resolve(name)); }).detach();
        } catch (const std::system_error &error) { // as many threads as this program may have
            tell(landing, fail(ErrorCode::OutOfMemory, error.what()));
        }
        return Call([landing] {
            Callback<Found> unheard; // it ends outside of the lock
            const std::lock_guard lock(landing->mutex);
            landing->place.reset();
            unheard = std::exchange(landing->done, nullptr);
        });
    };
}

Resolve systemResolver()
{
    return onThreads(askedOfHost);
}

} // namespace glovebox::egress
