// Role: a sample engine in a test's hand: time passes as the test says, and all that was told is kept.
// Thread: the test's.
#pragma once

#include "app/sample/sample_engine.h"
#include "app/sample/sample_views.h"
#include "tests/support/fake_ledger.h"
#include "tests/support/manual_clock.h"

#include <algorithm>
#include <vector>

namespace glovebox::testing {

using namespace std::chrono_literals;

class PlayedSample {
public:
    explicit PlayedSample(const sample::SampleOptions &options = {}) : m_engine(options, m_now, outlets(), m_ledger) {}

    sample::SampleEngine &engine() { return m_engine; }
    const sample::SampleWorld &world() const { return m_engine.world(); }
    testsupport::FakeLedger &ledger() { return m_ledger; }
    std::vector<api::Change> heard;

    /// In the steps of a real tick.
    void pass(std::chrono::milliseconds time)
    {
        for (const auto end = m_now + time; m_now < end;) {
            m_now += 50ms;
            m_engine.tick(m_now);
        }
        m_clock.runDue();
    }
    /// Until it is so, for ten minutes at most; false: it never was.
    bool passUntil(const std::function<bool()> &so)
    {
        for (int i = 0; i < 12'000; ++i) {
            if (so())
                return true;
            pass(50ms);
        }
        return false;
    }

    api::SandboxView sandbox(const domain::SandboxId &id) const { return world().sandboxes.at(id); }
    bool has(const domain::SandboxId &id) const { return world().sandboxes.contains(id); }
    domain::SandboxState stateOf(const domain::SandboxId &id) const { return sandbox(id).state; }
    /// Of all that were told of it, each once where it changed.
    std::vector<domain::SandboxState> statesOf(const domain::SandboxId &id) const
    {
        std::vector<domain::SandboxState> states;
        for (const auto &change : heard)
            if (const auto *view = std::get_if<api::SandboxView>(&change); view && view->id == id)
                if (states.empty() || states.back() != view->state)
                    states.push_back(view->state);
        return states;
    }
    /// One that nobody is in.
    domain::SandboxId idleOne() const
    {
        for (const auto &[id, view] : world().sandboxes)
            if (view.state == domain::SandboxState::Running && view.kept && view.busyWith.empty() &&
                view.operation.empty() && !view.session)
                return id;
        return domain::SandboxId("none");
    }
    /// The operation of that kind that was begun last.
    const domain::Operation *operation(domain::OperationKind kind) const
    {
        const domain::Operation *found = nullptr;
        for (const auto &[id, view] : world().operations)
            if (view.operation.kind == kind && (!found || view.operation.beganAt >= found->beganAt))
                found = &view.operation;
        return found;
    }
    /// What the audit trail has of this action, newest last.
    std::vector<domain::AuditEntry> audited(const std::string &action) const
    {
        std::vector<domain::AuditEntry> entries;
        std::ranges::copy_if(m_ledger.durable().history.audit, std::back_inserter(entries),
                             [&](const auto &entry) { return entry.action == action; });
        return entries;
    }

private:
    sample::SampleOutlets outlets()
    {
        return {.observer = [this](api::Change change) { heard.push_back(std::move(change)); },
                .readTemplate = [](const std::string &text) -> Result<domain::TemplateDefinition> {
                    if (text.empty())
                        return fail(ErrorCode::InvalidArgument, "line 1: there is nothing in it");
                    domain::TemplateDefinition made;
                    made.name = text;
                    made.steps = {{domain::RunStep{{"true", {}}}}};
                    return made;
                }};
    }

    WallTime m_now = sample::kSampleNow;
    testsupport::ManualClock m_clock;
    testsupport::FakeLedger m_ledger{m_clock};
    sample::SampleEngine m_engine;
};

inline bool accepted(const api::Verdict &verdict)
{
    return verdict.kind == api::Verdict::Kind::Accepted;
}

inline bool denied(const api::Verdict &verdict)
{
    return verdict.kind == api::Verdict::Kind::Denied && !verdict.reason.empty();
}

} // namespace glovebox::testing
