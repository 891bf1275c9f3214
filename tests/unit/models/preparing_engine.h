// Role: an engine for tests of what prepares sandboxes: it notes what is created, seeded, reserved and started. Thread:
// GUI.
#pragma once

#include "tests/unit/models/model_fixture.h"

namespace glovebox::testing {

/// Notes what is created and started, too.
class PreparingEngine final : public testsupport::ToldEngine {
public:
    bridge::EngineClient::Post post()
    {
        return [this](const bridge::EngineClient::Job &job) {
            job(*this);
        };
    }
    using ToldEngine::act;
    api::Verdict act(const api::SessionAction &action) override
    {
        if (const auto *start = std::get_if<api::StartSession>(&action))
            starts.push_back(*start);
        return ToldEngine::act(action);
    }
    api::Verdict act(const api::SandboxAction &action) override
    {
        if (const auto *seed = std::get_if<api::SeedSandbox>(&action))
            seeds.push_back(*seed);
        if (const auto *reserve = std::get_if<api::ReserveSandbox>(&action))
            reservations.push_back(*reserve);
        return ToldEngine::act(action);
    }
    api::Verdict act(const api::SecretAction &action) override
    {
        if (const auto *save = std::get_if<api::SaveSecret>(&action))
            kept.push_back(*save);
        return ToldEngine::act(action);
    }
    api::Verdict createSandbox(const api::NewSandbox &wanted) override
    {
        created.push_back(wanted);
        return verdict;
    }
    api::Verdict verdict;
    QStringList asked;
    std::vector<api::StartSession> starts;
    std::vector<api::SeedSandbox> seeds;
    std::vector<api::ReserveSandbox> reservations;
    std::vector<api::NewSandbox> created;
    std::vector<api::SaveSecret> kept;

private:
    api::Verdict told(const std::string &what) override
    {
        asked += QString::fromStdString(what);
        return verdict;
    }
};

} // namespace glovebox::testing
