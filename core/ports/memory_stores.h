// Role: the memory stores that are attached to sessions (reference 5.2). The environment key is refused there: every
// call takes the session's token. Thread: the engine's. Every call answers once at most; see core/base/call.h.
//
// Errors beside the usual ones: Conflict is final here (409: the path is taken, or the content is not what was
// expected) and is not retried; NotFound; InvalidArgument and TooLarge for content that the store does not take.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/domain/ids.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace glovebox::ports {

struct Memory {
    std::string id;
    std::string path;   // "/prefs.md"; not checked: it is foreign text
    std::string sha256; // 64 lower-case hex digits of the content's UTF-8 bytes
    std::uint64_t size = 0;
    std::optional<std::string> content; // only where it was asked for

    friend bool operator==(const Memory &, const Memory &) = default;
};

struct MemoryPage {
    std::vector<Memory> memories;
    std::string nextPage; // empty: this was the last
};

class MemoryStores {
public:
    virtual ~MemoryStores() = default;

    /// With contents pages are small (20), without larger (100).
    virtual Call list(domain::MemoryStoreId store, bool withContent, std::string page, SecretString credential,
                      Callback<MemoryPage> done) = 0;
    /// With its content.
    virtual Call retrieve(domain::MemoryStoreId store, std::string memory, SecretString credential,
                          Callback<Memory> done) = 0;
    virtual Call create(domain::MemoryStoreId store, std::string path, std::string content, SecretString credential,
                        Callback<Memory> done) = 0;
    /// Conflict when the memory's content is not the expected one any more.
    virtual Call update(domain::MemoryStoreId store, std::string memory, std::string content,
                        std::string expectedSha256, SecretString credential, Callback<Memory> done) = 0;
    virtual Call remove(domain::MemoryStoreId store, std::string memory, std::string expectedSha256,
                        SecretString credential, Callback<> done) = 0;
};

} // namespace glovebox::ports
