// Role: feeds arbitrary bytes to every decoder of a control plane's answers.
// Must hold: no crash, and what is accepted keeps its promises: ids are there, hashes are hashes, lists are bounded.
#include "core/base/limits.h"
#include "core/controlplane/memory_codec.h"
#include "core/controlplane/session_codec.h"
#include "core/controlplane/skill_client.h"
#include "core/controlplane/work_codec.h"

#include <cstdint>
#include <cstdlib>

using namespace glovebox;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    const domain::EnvironmentId environment("env_1");
    if (const auto session = controlplane::decodeSession(bytes)) {
        require(!session->id.value().empty());
        require(session->skills.size() <= limits::kSkillsMax);
        require(session->memoryStores.size() <= limits::kMemoryStoresMax);
        require(session->budgetCents.value_or(0) >= 0);
    }
    if (const auto page = controlplane::decodeEventPage(bytes))
        for (const auto &event : page->events)
            require(!event.id.value().empty());
    if (const auto page = controlplane::decodeWorkPage(bytes, environment))
        for (const auto &item : page->items)
            require(!item.id.value().empty());
    if (const auto stats = controlplane::decodeQueueStats(bytes))
        require(stats->depth >= 0 && stats->pending >= 0);
    if (const auto page = controlplane::decodeMemoryPage(bytes))
        for (const auto &memory : page->memories)
            require(!memory.id.empty() && !memory.path.empty() && memory.sha256.size() == 64);
    if (const auto version = controlplane::decodeSkillVersion(bytes))
        require(!version->id.empty());
    (void)controlplane::decodeMemory(bytes);
    (void)controlplane::decodePoll(bytes, environment);
    (void)controlplane::decodeHeartbeat(bytes);
    return 0;
}
