// Role: the demo server that every worker of the benchmark serves, and the sessions that keep it busy. Times are taken
// inside the server, by one clock: a call begins when its event goes into the log and to the stream, and ends when the
// result that was posted for it goes into the log. Thread: one with a Qt event loop, which runs while one waits here.
#pragma once

#include "core/demo/answer.h"
#include "core/demo/demo_server.h"
#include "core/system/real_clock.h"

#include <QEventLoop>

#include <map>
#include <set>

namespace bench {

struct Round {
    std::vector<double> latencies; // milliseconds, in the order of the answers
    double seconds = 0;            // from the first call's event to the last result
};

class WorkerLoad {
public:
    static glovebox::Result<std::unique_ptr<WorkerLoad>> open();

    std::string url() const { return m_server->url(); }
    const std::string &environmentId() const { return m_server->environmentId(); }
    const std::string &environmentKey() const { return m_server->environmentKey().reveal(); }

    /// New sessions, each with a first turn of so many calls; over when every turn is. What a worker does once for a
    /// session lies in here, and not in a round.
    glovebox::Result<> begin(int sessions, int callsEach, std::chrono::seconds within);
    /// One more turn for each of them.
    glovebox::Result<Round> round(int callsEach, std::chrono::seconds within);
    /// Nobody serves them any more: their items are stopped, so that the next worker finds none.
    void clear();

    /// Ends the waiting that is going on, or the next one.
    void giveUp(std::string why);

private:
    using Instant = std::chrono::steady_clock::time_point;

    WorkerLoad() = default;
    void watch();
    void saw(const std::string &session, const glovebox::demo::Json &event);
    glovebox::Result<> wait(std::size_t calls, std::chrono::seconds within);

    glovebox::system::RealClock m_clock;
    std::unique_ptr<glovebox::demo::DemoServer> m_server;
    std::vector<std::string> m_sessions;
    std::set<std::string> m_busy;             // whose turn is not over
    std::map<std::string, Instant> m_calling; // by the event's id
    std::optional<Instant> m_first;
    Instant m_last;
    Round m_round;
    std::string m_trouble;
    QEventLoop m_loop;
};

} // namespace bench
