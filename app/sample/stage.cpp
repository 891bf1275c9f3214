#include "app/sample/stage.h"

#include <type_traits>
#include <utility>

namespace glovebox::sample {

Stage::Stage(const SampleOptions &wanted, WallTime begin, SampleOutlets outlets, ports::Ledger &record)
    : options(wanted), agenda(begin), chance(wanted.seed), ledger(record), m_outlets(std::move(outlets))
{
}

void Stage::begin(api::Change change)
{
    world.take(change);
    send(std::move(change));
}

void Stage::tell(api::Change change)
{
    std::visit(
        [this](auto &value) {
            if constexpr (requires { value.generation; })
                value.generation = ++m_generation;
        },
        change);
    world.take(change);
    if (options.delay.count() == 0)
        return send(std::move(change));
    agenda.after(options.delay, [this, held = std::move(change)] { send(held); });
}

void Stage::send(api::Change change)
{
    m_outlets.observer(std::move(change));
}

void Stage::audit(const std::string &action, const std::string &object, Happened what)
{
    audit(actor(), action, object, std::move(what));
}

void Stage::audit(domain::AuditActor actor, const std::string &action, const std::string &object, Happened what)
{
    domain::AuditEntry entry{.at = now(), .actor = actor, .action = action, .object = object};
    entry.origin = actor == domain::AuditActor::Operator       ? "panel"
                   : actor == domain::AuditActor::ControlPlane ? "control plane"
                                                               : "timer";
    entry.outcome = what.outcome;
    entry.reason = std::move(what.reason);
    entry.before = std::move(what.before);
    entry.after = std::move(what.after);
    entry.session = std::move(what.session);
    ledger.audit(std::move(entry));
}

void Stage::log(LogLevel level, const std::string &source, const std::string &text)
{
    send(LogLine{now(), level, source, text});
}

void Stage::print(const domain::SandboxId &sandbox, std::string_view bytes)
{
    if (m_outlets.console)
        m_outlets.console(sandbox.value(), bytes);
}

std::string Stage::newId(const char *prefix, std::size_t signs)
{
    return prefix + chance.word(signs);
}

} // namespace glovebox::sample
