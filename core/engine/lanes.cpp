#include "core/engine/lanes.h"

#include <utility>

namespace glovebox::engine {

struct Lanes::Run {
    std::vector<Job> jobs;
    std::vector<std::unique_ptr<Lane>> lanes; // one per job that has begun
    std::size_t width = 1;
    std::size_t active = 0;
    bool pumping = false;
    std::function<void()> over;
};

void Lanes::run(std::size_t width, std::vector<Job> jobs, std::function<void()> over)
{
    m_run = std::make_shared<Run>();
    m_run->jobs = std::move(jobs);
    m_run->width = width;
    m_run->over = std::move(over);
    pump(std::shared_ptr(m_run));
}

void Lanes::pump(const std::shared_ptr<Run> &run)
{
    if (run->pumping) // a job that was over at once: the loop below goes on
        return;
    run->pumping = true;
    while (run->active < run->width && run->lanes.size() < run->jobs.size()) {
        const auto job = std::move(run->jobs[run->lanes.size()]);
        auto &lane = *run->lanes.emplace_back(std::make_unique<Lane>());
        ++run->active;
        job(lane, [weak = std::weak_ptr(run)] {
            if (const auto alive = weak.lock()) {
                --alive->active;
                pump(alive);
            }
        });
    }
    run->pumping = false;
    if (run->active == 0 && run->lanes.size() == run->jobs.size())
        if (const auto over = std::exchange(run->over, nullptr))
            over();
}

} // namespace glovebox::engine
