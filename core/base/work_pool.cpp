#include "core/base/work_pool.h"

#include <QCoreApplication>
#include <QEvent>

namespace glovebox {

WorkPool::~WorkPool()
{
    {
        const std::lock_guard guard(m_mutex);
        m_closing = true;
        if (m_running)
            m_running->raise();
    }
    m_changed.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

std::function<void()> WorkPool::Work::take()
{
    const std::lock_guard guard(m_mutex);
    return std::exchange(m_work, nullptr);
}

void WorkPool::submit(Task task)
{
    {
        const std::lock_guard guard(m_mutex);
        m_waiting.push_back(std::move(task));
    }
    m_changed.notify_one();
    if (!m_thread.joinable())
        m_thread = std::thread([this] { serve(); });
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
        m_running = task.stop;
        lock.unlock();
        if (const auto work = std::exchange(task.work, nullptr)->take())
            work();
        lock.lock();
        m_running.reset();
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

} // namespace glovebox
