// Role: the window's side of the engine: issues commands, hands out what changed in batches. The only class of the
// program that knows both threads.
// Thread: lives on the GUI thread. observer() is made there and called on any other; it and the
// jobs hold the mailbox, not this object, so the client may go first.
// Invariants: batches come at most every kDeliveryInterval. A command's answer arrives by a later turn of the event
// loop, once, and not at all after the client is gone.
#pragma once

#include "app/bridge/mailbox.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QTimer>

#include <memory>
#include <optional>

namespace glovebox::bridge {

class Doorbell;

class EngineClient : public QObject {
    Q_OBJECT

public:
    using Job = std::function<void(api::EngineControl &)>;
    /// Queues a job onto the engine's thread. May drop it when the engine is gone.
    using Post = std::function<void(Job)>;
    using Answered = std::function<void(const api::Verdict &)>;

    /// Ten pictures a second look live; more cost and are not seen.
    static constexpr std::chrono::milliseconds kDeliveryInterval{100};
    /// How often the engine's thread is asked for a sign of life while nothing else comes.
    static constexpr std::chrono::milliseconds kPulseInterval{2000};
    /// Commands without an answer. More means that the engine does not answer at all.
    static constexpr std::size_t kOpenCommandsMax = 256;

    explicit EngineClient(Post post, QObject *parent = nullptr);
    ~EngineClient() override;

    api::Observer observer() const;

    /// Nothing is asked of the engine any more that would change something; it is denied with the reason. What the
    /// program itself needs goes on: looking, reporting its own work, beginning and ending.
    void setViewOnly(bool viewOnly) { m_viewOnly = viewOnly; }
    bool viewOnly() const { return m_viewOnly; }
    static QString viewOnlyReason();

    void start(Answered answered = {});
    void drain(Answered answered = {});
    void stopNow(Answered answered = {});
    void pausePolling(const domain::EnvironmentId &environment, Answered answered = {});
    void resumePolling(const domain::EnvironmentId &environment, Answered answered = {});
    void pauseSandbox(const domain::SandboxId &sandbox, Answered answered = {});
    void resumeSandbox(const domain::SandboxId &sandbox, Answered answered = {});
    void destroySandbox(const domain::SandboxId &sandbox, Answered answered = {});
    void answerApproval(const domain::SessionId &session, const domain::EventId &call,
                        const api::ApprovalAnswer &answer, Answered answered = {});
    void cancelCall(const domain::SessionId &session, const domain::EventId &call, Answered answered = {});
    void interruptSession(const domain::SessionId &session, Answered answered = {});
    void repairWork(const domain::EnvironmentId &environment, const domain::WorkId &work, Answered answered = {});
    void refreshQueue(const domain::EnvironmentId &environment, Answered answered = {});
    void listenForWebhooks(bool on, Answered answered = {});
    void act(const api::SandboxAction &action, Answered answered = {});
    void act(const api::ImageAction &action, Answered answered = {});
    void act(const api::TemplateAction &action, Answered answered = {});
    void act(const api::SecretAction &action, Answered answered = {});
    void act(const api::SessionAction &action, Answered answered = {});
    void createSandbox(const api::NewSandbox &wanted, Answered answered = {});
    void maintain(const api::UpkeepAction &action, Answered answered = {});
    /// The answer comes in a batch's reports, with the ticket that this returns.
    std::uint64_t ask(const domain::HistoryQuestion &question, Answered answered = {});

Q_SIGNALS:
    void arrived(const glovebox::bridge::Batch &batch);
    /// The engine's thread is alive, and nothing older than this moment is missing.
    void heard();

private:
    using Command = std::function<api::Verdict(api::EngineControl &)>;

    /// What changes something.
    void command(Command call, Answered answered);
    /// What does not.
    void look(Command call, Answered answered);
    /// Of a new ticket; nothing: the answer is on its way already.
    std::optional<std::uint64_t> ticketFor(Answered answered);
    void pulse();
    void onRung();
    void deliver();

    Post m_post;
    Doorbell *m_doorbell;
    std::shared_ptr<Mailbox> m_mailbox;
    std::map<std::uint64_t, Answered> m_open;
    std::uint64_t m_nextTicket = 1;
    std::uint64_t m_nextQuery = 1;
    bool m_pulseOpen = false;
    bool m_viewOnly = false;
    QTimer m_deliveryTimer;
    QTimer m_pulseTimer;
    QElapsedTimer m_sinceDelivery;
};

} // namespace glovebox::bridge
