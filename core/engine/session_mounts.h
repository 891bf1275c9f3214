// Role: interim
#pragma once
#include "core/api/engine_control.h"
#include "core/ports/clock.h"
#include "core/ports/guest_files.h"
#include "core/ports/memory_stores.h"
#include "core/ports/skill_source.h"
namespace glovebox::engine {
class SessionMounts {
public:
    struct Parts {
        ports::SkillSource *skills;
        ports::MemoryStores *memories;
        ports::Clock &clock;
        const api::EnvironmentSettings &settings;
        std::function<void(api::NoteView::Kind, std::string)> note;
        std::function<void()> changed;
    };
    SessionMounts(Parts parts, domain::Session, SecretString) : m_parts(std::move(parts)) {}
    void mount(ports::GuestFiles &, Callback<> done)
    {
        m_call = m_parts.clock.after(std::chrono::milliseconds{0}, [done] { done({}); });
    }
    void afterTool() {}
    void finish(bool, std::function<void()> done)
    {
        m_call = m_parts.clock.after(std::chrono::milliseconds{0}, std::move(done));
    }
    void lost() {}
    std::vector<std::string> skillNames() const { return {}; }
    std::vector<std::string> skillProblems() const { return {}; }
    std::vector<api::MountedMemory> memories() const { return {}; }
    Parts m_parts;
    Call m_call;
};
} // namespace glovebox::engine
