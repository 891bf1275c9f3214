// Role: an environment's fakes, lent to an engine that wants to own its ports: the fakes outlive it, as a control plane
// outlives the worker that crashed. Thread: the test's.
#pragma once

#include "core/ports/control_plane.h"
#include "core/ports/memory_stores.h"
#include "core/ports/operator_actions.h"
#include "core/ports/queue_control.h"
#include "core/ports/skill_source.h"

namespace testsupport {

class LentControlPlane final : public glovebox::ports::ControlPlane {
public:
    explicit LentControlPlane(glovebox::ports::ControlPlane &lent) : m_lent(lent) {}

    glovebox::Call poll(glovebox::ports::PollRequest request,
                        glovebox::Callback<std::optional<glovebox::domain::WorkItem>> done) override
    {
        return m_lent.poll(std::move(request), std::move(done));
    }
    glovebox::Call acknowledge(glovebox::domain::WorkId work, glovebox::Callback<> done) override
    {
        return m_lent.acknowledge(std::move(work), std::move(done));
    }
    glovebox::Call heartbeat(glovebox::ports::HeartbeatRequest request,
                             glovebox::Callback<glovebox::domain::Heartbeat> done) override
    {
        return m_lent.heartbeat(std::move(request), std::move(done));
    }
    glovebox::Call stop(glovebox::domain::WorkId work, glovebox::SecretString credential,
                        glovebox::Callback<> done) override
    {
        return m_lent.stop(std::move(work), std::move(credential), std::move(done));
    }
    glovebox::Call retrieveSession(glovebox::domain::SessionId session, glovebox::SecretString credential,
                                   glovebox::Callback<glovebox::domain::Session> done) override
    {
        return m_lent.retrieveSession(std::move(session), std::move(credential), std::move(done));
    }
    glovebox::Call listEvents(glovebox::domain::SessionId session, std::string page, glovebox::SecretString credential,
                              glovebox::Callback<glovebox::ports::EventPage> done) override
    {
        return m_lent.listEvents(std::move(session), std::move(page), std::move(credential), std::move(done));
    }
    glovebox::Call sendToolResult(glovebox::domain::SessionId session, glovebox::ports::ToolAnswer answer,
                                  glovebox::SecretString credential, glovebox::Callback<> done) override
    {
        return m_lent.sendToolResult(std::move(session), std::move(answer), std::move(credential), std::move(done));
    }
    glovebox::Call openEventStream(glovebox::domain::SessionId session, glovebox::SecretString credential,
                                   glovebox::ports::StreamHandlers handlers) override
    {
        return m_lent.openEventStream(std::move(session), std::move(credential), std::move(handlers));
    }

private:
    glovebox::ports::ControlPlane &m_lent;
};

class LentQueueControl final : public glovebox::ports::QueueControl {
public:
    explicit LentQueueControl(glovebox::ports::QueueControl &lent) : m_lent(lent) {}

    glovebox::Call list(std::string page, glovebox::Callback<glovebox::ports::WorkPage> done) override
    {
        return m_lent.list(std::move(page), std::move(done));
    }
    glovebox::Call stats(glovebox::Callback<glovebox::domain::QueueStats> done) override
    {
        return m_lent.stats(std::move(done));
    }
    glovebox::Call forceStop(glovebox::domain::WorkId work, glovebox::Callback<> done) override
    {
        return m_lent.forceStop(std::move(work), std::move(done));
    }

private:
    glovebox::ports::QueueControl &m_lent;
};

class LentOperatorActions final : public glovebox::ports::OperatorActions {
public:
    explicit LentOperatorActions(glovebox::ports::OperatorActions &lent) : m_lent(lent) {}

    glovebox::Call confirmTool(glovebox::domain::SessionId session, glovebox::domain::EventId use,
                               glovebox::domain::Verdict verdict, std::string denyMessage,
                               glovebox::Callback<> done) override
    {
        return m_lent.confirmTool(std::move(session), std::move(use), verdict, std::move(denyMessage), std::move(done));
    }
    glovebox::Call interrupt(glovebox::domain::SessionId session, std::optional<glovebox::domain::ThreadId> thread,
                             glovebox::Callback<> done) override
    {
        return m_lent.interrupt(std::move(session), std::move(thread), std::move(done));
    }
    glovebox::Call listAgents(glovebox::Callback<glovebox::ports::AgentList> done) override
    {
        return m_lent.listAgents(std::move(done));
    }
    glovebox::Call createSession(glovebox::ports::NewSession wanted,
                                 glovebox::Callback<glovebox::domain::SessionId> done) override
    {
        return m_lent.createSession(std::move(wanted), std::move(done));
    }
    glovebox::Call sendMessage(glovebox::domain::SessionId session, std::string text,
                               glovebox::Callback<> done) override
    {
        return m_lent.sendMessage(std::move(session), std::move(text), std::move(done));
    }

private:
    glovebox::ports::OperatorActions &m_lent;
};

class LentSkillSource final : public glovebox::ports::SkillSource {
public:
    explicit LentSkillSource(glovebox::ports::SkillSource &lent) : m_lent(lent) {}

    glovebox::Call fetch(glovebox::domain::SkillRef skill, glovebox::SecretString credential,
                         glovebox::Callback<glovebox::ports::Skill> done) override
    {
        return m_lent.fetch(std::move(skill), std::move(credential), std::move(done));
    }

private:
    glovebox::ports::SkillSource &m_lent;
};

class LentMemoryStores final : public glovebox::ports::MemoryStores {
public:
    using Store = glovebox::domain::MemoryStoreId;
    using Memory = glovebox::ports::Memory;

    explicit LentMemoryStores(glovebox::ports::MemoryStores &lent) : m_lent(lent) {}

    glovebox::Call list(Store store, bool withContent, std::string page, glovebox::SecretString credential,
                        glovebox::Callback<glovebox::ports::MemoryPage> done) override
    {
        return m_lent.list(std::move(store), withContent, std::move(page), std::move(credential), std::move(done));
    }
    glovebox::Call retrieve(Store store, std::string memory, glovebox::SecretString credential,
                            glovebox::Callback<Memory> done) override
    {
        return m_lent.retrieve(std::move(store), std::move(memory), std::move(credential), std::move(done));
    }
    glovebox::Call create(Store store, std::string path, std::string content, glovebox::SecretString credential,
                          glovebox::Callback<Memory> done) override
    {
        return m_lent.create(std::move(store), std::move(path), std::move(content), std::move(credential),
                             std::move(done));
    }
    glovebox::Call update(Store store, std::string memory, std::string content, std::string expectedSha256,
                          glovebox::SecretString credential, glovebox::Callback<Memory> done) override
    {
        return m_lent.update(std::move(store), std::move(memory), std::move(content), std::move(expectedSha256),
                             std::move(credential), std::move(done));
    }
    glovebox::Call remove(Store store, std::string memory, std::string expectedSha256,
                          glovebox::SecretString credential, glovebox::Callback<> done) override
    {
        return m_lent.remove(std::move(store), std::move(memory), std::move(expectedSha256), std::move(credential),
                             std::move(done));
    }

private:
    glovebox::ports::MemoryStores &m_lent;
};

} // namespace testsupport
