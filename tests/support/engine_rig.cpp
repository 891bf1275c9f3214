#include "tests/support/engine_rig.h"

namespace testsupport {

using namespace glovebox;
using namespace std::chrono_literals;

api::EngineSettings EngineRig::defaultSettings()
{
    api::EngineSettings settings;
    settings.workerId = "worker-1";
    settings.accelerate = api::EngineSettings::Accelerate::Emulated;
    return settings;
}

EngineRig::EngineRig(api::EngineSettings settings)
{
    guests.hypervisor = &hypervisor;
    hypervisor.machineGone = [this](const std::string &sandbox) {
        guests.lose(sandbox, {ErrorCode::GuestExited, "the channel was closed"});
    };
    auto plane = std::make_unique<FakeControlPlane>(clock);
    controlPlane = plane.get();
    std::vector<engine::Environment> list;
    list.push_back({.id = domain::EnvironmentId("env_1"),
                    .baseUrl = "http://fake",
                    .keyHint = "sk-…1234",
                    .controlPlane = std::move(plane)});
    const auto observer = [this](api::Change change) {
        if (auto *hostView = std::get_if<api::HostView>(&change)) {
            if (phases.empty() || phases.back() != hostView->phase)
                phases.push_back(hostView->phase);
            host = *hostView;
        } else if (auto *environment = std::get_if<api::EnvironmentView>(&change)) {
            environments.insert_or_assign(environment->id, *environment);
        } else if (auto *session = std::get_if<api::SessionView>(&change)) {
            sessions.insert_or_assign(session->id, *session);
        } else if (auto *sandbox = std::get_if<api::SandboxView>(&change)) {
            sandboxes.insert_or_assign(sandbox->id, *sandbox);
        } else if (auto *entry = std::get_if<api::TranscriptEntry>(&change)) {
            transcripts[entry->session.value()].insert_or_assign(entry->sequence, *entry);
        } else if (auto *gone = std::get_if<api::SandboxGone>(&change)) {
            sandboxes.erase(gone->id);
        } else if (auto *ended = std::get_if<api::SessionGone>(&change)) {
            sessions.erase(ended->id);
        }
    };
    engine = std::make_unique<engine::Engine>(
        engine::Engine::Parts{clock, hypervisor, guests, images, facts, ledger, outputs}, std::move(settings),
        std::move(list), observer);
}

void EngineRig::start()
{
    engine->start();
    pass(0ms);
}

std::map<std::string, api::ToolCallView> EngineRig::calls(const std::string &session) const
{
    std::map<std::string, api::ToolCallView> found;
    if (const auto it = transcripts.find(session); it != transcripts.end())
        for (const auto &[sequence, entry] : it->second)
            if (const auto *call = std::get_if<api::ToolCallView>(&entry.what))
                found.insert_or_assign(call->id.value(), *call);
    return found;
}

std::vector<std::string> EngineRig::notes(const std::string &session) const
{
    std::vector<std::string> found;
    if (const auto it = transcripts.find(session); it != transcripts.end())
        for (const auto &[sequence, entry] : it->second)
            if (const auto *note = std::get_if<api::NoteView>(&entry.what))
                found.push_back(note->text);
    return found;
}

std::string EngineRig::textOf(const std::string &call) const
{
    for (const auto &answer : controlPlane->answers())
        if (answer.use.value() == call)
            return answer.result.text;
    return {};
}

} // namespace testsupport
