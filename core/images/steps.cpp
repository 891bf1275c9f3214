#include "core/images/steps.h"

#include <algorithm>

namespace glovebox::images {

int StepChain::shownAhead() const
{
    return static_cast<int>(std::ranges::count_if(m_steps, [](const Step &step) { return !step.what.empty(); }));
}

void StepChain::start()
{
    QMetaObject::invokeMethod(
        this, [this] { next(); }, Qt::QueuedConnection);
}

void StepChain::abandon()
{
    m_done = nullptr;
    m_steps.clear();
    m_running.cancel();
    deleteLater();
}

void StepChain::next()
{
    if (!m_done)
        return;
    if (m_steps.empty()) {
        finish({});
        return;
    }
    auto step = std::move(m_steps.front());
    m_steps.pop_front();
    if (!step.what.empty())
        m_begin(step.what);
    // The progress listener may have cancelled us.
    if (!m_done)
        return;
    m_running = step.run([this](Result<> result) {
        if (!result)
            finish(std::move(result));
        else
            next();
    });
}

void StepChain::finish(Result<> result)
{
    if (auto done = std::exchange(m_done, nullptr)) {
        m_steps.clear();
        deleteLater();
        done(std::move(result));
    }
}

} // namespace glovebox::images
