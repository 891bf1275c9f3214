#include "core/engine/ended_book.h"

#include "core/base/limits.h"
#include "core/engine/log.h"

namespace glovebox::engine {

void EndedBook::open()
{
    if (!m_ledger || std::exchange(m_asked, true))
        return;
    m_ledger->ended(
        limits::kEndedShown, [this, alive = std::weak_ptr(m_alive)](Result<std::vector<ports::EndedSandbox>> found) {
            if (alive.expired())
                return;
            if (!found) {
                m_asked = false; // the next start asks again
                qCWarning(lcEngine, "the history of sandboxes was not read: %s", describe(found.error()).c_str());
                return;
            }
            m_read = true;
            for (auto it = found->rbegin(); it != found->rend(); ++it) // the newest last, as they happened
                if (!m_told.contains(it->record.id))
                    publish(*it);
            m_told.clear();
        });
}

void EndedBook::add(ports::EndedSandbox ended)
{
    if (m_ledger && !m_read)
        m_told.insert(ended.record.id);
    publish(ended);
    if (m_ledger)
        m_ledger->keepEnded(std::move(ended));
}

void EndedBook::publish(const ports::EndedSandbox &ended)
{
    const auto &record = ended.record;
    m_known.insert(record.id);
    m_observer(api::EndedSandboxView{.generation = ++m_generation,
                                     .id = record.id,
                                     .name = record.name,
                                     .kept = record.kept,
                                     .session = record.session,
                                     .sessionTitle = record.title,
                                     .size = ended.size,
                                     .createdAt = record.createdAt,
                                     .end = {.cause = ended.cause,
                                             .detail = ended.detail,
                                             .at = ended.at,
                                             .meter = record.meter,
                                             .cost = ended.cost,
                                             .pricesAsOf = ended.pricesAsOf},
                                     .console = ended.console,
                                     .monitor = ended.monitor});
}

} // namespace glovebox::engine
