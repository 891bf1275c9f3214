// Role: the local API over core/http on a unix socket: what the panel can see and do, for programs of this user. The
// other commands of gloveboxctl speak to it. Requests and answers: docs/api.md.
// Thread: the engine's. A request never waits for what it begins: that is an operation, which can be asked about.
// Invariants: only this user (and root) is listened to; what one client does costs at most the limits below; a client
// that is gone or slow holds nothing up.
#pragma once

#include "core/api/engine_control.h"
#include "core/http/server.h"
#include "core/ports/clock.h"
#include "core/rest/known_state.h"
#include "core/rest/observation.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace glovebox::rest {

class LocalApi {
public:
    using Job = std::function<void(api::EngineControl &)>;

    /// `door` runs a job on this thread, now or as soon as there is an engine. The clock must outlive it.
    LocalApi(ports::Clock &clock, std::function<void(Job)> door);
    ~LocalApi();

    /// AddressInUse when another program of ours listens there.
    Result<> listen(const std::string &socket);
    /// Of the engine, each in its turn.
    void saw(const api::Change &change)
    {
        m_state.saw(change);
        m_observation.saw(change);
    }

private:
    struct Route;
    struct Asked;
    static const std::vector<Route> &routes();

    void answer(const http::Request &request, const http::Responder &responder);
    void command(const http::Responder &responder, std::function<api::Verdict(api::EngineControl &)> call);

    void listImages(const Asked &asked);
    void showImage(const Asked &asked);
    void importImage(const Asked &asked);
    void removeImage(const Asked &asked);
    void nameImage(const Asked &asked);
    void verifyImage(const Asked &asked);
    void pruneImages(const Asked &asked);
    void listTemplates(const Asked &asked);
    void showTemplate(const Asked &asked);
    void saveTemplate(const Asked &asked);
    void buildTemplate(const Asked &asked);
    void cancelBuild(const Asked &asked);
    void useVersion(const Asked &asked);
    void deleteVersion(const Asked &asked);
    void forgetTemplate(const Asked &asked);
    void showHost(const Asked &asked);
    void listSandboxes(const Asked &asked);
    void showSandbox(const Asked &asked);
    void createSandbox(const Asked &asked);
    void destroySandbox(const Asked &asked);
    void pauseSandbox(const Asked &asked);
    void resumeSandbox(const Asked &asked);
    void hibernateSandbox(const Asked &asked);
    void reserveSandbox(const Asked &asked);
    void cancelReservation(const Asked &asked);
    void takeSnapshot(const Asked &asked);
    void listSnapshots(const Asked &asked);
    void showSnapshot(const Asked &asked);
    void removeSnapshot(const Asked &asked);
    void listEgressProfiles(const Asked &asked);
    void listEgressAttempts(const Asked &asked);
    void changeEgress(const Asked &asked);
    void changeEgressProfile(const Asked &asked);
    void listSecrets(const Asked &asked);
    void saveSecret(const Asked &asked);
    void removeSecret(const Asked &asked);
    void openPort(const Asked &asked);
    void listPorts(const Asked &asked);
    void closePort(const Asked &asked);
    /// With how its seeding stands, when there was one.
    nlohmann::json shown(const api::SandboxView &sandbox) const;
    void showSeed(const Asked &asked);
    void seedSandbox(const Asked &asked);
    void cancelSeed(const Asked &asked);
    void listEnvironments(const Asked &asked);
    void listAgents(const Asked &asked);
    void readAgents(const Asked &asked);
    void startSession(const Asked &asked);
    void showStart(const Asked &asked);
    void listOperations(const Asked &asked);
    void showOperation(const Asked &asked);
    void cancelOperation(const Asked &asked);

    ports::Clock &m_clock;
    std::function<void(Job)> m_door;
    KnownState m_state;
    Observation m_observation{m_clock, m_state};
    std::uint64_t m_nextStart = KnownState::kOwnTickets;
    std::unique_ptr<http::Server> m_server; // last: its requests refer to all of the above
};

} // namespace glovebox::rest
