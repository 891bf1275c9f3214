#include "app/sample/past.h"

#include "app/sample/sample_views.h"
#include "app/sample/scripts.h"

#include <algorithm>
#include <vector>

namespace glovebox::sample {

using namespace std::chrono_literals;

namespace {

constexpr int kPastDays = 30;
constexpr int kEgressDays = 7;

class Past {
public:
    Past(ports::Ledger &ledger, Chance chance, WallTime now) : m_ledger(ledger), m_chance(chance), m_now(now) {}

    void tell()
    {
        m_ledger.note(domain::EnvironmentFacts{m_environment, "prod-eu", "https://api.anthropic.com", m_now});
        for (int ago = kPastDays; ago >= 1; --ago)
            tellDay(m_now - 24h * ago);
        std::ranges::sort(m_trail, {}, &domain::AuditEntry::at);
        for (auto &entry : m_trail)
            m_ledger.audit(std::move(entry));
    }

private:
    void tellDay(WallTime day)
    {
        const bool weekend = std::chrono::weekday(std::chrono::floor<std::chrono::days>(day)).iso_encoding() > 5;
        for (int i = 0; i < (weekend ? 2 : m_chance.between(5, 9)); ++i)
            tellSession(day + std::chrono::minutes(m_chance.between(-240, 240)));
        if (m_now - day <= 24h * kEgressDays)
            for (int i = 0; i < 40; ++i)
                tellAttempt(day + std::chrono::minutes(m_chance.between(-240, 240)));
    }

    void tellSession(WallTime at)
    {
        const ScriptedSession &script = m_chance.oneOf(scriptedSessions());
        const domain::SessionId session("sesn_" + m_chance.word(24));
        const domain::SandboxId sandbox("sbx-" + m_chance.word(6));
        const auto day = std::chrono::floor<std::chrono::days>(at);
        domain::SandboxMeter used;
        used.running = std::chrono::minutes(m_chance.between(4, 220));
        used.paused = std::chrono::minutes(m_chance.between(0, 20));
        used.cpuTime = used.running / m_chance.between(4, 20);
        used.memoryPeak = ByteCount::mib(static_cast<std::uint64_t>(m_chance.between(120, 500)));
        used.diskPeak = ByteCount::mib(static_cast<std::uint64_t>(m_chance.between(40, 900)));
        const domain::MachineSize size{.vcpus = 2, .memory = ByteCount::mib(512), .disk = ByteCount::gib(8)};
        const std::int64_t cost = used.running.count() / 40;
        m_ledger.note(
            domain::UsageSlice{day, sandbox, session, m_environment, kSampleTemplate, size, used, "2026-11-01", cost});
        domain::ModelUsage usage;
        usage.inputTokens = 20'000 + m_chance.below(900'000);
        usage.outputTokens = 1'000 + m_chance.below(60'000);
        usage.cacheReadTokens = usage.inputTokens * 4;
        usage.webSearches = m_chance.below(6);
        usage.listCostCents = m_chance.between(8, 620);
        m_ledger.note(domain::ListSlice{day, session, m_environment, script.agent, usage});
        m_ledger.keepSession({session, m_environment, script.title, script.agent, usage, at});
        ports::EndedSandbox ended{.record = {.id = sandbox, .session = session, .title = script.title}};
        ended.record.createdAt = at - used.running;
        ended.record.meter = used;
        ended.size = size;
        ended.cause = domain::EndCause::SessionEnded;
        ended.at = at;
        ended.cost = cost;
        ended.pricesAsOf = "2026-11-01";
        m_ledger.keepEnded(std::move(ended));
        const auto object = "sandbox/" + sandbox.value();
        trail(at - used.running, domain::AuditActor::ControlPlane, "sandbox.created", object, session);
        trail(at - used.running + 2s, domain::AuditActor::Engine, "sandbox.started", object, session);
        if (m_chance.onceIn(4))
            trail(at - used.running / 2, domain::AuditActor::Operator, "approval.answered",
                  "call/" + session.value() + "/sevt_" + m_chance.word(8), session);
        trail(at, domain::AuditActor::Engine, "sandbox.destroyed", object, session);
    }

    void tellAttempt(WallTime at)
    {
        const bool allowed = !m_chance.onceIn(3);
        domain::EgressDecision one{.id = domain::EgressId("egr-" + m_chance.word(8)),
                                   .at = at,
                                   .sandbox = domain::SandboxId("sbx-" + m_chance.word(6))};
        one.host = m_chance.oneOf(allowed ? allowedHosts() : deniedHosts());
        one.port = 443;
        one.verdict = allowed ? domain::EgressVerdict::Allowed : domain::EgressVerdict::Denied;
        one.lasted = 1200ms;
        if (allowed) {
            one.rule = one.host == "mirror.example.org" ? "packages: mirror.example.org port 443"
                                                        : "packages: *.packages.example.org";
            one.address = "151.101.2.132";
            one.sent = ByteCount{1'200};
            one.received = ByteCount{20'000 + m_chance.below(8'000'000)};
        } else {
            one.reason = "The sandbox policy packages does not allow " + one.host + " port 443: no rule names it.";
        }
        m_ledger.note(std::move(one));
    }

    void trail(WallTime at, domain::AuditActor actor, const char *action, std::string object,
               const domain::SessionId &session)
    {
        domain::AuditEntry entry{.at = at, .actor = actor, .action = action, .object = std::move(object)};
        entry.origin = actor == domain::AuditActor::Operator ? "panel"
                       : actor == domain::AuditActor::Engine ? "timer"
                                                             : "control plane";
        entry.session = session.value();
        m_trail.push_back(std::move(entry));
    }

    ports::Ledger &m_ledger;
    Chance m_chance;
    WallTime m_now;
    const domain::EnvironmentId m_environment{kSampleEnvironment};
    std::vector<domain::AuditEntry> m_trail;
};

} // namespace

void tellPast(ports::Ledger &ledger, Chance chance, WallTime now)
{
    Past(ledger, chance, now).tell();
}

} // namespace glovebox::sample
