// Role: the part of TemplateBuilder that makes a template of a machine whose steps have run.
#include "core/engine/guest_warm_up.h"
#include "core/engine/template_builder.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;

namespace {

/// One asking, where the check itself has longer: one that hangs must not use up all of its time.
constexpr std::chrono::milliseconds kOneAskingMax = 60s;

} // namespace

void TemplateBuilder::finish()
{
    if (!m_order.definition.start.empty())
        return startCommand();
    becomeReady();
}

/// Nobody's from then on: it is to go on running in what is started from the template.
void TemplateBuilder::startCommand()
{
    show("Starting " + textOf(m_order.definition.start));
    auto request = requestOf(m_order.definition.start, 0ms);
    request.background = true;
    m_call = m_link->exec(std::move(request),
                          {{}, [this](const Result<ports::ExecEnd> &end) {
                               if (!end)
                                   return failed(inContext("the start command could not be run", end.error()));
                               soon([this] { becomeReady(); });
                           }});
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
    m_readyBefore = m_parts.clock.now() + m_order.definition.ready->within;
    askReady();
}

void TemplateBuilder::askReady()
{
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(m_readyBefore - m_parts.clock.now());
    run(m_order.definition.ready->command, std::clamp(left, 1ms, kOneAskingMax), [this](const ports::ExecEnd &end) {
        if (end.status == 0)
            return warm();
        const auto &check = *m_order.definition.ready;
        if (m_parts.clock.now() + check.every < m_readyBefore) {
            m_soon = m_parts.clock.after(check.every, [this] { askReady(); });
            return;
        }
        notReady(end.timedOut ? "it did not answer in time"
                 : end.status ? "it ended with exit status " + std::to_string(*end.status)
                              : "signal " + std::to_string(end.signal) + " ended it");
    });
}

void TemplateBuilder::notReady(const std::string &why)
{
    const auto &check = *m_order.definition.ready;
    const auto &last = m_output->last();
    failed({ErrorCode::TimedOut, "the ready check, " + textOf(check.command) + ", did not succeed within " +
                                     std::to_string(check.within.count() / 1000) + " s: " + why +
                                     (last.empty() ? "; it printed nothing" : "; it printed last:\n" + last)});
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
