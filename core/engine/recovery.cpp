#include "core/engine/recovery.h"

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/engine/log.h"

#include <array>

namespace glovebox::engine {

using namespace domain;

namespace {

constexpr ByteCount kLineMax{500};

std::string named(const api::SandboxView &view)
{
    return view.name.empty() ? view.id.value() : view.name + " (" + view.id.value() + ')';
}

std::string counted(int count, const char *one, const char *several)
{
    return std::to_string(count) + ' ' + (count == 1 ? one : several);
}

} // namespace

void Recovery::said(std::string line)
{
    line = clipped(toOneLine(line), kLineMax);
    qCInfo(lcEngine, "recovery: %s", line.c_str());
    if (m_view.lines.size() < limits::kOperationSteps)
        m_view.lines.push_back(std::move(line));
    changed();
}

void Recovery::adopted(const api::SandboxView &view)
{
    ++m_view.adopted;
    said(named(view) + " lived on, and was taken over.");
}

void Recovery::hibernated(const api::SandboxView &view)
{
    ++m_view.hibernated;
    said(named(view) + " was found on disk.");
}

void Recovery::stopped(const api::SandboxView &view)
{
    ++m_view.stopped;
    said(named(view) + " is stopped: its disk was found, what it had in memory is gone.");
}

void Recovery::lost(const std::string &sandbox, const std::string &why)
{
    ++m_view.lost;
    said(sandbox + " is lost: " + why + '.');
}

void Recovery::interrupted(int operations)
{
    if (operations == 0)
        return;
    m_view.interrupted += operations;
    said(counted(operations, "operation was", "operations were") + " interrupted.");
}

void Recovery::leaseResumed(const std::string &item)
{
    ++m_view.leasesResumed;
    said("The lease of " + item + " is still ours; it is served on.");
}

void Recovery::leaseReleased(const std::string &item, const std::string &why)
{
    ++m_view.leasesReleased;
    said(item + " is let go of: " + why + '.');
}

void Recovery::resultKept(const std::string &session, const EventId &call, const std::string &tool)
{
    m_toDeliver.insert_or_assign(call, &api::RecoveryView::resultsPosted);
    said("The result of " + tool + " for " + session + ", computed before, is posted and not computed again.");
}

void Recovery::effectsUnknown(const std::string &session, const EventId &call, const std::string &tool)
{
    m_toDeliver.insert_or_assign(call, &api::RecoveryView::callsAnswered);
    said(tool + " for " + session + " was running; it is answered as of unknown effect and not run again.");
}

void Recovery::delivered(const EventId &call)
{
    const auto kept = m_toDeliver.find(call);
    if (kept == m_toDeliver.end())
        return;
    ++(m_view.*kept->second);
    m_toDeliver.erase(kept);
    changed();
}

void Recovery::opened()
{
    m_isOver = true;
    changed();
}

void Recovery::changed()
{
    if (!m_isOver || (m_view.lines.empty() && !m_isTold))
        return; // a start that found nothing has nothing to say
    if (!std::exchange(m_isTold, true))
        m_view.at = m_clock.wallNow();
    ++m_view.generation;
    m_observer(m_view);
}

std::string Recovery::summary() const
{
    const std::array parts{
        m_view.adopted ? counted(m_view.adopted, "sandbox taken over", "sandboxes taken over") : std::string(),
        m_view.hibernated ? counted(m_view.hibernated, "found on disk", "found on disk") : std::string(),
        m_view.stopped ? counted(m_view.stopped, "stopped", "stopped") : std::string(),
        m_view.lost ? counted(m_view.lost, "lost", "lost") : std::string(),
        m_view.interrupted ? counted(m_view.interrupted, "operation interrupted", "operations interrupted")
                           : std::string(),
    };
    std::string text;
    for (const auto &part : parts)
        if (!part.empty())
            text += (text.empty() ? "" : ", ") + part;
    return text;
}

} // namespace glovebox::engine
