// Role: one thread for hashing, copying, packing and unpacking: a function goes in, its value comes back on the event
// loop. Thread: made, used and destroyed on the engine's; `work` runs on ours and touches only what it was given.
// Invariants: nothing comes back after the Call is gone, and work that has not begun by then is let go of there, with
// what it holds; destruction waits for work at hand, which sees its StopFlag.
// Work runs in the order it was given, so what follows a cancelled piece begins when that piece has ended.
// An own thread and not QThreadPool: both ways lead through one std::mutex, which the thread sanitizer can see.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"

#include <QObject>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

namespace glovebox {

/// Asked between blocks by long work.
class StopFlag {
public:
    void raise() { m_raised.store(true, std::memory_order_relaxed); }
    bool raised() const { return m_raised.load(std::memory_order_relaxed); }

private:
    std::atomic<bool> m_raised{false};
};

class WorkPool : public QObject {
public:
    WorkPool() = default;
    ~WorkPool() override;

    template <class T>
    Call run(std::function<Result<T>(const StopFlag &)> work, Callback<T> done)
    {
        struct Job {
            std::shared_ptr<StopFlag> stop = std::make_shared<StopFlag>();
            Callback<T> done; // touched on the loop only
            Result<T> result = fail(ErrorCode::Cancelled);
        };
        auto job = std::make_shared<Job>();
        job->done = std::move(done);
        auto pending = std::make_shared<Work>([job, work = std::move(work)] {
            if (!job->stop->raised())
                job->result = work(*job->stop);
        });
        submit({job->stop, pending, [job] {
                    if (auto then = std::exchange(job->done, nullptr))
                        then(std::move(job->result));
                }});
        return Call([job, pending] {
            job->stop->raise();
            job->done = nullptr;
            pending->take();
        });
    }

protected:
    bool event(QEvent *event) override;

private:
    /// Whoever takes it has it: our thread to do it, or its Call to drop it.
    class Work {
    public:
        explicit Work(std::function<void()> work) : m_work(std::move(work)) {}
        std::function<void()> take();

    private:
        std::mutex m_mutex;
        std::function<void()> m_work;
    };
    struct Task {
        std::shared_ptr<StopFlag> stop;
        std::shared_ptr<Work> work;   // on our thread
        std::function<void()> answer; // on the loop; moved, never copied, so that it also dies there
    };

    void submit(Task task);
    void serve();

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Task> m_waiting;
    std::deque<Task> m_finished;
    std::shared_ptr<StopFlag> m_running;
    bool m_closing = false;
    std::thread m_thread; // started with the first task
};

} // namespace glovebox
