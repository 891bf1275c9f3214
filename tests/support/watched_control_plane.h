// Role: stands between an engine and its control plane and notices what no engine may do: post or stop after it was
// told that the lease is gone. Told is told: there is no network between, so there is no excuse either.
// Thread: the engine's.
#pragma once

#include "core/ports/control_plane.h"

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace testsupport {

class WatchedControlPlane final : public glovebox::ports::ControlPlane {
public:
    struct Record {
        std::vector<std::string> violations; // sentences
        int leasesLost = 0;                  // as told to the engine
        int posts = 0;
    };

    WatchedControlPlane(std::unique_ptr<glovebox::ports::ControlPlane> inner, std::shared_ptr<Record> record)
        : m_inner(std::move(inner)), m_record(std::move(record))
    {
    }

    glovebox::Call poll(glovebox::ports::PollRequest request,
                        glovebox::Callback<std::optional<glovebox::domain::WorkItem>> done) override
    {
        return m_inner->poll(std::move(request), std::move(done));
    }
    glovebox::Call acknowledge(glovebox::domain::WorkId work, glovebox::Callback<> done) override
    {
        return m_inner->acknowledge(std::move(work), std::move(done));
    }
    glovebox::Call heartbeat(glovebox::ports::HeartbeatRequest request,
                             glovebox::Callback<glovebox::domain::Heartbeat> done) override
    {
        const auto credential = request.credential.reveal();
        return m_inner->heartbeat(std::move(request),
                                  [record = m_record, lost = m_lost, credential,
                                   done = std::move(done)](glovebox::Result<glovebox::domain::Heartbeat> answer) {
                                      if (!answer && answer.error().code == glovebox::ErrorCode::LeaseLost) {
                                          lost->insert(credential);
                                          ++record->leasesLost;
                                      }
                                      done(std::move(answer));
                                  });
    }
    glovebox::Call stop(glovebox::domain::WorkId work, glovebox::SecretString credential,
                        glovebox::Callback<> done) override
    {
        check("stop of " + work.value(), credential);
        return m_inner->stop(std::move(work), std::move(credential), std::move(done));
    }
    glovebox::Call retrieveSession(glovebox::domain::SessionId session, glovebox::SecretString credential,
                                   glovebox::Callback<glovebox::domain::Session> done) override
    {
        return m_inner->retrieveSession(std::move(session), std::move(credential), std::move(done));
    }
    glovebox::Call listEvents(glovebox::domain::SessionId session, std::string page, glovebox::SecretString credential,
                              glovebox::Callback<glovebox::ports::EventPage> done) override
    {
        return m_inner->listEvents(std::move(session), std::move(page), std::move(credential), std::move(done));
    }
    glovebox::Call sendToolResult(glovebox::domain::SessionId session, glovebox::ports::ToolAnswer answer,
                                  glovebox::SecretString credential, glovebox::Callback<> done) override
    {
        ++m_record->posts;
        check("result of " + answer.use.value(), credential);
        return m_inner->sendToolResult(std::move(session), std::move(answer), std::move(credential), std::move(done));
    }
    glovebox::Call openEventStream(glovebox::domain::SessionId session, glovebox::SecretString credential,
                                   glovebox::ports::StreamHandlers handlers) override
    {
        return m_inner->openEventStream(std::move(session), std::move(credential), std::move(handlers));
    }

private:
    void check(const std::string &what, const glovebox::SecretString &credential)
    {
        if (m_lost->contains(credential.reveal()))
            m_record->violations.push_back(what + " after its lease was reported lost");
    }

    std::unique_ptr<glovebox::ports::ControlPlane> m_inner;
    std::shared_ptr<Record> m_record;
    std::shared_ptr<std::set<std::string>> m_lost = std::make_shared<std::set<std::string>>();
};

} // namespace testsupport
