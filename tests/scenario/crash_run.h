// Role: an engine in a process of its own that is killed again and again while sessions run, with a real ledger and
// fake sandboxes, most of which live on; and the reckoning afterwards, from the control plane's own record, and from a
// count of the machines' use that knows nothing of the engine's.
// Thread: the test's.
#pragma once

#include "tests/scenario/crash_books.h"
#include "tests/support/faulty_control_plane.h"

#include <QProcess>
#include <QTemporaryDir>

#include <map>
#include <random>
#include <string>
#include <vector>

namespace scenario {

struct CrashPlan {
    std::uint64_t seed = 1;
    int kills = 200;
    int sessionsAtOnce = 12; // that are open while it is being killed; new ones come as others end
};

/// What was found, and whether it is as it must be.
struct CrashReckoning {
    int sessions = 0;
    int calls = 0;    // asked for by agents
    int answered = 0; // with exactly one result in the log
    int computed = 0; // that ran to their end in a sandbox
    int unknown = 0;  // answered as of unknown effect: they ran when the program was killed
    std::map<std::string, int> killedAt;
    int sandboxes = 0; // that the books have
    int measured = 0;  // of them, whose machine's own count is known
    int outlived = 0;  // times that a machine was found alive by a start
    std::chrono::milliseconds booked{0};
    std::vector<std::string> wrong; // sentences, at most twenty

    template <class... Parts>
    void isWrong(const Parts &...parts)
    {
        if (wrong.size() < 20)
            wrong.push_back((std::string() + ... + parts));
    }
};

class CrashRun {
public:
    static constexpr int kCallsPerSession = 5;

    explicit CrashRun(CrashPlan plan);
    ~CrashRun();

    /// One life of the engine, to its violent end.
    void killOnce();
    /// One more life, until every session is over and the engine has stopped. False: it did not come to that in time.
    bool finish(int limitMs);
    CrashReckoning reckon();
    std::string ledgerFile() const;
    std::string machineFolder() const;
    /// Whatever is left, for a run that does not come to an end.
    std::string whatIsLeft();

private:
    void addSessions();
    bool isOver();
    void startEngine();
    void aim();
    void kill(const std::string &when);
    void readJournal(CrashReckoning &reckoning) const;
    void readBooks(CrashReckoning &reckoning) const;

    CrashPlan m_plan;
    std::mt19937_64 m_random;
    glovebox::ports::Clock &m_clock;
    QTemporaryDir m_folder;
    std::unique_ptr<testsupport::FaultyControlPlane> m_controlPlane;
    std::unique_ptr<QProcess> m_engine;
    int m_sessions = 0;
    std::map<std::string, int> m_killedAt;
    BooksBetween m_books;
    int m_outlived = 0;

    /// Where the next shot falls: at the nth request of a route, before or after it was heard.
    struct Aim {
        testsupport::Route route = testsupport::Route::Poll;
        testsupport::Moment moment = testsupport::Moment::Asked;
        int nth = 0;
    };
    std::optional<Aim> m_aim; // none: by time
    bool m_dead = true;
};

} // namespace scenario
