// Role: the ids of the product's nouns. Those of the control plane are opaque strings with the prefixes of the
// reference (0.6); those of this host are ours.
#pragma once

#include "core/base/id.h"

namespace glovebox::domain {

using EnvironmentId = Id<struct EnvironmentTag>; // env_…
using WorkId = Id<struct WorkTag>;               // work_…
using SessionId = Id<struct SessionTag>;         // sesn_…
using ThreadId = Id<struct ThreadTag>;           // sthr_…
using EventId = Id<struct EventTag>;             // sevt_…; a tool call is named by its use event's id
using SandboxId = Id<struct SandboxTag>;         // sbx-xxxxxx, made here; the same through hibernation and restarts
using TemplateId = Id<struct TemplateTag>;       // tpl-xxxxxx, made here for each one that is frozen
using SnapshotId = Id<struct SnapshotTag>;       // snap-xxxxxx, made here
using ImageId = Id<struct ImageTag>;             // img-xxxxxxxxxxxx, the beginning of its digest
using OperationId = Id<struct OperationTag>;     // op-xxxxxx, made here
using EgressId = Id<struct EgressTag>;           // of one attempt; egr-xxxxxx, made here
using PortId = Id<struct PortTag>;               // of a local address into a sandbox; prt-xxxxxx, made here
using MemoryStoreId = Id<struct MemoryStoreTag>; // memstore_…

struct EnvironmentTag {
    static constexpr std::string_view kind = "environment";
};
struct WorkTag {
    static constexpr std::string_view kind = "work";
};
struct SessionTag {
    static constexpr std::string_view kind = "session";
};
struct ThreadTag {
    static constexpr std::string_view kind = "thread";
};
struct EventTag {
    static constexpr std::string_view kind = "event";
};
struct SandboxTag {
    static constexpr std::string_view kind = "sandbox";
};
struct TemplateTag {
    static constexpr std::string_view kind = "template";
};
struct SnapshotTag {
    static constexpr std::string_view kind = "snapshot";
};
struct ImageTag {
    static constexpr std::string_view kind = "image";
};
struct OperationTag {
    static constexpr std::string_view kind = "operation";
};
struct EgressTag {
    static constexpr std::string_view kind = "attempt";
};
struct PortTag {
    static constexpr std::string_view kind = "port";
};
struct MemoryStoreTag {
    static constexpr std::string_view kind = "memory store";
};

} // namespace glovebox::domain
