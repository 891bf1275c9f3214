#include "core/images/work_pool.h"

#include <QCoreApplication>
#include <QEvent>

#include <algorithm>

namespace glovebox::images {

namespace {

/// One file is hashed while another is read; more would only fight over the disk.
constexpr std::size_t kThreads = 2;

} // namespace

WorkPool::~WorkPool()
{
    {
        const std::lock_guard guard(m_mutex);
        m_closing = true;
        for (const auto &stop : m_running)
            stop->raise();
    }
    m_changed.notify_all();
    for (auto &thread : m_threads)
        thread.join();
}

void WorkPool::submit(Task task)
{
    {
        const std::lock_guard guard(m_mutex);
        m_waiting.push_back(std::move(task));
    }
    m_changed.notify_one();
    if (m_threads.size() < kThreads)
        m_threads.emplace_back([this] { serve(); });
}

void WorkPool::serve()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_changed.wait(lock, [this] { return m_closing || !m_waiting.empty(); });
        if (m_closing)
            return;
        auto task = std::move(m_waiting.front());
        m_waiting.pop_front();
        m_running.push_back(task.stop);
        lock.unlock();
        task.work();
        task.work = nullptr;
        lock.lock();
        std::erase(m_running, task.stop);
        m_finished.push_back(std::move(task));
        if (m_finished.size() == 1) // otherwise a wake-up is under way
            QCoreApplication::postEvent(this, new QEvent(QEvent::User));
    }
}

bool WorkPool::event(QEvent *event)
{
    if (event->type() != QEvent::User)
        return QObject::event(event);
    std::deque<Task> finished;
    {
        const std::lock_guard guard(m_mutex);
        finished.swap(m_finished);
    }
    for (auto &task : finished)
        task.answer(); // may start more work; whoever owns the pool lets go of it with deleteLater()
    return true;
}

} // namespace glovebox::images
