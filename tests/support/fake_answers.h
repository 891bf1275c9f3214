// Role: what the small fakes of ports have in common: answers at the next turn of the loop, at most once, never after
// the handle went; a journal of what was asked; and the order to fail, or to stay silent.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"
#include "core/ports/clock.h"

#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace testsupport {

class FakeAnswers {
public:
    explicit FakeAnswers(glovebox::ports::Clock &clock) : m_clock(clock) {}

    /// The next `times` calls of an operation answer with this. Which operations there are, the fake's header says.
    void failNext(const std::string &operation, glovebox::Error error, int times = 1)
    {
        for (int i = 0; i < times; ++i)
            m_faults[operation].push_back(error);
    }
    /// The operation's calls are taken, but never answered, until letGo().
    void hold(const std::string &operation) { m_held.insert(operation); }
    void letGo(const std::string &operation) { m_held.erase(operation); }

    const std::vector<std::string> &journal() const { return m_journal; }
    int count(const std::string &prefix) const
    {
        int found = 0;
        for (const auto &line : m_journal)
            found += line.starts_with(prefix) ? 1 : 0;
        return found;
    }
    /// Whatever the calls were made with.
    const std::set<std::string> &credentials() const { return m_credentials; }

protected:
    ~FakeAnswers() = default;

    void note(std::string line) { m_journal.push_back(std::move(line)); }
    void noteCredential(const std::string &credential) { m_credentials.insert(credential); }

    template <class T, class Make>
    glovebox::Call answer(const std::string &operation, glovebox::Callback<T> done, Make make)
    {
        return m_clock.after(std::chrono::milliseconds{0},
                             [this, operation, done = std::move(done), make = std::move(make)] {
                                 if (m_held.contains(operation))
                                     return;
                                 if (auto &faults = m_faults[operation]; !faults.empty()) {
                                     auto error = faults.front();
                                     faults.pop_front();
                                     return done(tl::unexpected(std::move(error)));
                                 }
                                 done(make());
                             });
    }

private:
    glovebox::ports::Clock &m_clock;
    std::map<std::string, std::deque<glovebox::Error>> m_faults;
    std::set<std::string> m_held;
    std::set<std::string> m_credentials;
    std::vector<std::string> m_journal;
};

} // namespace testsupport
