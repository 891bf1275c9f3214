// Role: the part of TemplateBuilder that makes a template of a machine whose steps have run.
#include "core/engine/guest_warm_up.h"
#include "core/engine/template_builder.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;

void TemplateBuilder::finish()
{
    if (!m_order.definition.start.empty())
        return startCommand();
    becomeReady();
}

/// Nobody's in the end: it is to go on running in what is started from the template. That it ends at once is heard of.
void TemplateBuilder::startCommand()
{
    const auto &definition = m_order.definition;
    show("Starting " + textOf(definition.start));
    m_watching =
        m_service.start(*m_link, requestOf(definition.start, 0ms), definition.ready, [this](const Result<> &goesOn) {
            if (!goesOn)
                return failed(inContext("the start command, " + textOf(m_order.definition.start), goesOn.error()));
            if (!m_order.definition.ready) // else that decides
                soon([this] { becomeReady(); });
        });
    if (definition.ready)
        soon([this] { becomeReady(); });
}

/// Its sandboxes start it again when they boot: what it is made from may have one of its own.
void TemplateBuilder::addStartCommand(SandboxImage &image) const
{
    if (m_order.definition.start.empty())
        return;
    auto request = requestOf(m_order.definition.start, 0ms);
    StartedProgram program{.arguments = std::move(request.arguments),
                           .environment = std::move(request.environment),
                           .user = std::move(request.user),
                           .workdir = std::move(request.workdir)};
    if (image.setup && image.setup->environment == program.environment)
        program.environment.clear(); // its programs have it anyway
    image.programs.push_back(std::move(program));
    if (!fit(image.programs)) // one that is larger is not started again
        image.programs.pop_back();
}

void TemplateBuilder::becomeReady()
{
    if (!m_order.definition.ready)
        return warm();
    show("Waiting until it is ready");
    m_wait = std::make_unique<ReadyWait>(
        ReadyWait::Parts{m_parts.clock, *m_link, m_command,
                         [this](const CommandLine &command, std::chrono::milliseconds timeout) {
                             return requestOf(command, timeout);
                         }},
        *m_order.definition.ready, [this](const Result<> &ready) {
            if (!ready)
                return failed(ready.error());
            soon([this] {
                m_watching.cancel();
                m_wait.reset();
                warm();
            });
        });
    m_wait->begin();
}

/// An image without a shell has nothing to warm up.
void TemplateBuilder::warm()
{
    show("Warming up");
    m_call = warmUp(*m_link, [this](const Result<> &warm) {
        if (!warm)
            say("Its shell was not warmed up: " + describe(warm.error()));
        soon([this] { flush([this] { freeze(); }); });
    });
}

void TemplateBuilder::freeze()
{
    if (m_over)
        return;
    show("Freezing");
    m_call = m_machine->snapshot(originOf(SnapshotKind::Template), ports::AfterSnapshot::GoOn,
                                 {{}, [this](Result<std::shared_ptr<const ports::Snapshot>> taken) {
                                      frozen(std::move(taken));
                                  }});
}

void TemplateBuilder::frozen(Result<std::shared_ptr<const ports::Snapshot>> taken)
{
    if (!taken)
        return failed(inContext("freeze it", taken.error()));
    m_unfinished = (*taken)->facts().origin.id;
    soon([this, facts = (*taken)->facts()] {
        m_machine->onExit(nullptr);
        followEgress(nullptr);
        m_link.reset();
        m_machine.reset();
        verify(facts);
    });
}

void TemplateBuilder::verify(const ports::SnapshotFacts &facts)
{
    show("Reading what was written");
    m_call = m_parts.hypervisor.store().verify(
        facts.origin.id, [](ByteCount, ByteCount) {},
        [this, facts](const Result<ports::SnapshotProof> &proof) {
            if (!proof)
                return failed(inContext("read what was written", proof.error()));
            say("Found whole");
            over(Built{.facts = facts, .baseKey = m_order.baseKey, .cached = m_cached});
        });
}

} // namespace glovebox::engine
