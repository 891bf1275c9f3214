// Role: a library of templates and the pool beside whose sandboxes it builds, over fakes. Thread: the test's.
#pragma once

#include "core/engine/sandbox_pool.h"
#include "tests/support/fake_host_facts.h"
#include "tests/support/template_rig.h"

namespace testsupport {

struct TemplatePoolRig : TemplateRig {
    /// `setup` without an image and an acceleration: those are the fakes'.
    explicit TemplatePoolRig(glovebox::engine::PoolSetup setup, glovebox::ByteCount available)
        : usage(clock, {}, [](const glovebox::domain::HistoryFact &) {}),
          pool({.clock = clock,
                .hypervisor = hypervisor,
                .connector = guests,
                .usage = usage,
                .operations = *book,
                .host = &facts},
               [this](const glovebox::api::Change &change) {
                   if (const auto *view = std::get_if<glovebox::api::SandboxView>(&change))
                       shown.insert_or_assign(view->id, *view);
               }),
          m_setup(std::move(setup))
    {
        facts.available = available;
    }
    /// Once whoever derives has joined the two.
    void openPool()
    {
        m_setup.image = {"k", "i", "r", "built-in"};
        m_setup.acceleration = glovebox::domain::Acceleration::Emulated;
        pool.open(m_setup, nullptr);
        clock.advance(std::chrono::milliseconds(10));
    }

    FakeHostFacts facts; // 16 GiB in all
    glovebox::engine::UsageBook usage;
    std::map<glovebox::domain::SandboxId, glovebox::api::SandboxView> shown;
    glovebox::engine::SandboxPool pool;

private:
    glovebox::engine::PoolSetup m_setup;
};

} // namespace testsupport
