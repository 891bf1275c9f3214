// Role: what FileDesk asks, done on the engine's side: a file's beginning, and files that go between a sandbox and this
// host's disk piece by piece. Thread: the engine's; the disk is worked with on a thread of each copying's own.
// Invariants: no more is under way than the guest's pace lets through.
#pragma once

#include "app/bridge/file_desk.h"
#include "core/api/sandbox_access.h"

namespace glovebox::bridge {

Call lookInto(api::SandboxAccess &access, const domain::SandboxId &sandbox, std::string file,
              Callback<std::string> done);
Call fetchFile(api::SandboxAccess &access, const domain::SandboxId &sandbox, FileDesk::Copying what,
               Callback<ByteCount> done);
Call putFile(api::SandboxAccess &access, const domain::SandboxId &sandbox, FileDesk::Copying what,
             Callback<ByteCount> done);

} // namespace glovebox::bridge
