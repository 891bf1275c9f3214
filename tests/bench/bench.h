// Role: what the benchmarks share. Each measures processor time of this process, the best of a few rounds, and is put
// in relation to another figure of the same run: a ratio travels between machines, a time does not.
#pragma once

#include <ctime>
#include <functional>
#include <string>
#include <vector>

namespace bench {

struct Row {
    std::string name;
    double amount = 0; // of `unit`, in one round
    std::string unit;  // "MB", "calls"
    double seconds = 0;
    std::string comparedWith; // another row's name; empty: it is what others are compared with

    double perUnit() const { return seconds / amount; }
};

struct Effort {
    int rounds = 5;
    double share = 1.0; // of the full amount of work
};

/// Processor seconds of the best round. `prepare` is not measured; `work` gets what it made.
template <class Prepare, class Work>
double bestOf(const Effort &effort, Prepare prepare, Work work);

/// Processor time of this process so far.
inline double processorSeconds()
{
    timespec spent{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
    return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) / 1e9;
}

/// Ends the program with a message when the work was not done: a fast answer that is wrong must not count.
void demand(bool done, const char *what);

std::vector<Row> yardstick(const Effort &effort);
std::vector<Row> channel(const Effort &effort);
std::vector<Row> eventStream(const Effort &effort);
std::vector<Row> engine(const Effort &effort);
std::vector<Row> memory(const Effort &effort);

inline constexpr const char *kYardstick = "hashing bytes, one by one (FNV-1a)";

template <class Prepare, class Work>
double bestOf(const Effort &effort, Prepare prepare, Work work)
{
    double best = 0;
    for (int round = 0; round < effort.rounds; ++round) {
        auto made = prepare();
        const double before = processorSeconds();
        work(made);
        const double spent = processorSeconds() - before;
        best = round == 0 || spent < best ? spent : best;
    }
    return best;
}

} // namespace bench
