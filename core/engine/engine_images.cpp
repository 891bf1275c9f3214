// Role: the part of Engine that answers what is asked of images, and has them counted.
#include "core/engine/engine.h"

namespace glovebox::engine {

using api::Verdict;

ImageKeeper::Parts Engine::imageParts()
{
    return {m_parts.clock,
            m_books.operations(),
            m_observer,
            m_parts.library,
            m_parts.parseImageSource,
            [this] { return m_pool ? m_pool->uses() : ImageUses{}; },
            m_parts.imageBuilder,
            [this](const api::ImageDisk &disk) {
                m_host.diskImages = disk;
                publishHost();
            }};
}

Verdict Engine::act(const api::ImageAction &action)
{
    if (m_host.phase != api::EnginePhase::Running)
        return Verdict::denied("The engine is not running.");
    return m_images.act(action);
}

/// What stands on images changes with what is shown of it.
void Engine::saw(api::Change change)
{
    const bool counts =
        std::holds_alternative<api::SandboxView>(change) || std::holds_alternative<api::SandboxGone>(change) ||
        std::holds_alternative<api::TemplateView>(change) || std::holds_alternative<api::TemplateGone>(change) ||
        std::holds_alternative<api::SnapshotView>(change) || std::holds_alternative<api::SnapshotGone>(change);
    if (counts && m_pool)
        m_images.countAgain();
    if (counts || std::holds_alternative<api::ImageView>(change) || std::holds_alternative<api::ImageGone>(change))
        refreshTemplates();
    if (const auto *gone = std::get_if<api::SandboxGone>(&change)) {
        m_reservations.forget(gone->id);
        m_seeds->gone(gone->id);
    }
    const auto *sandbox = std::get_if<api::SandboxView>(&change);
    if (sandbox && m_seeds)
        m_seeds->saw(*sandbox);
    if (sandbox)
        if (sandbox->state == domain::SandboxState::Destroyed)
            m_reservations.forget(sandbox->id);
    m_books.saw(std::move(change));
}

} // namespace glovebox::engine
