// Role: what `ant beta:worker poll --on-work` hands to the program that it starts (reference 9.2), read. Pure.
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/domain/work_item.h"

#include <string>

namespace glovebox::compose {

/// Empty: not given.
struct SpawnTexts {
    std::string workId;        // ANTHROPIC_WORK_ID
    std::string environmentId; // ANTHROPIC_ENVIRONMENT_ID
    std::string sessionId;     // ANTHROPIC_SESSION_ID
    SecretString key;          // ANTHROPIC_ENVIRONMENT_KEY; not needed when there is a secret
    SecretString secret;       // the item's, from a file or ANTHROPIC_WORK_SECRET; goes before the item's own
    SecretString item;         // the work item as JSON, from standard input
};

struct SpawnJob {
    domain::WorkItem item; // of a session
    SecretString key;      // speaks where the item's own token does not
};

/// InvalidArgument in one sentence. What is missing is named in the order work, environment, session, key.
Result<SpawnJob> readSpawnInput(const SpawnTexts &texts);

} // namespace glovebox::compose
