#include "app/bridge/engine_client.h"

#include "app/bridge/doorbell.h"

#include <utility>

namespace glovebox::bridge {

namespace {

/// Tickets start at 1; 0 is the pulse's.
constexpr std::uint64_t kPulseTicket = 0;

} // namespace

EngineClient::EngineClient(Post post, QObject *parent)
    : QObject(parent), m_post(std::move(post)), m_doorbell(new Doorbell(this))
{
    m_mailbox = std::make_shared<Mailbox>([ringer = std::make_shared<Ringer>(*m_doorbell)] { ringer->ring(); });
    connect(m_doorbell, &Doorbell::rung, this, &EngineClient::onRung);
    m_deliveryTimer.setSingleShot(true);
    connect(&m_deliveryTimer, &QTimer::timeout, this, &EngineClient::deliver);
    connect(&m_pulseTimer, &QTimer::timeout, this, &EngineClient::pulse);
    m_pulseTimer.start(kPulseInterval);
}

EngineClient::~EngineClient() = default;

api::Observer EngineClient::observer() const
{
    return [mailbox = m_mailbox](api::Change change) {
        mailbox->put(std::move(change));
    };
}

void EngineClient::start(Answered answered)
{
    look([](api::EngineControl &engine) { return engine.start(); }, std::move(answered));
}

void EngineClient::drain(Answered answered)
{
    look([](api::EngineControl &engine) { return engine.drain(); }, std::move(answered));
}

void EngineClient::stopNow(Answered answered)
{
    look([](api::EngineControl &engine) { return engine.stopNow(); }, std::move(answered));
}

void EngineClient::pausePolling(const domain::EnvironmentId &environment, Answered answered)
{
    command([environment](api::EngineControl &engine) { return engine.pausePolling(environment); },
            std::move(answered));
}

void EngineClient::resumePolling(const domain::EnvironmentId &environment, Answered answered)
{
    command([environment](api::EngineControl &engine) { return engine.resumePolling(environment); },
            std::move(answered));
}

void EngineClient::pauseSandbox(const domain::SandboxId &sandbox, Answered answered)
{
    command([sandbox](api::EngineControl &engine) { return engine.pauseSandbox(sandbox); }, std::move(answered));
}

void EngineClient::resumeSandbox(const domain::SandboxId &sandbox, Answered answered)
{
    command([sandbox](api::EngineControl &engine) { return engine.resumeSandbox(sandbox); }, std::move(answered));
}

void EngineClient::destroySandbox(const domain::SandboxId &sandbox, Answered answered)
{
    command([sandbox](api::EngineControl &engine) { return engine.destroySandbox(sandbox); }, std::move(answered));
}

void EngineClient::answerApproval(const domain::SessionId &session, const domain::EventId &call,
                                  const api::ApprovalAnswer &answer, Answered answered)
{
    command(
        [session, call, answer](api::EngineControl &engine) { return engine.answerApproval(session, call, answer); },
        std::move(answered));
}

void EngineClient::cancelCall(const domain::SessionId &session, const domain::EventId &call, Answered answered)
{
    command([session, call](api::EngineControl &engine) { return engine.cancelCall(session, call); },
            std::move(answered));
}

void EngineClient::interruptSession(const domain::SessionId &session, Answered answered)
{
    command([session](api::EngineControl &engine) { return engine.interruptSession(session); }, std::move(answered));
}

void EngineClient::repairWork(const domain::EnvironmentId &environment, const domain::WorkId &work, Answered answered)
{
    command([environment, work](api::EngineControl &engine) { return engine.repairWork(environment, work); },
            std::move(answered));
}

void EngineClient::refreshQueue(const domain::EnvironmentId &environment, Answered answered)
{
    look([environment](api::EngineControl &engine) { return engine.refreshQueue(environment); }, std::move(answered));
}

void EngineClient::listenForWebhooks(bool on, Answered answered)
{
    command([on](api::EngineControl &engine) { return engine.listenForWebhooks(on); }, std::move(answered));
}

void EngineClient::act(const api::ImageAction &action, Answered answered)
{
    command([action](api::EngineControl &engine) { return engine.act(action); }, std::move(answered));
}

void EngineClient::act(const api::TemplateAction &action, Answered answered)
{
    command([action](api::EngineControl &engine) { return engine.act(action); }, std::move(answered));
}

void EngineClient::act(const api::SecretAction &action, Answered answered)
{
    command([action](api::EngineControl &engine) { return engine.act(action); }, std::move(answered));
}

void EngineClient::act(const api::SessionAction &action, Answered answered)
{
    Command act = [action](api::EngineControl &engine) {
        return engine.act(action);
    };
    if (std::holds_alternative<api::ListAgents>(action))
        look(std::move(act), std::move(answered));
    else
        command(std::move(act), std::move(answered));
}

void EngineClient::act(const api::SandboxAction &action, Answered answered)
{
    command([action](api::EngineControl &engine) { return engine.act(action); }, std::move(answered));
}

void EngineClient::createSandbox(const api::NewSandbox &wanted, Answered answered)
{
    command([wanted](api::EngineControl &engine) { return engine.createSandbox(wanted); }, std::move(answered));
}

void EngineClient::maintain(const api::UpkeepAction &action, Answered answered)
{
    Command maintain = [action](api::EngineControl &engine) {
        return engine.maintain(action);
    };
    // The window's own work, and a look around.
    if (std::holds_alternative<api::ReportOperation>(action) || std::holds_alternative<api::LookForOrphans>(action))
        look(std::move(maintain), std::move(answered));
    else
        command(std::move(maintain), std::move(answered));
}

std::uint64_t EngineClient::ask(const domain::HistoryQuestion &question, Answered answered)
{
    const api::HistoryQuery query{m_nextQuery++, question};
    look([query](api::EngineControl &engine) { return engine.ask(query); }, std::move(answered));
    return query.ticket;
}

QString EngineClient::viewOnlyReason()
{
    return tr("View only: you can look and export, not change.");
}

std::optional<std::uint64_t> EngineClient::ticketFor(Answered answered)
{
    const std::uint64_t ticket = m_nextTicket++;
    const bool full = m_open.size() >= kOpenCommandsMax;
    m_open.emplace(ticket, std::move(answered));
    if (!full)
        return ticket;
    m_mailbox->putAnswer({ticket, api::Verdict::denied("The engine has not answered the commands before this one.")});
    return {};
}

void EngineClient::command(Command call, Answered answered)
{
    if (!m_viewOnly)
        return look(std::move(call), std::move(answered));
    if (const auto ticket = ticketFor(std::move(answered)))
        m_mailbox->putAnswer({*ticket, api::Verdict::denied(viewOnlyReason().toStdString())});
}

void EngineClient::look(Command call, Answered answered)
{
    if (const auto ticket = ticketFor(std::move(answered)))
        m_post([mailbox = m_mailbox, ticket = *ticket, call = std::move(call)](api::EngineControl &engine) {
            mailbox->putAnswer({ticket, call(engine)});
        });
}

void EngineClient::pulse()
{
    if (std::exchange(m_pulseOpen, true))
        return;
    m_post([mailbox = m_mailbox](api::EngineControl &) { mailbox->putAnswer({kPulseTicket, std::nullopt}); });
}

void EngineClient::onRung()
{
    const std::chrono::milliseconds passed{m_sinceDelivery.isValid() ? m_sinceDelivery.elapsed()
                                                                     : kDeliveryInterval.count()};
    if (passed >= kDeliveryInterval)
        deliver();
    else if (!m_deliveryTimer.isActive())
        m_deliveryTimer.start(kDeliveryInterval - passed);
}

void EngineClient::deliver()
{
    m_sinceDelivery.start();
    const Batch batch = m_mailbox->take();
    Q_EMIT arrived(batch);
    for (const Answer &answer : batch.answers) {
        if (answer.ticket == kPulseTicket) {
            m_pulseOpen = false;
            continue;
        }
        const auto open = m_open.find(answer.ticket);
        if (open == m_open.end())
            continue;
        const Answered answered = std::move(open->second);
        m_open.erase(open);
        if (answered && answer.verdict)
            answered(*answer.verdict);
    }
    Q_EMIT heard();
}

} // namespace glovebox::bridge
