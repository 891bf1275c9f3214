// Role: which sandbox a session asks for, read from metadata (the session's, or the work item's where the session has
// none). Pure. The keys are those of the comparable services and our own (docs/decisions/0016).
//
//   glovebox.sandbox_id   isorun.sandbox_id, superserve.sandbox_id   a sandbox that exists; never destroyed by us
//   glovebox.image        isorun.image                               what it is booted from
//   glovebox.template     what it is cloned from
//   glovebox.egress       what may leave it
//   glovebox.vcpus, glovebox.memory_mib                              its size
#pragma once

#include "core/base/result.h"
#include "core/domain/ids.h"
#include "core/domain/sandbox.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace glovebox::domain {

struct Binding {
    std::optional<SandboxId> sandbox;
    std::optional<std::string> image;
    std::string imageKey;            // the name that the image was asked for by
    std::optional<std::string> base; // glovebox.template
    std::optional<std::string> egress;
    std::optional<int> vcpus;
    std::optional<ByteCount> memory;

    friend bool operator==(const Binding &, const Binding &) = default;
};

using Metadata = std::map<std::string, std::string>;

/// What the host makes by itself, of an image and a size: asking for it is asking for nothing else.
inline constexpr std::string_view kAutomaticTemplate = "default";

/// InvalidArgument in words for operator and log: which key, what it says, what it takes. A key of ours that is
/// not known is refused, two keys for the same thing must agree. A named sandbox goes with nothing that would make a
/// new one.
Result<Binding> readBinding(const Metadata &session, const Metadata &item);

/// What this host gives to a session that asks for `binding`; InvalidArgument beyond `most`. Its image and
/// its egress profile are not looked at.
Result<MachineSize> sizeFor(const Binding &binding, const MachineSize &usual, const MachineSize &most);

} // namespace glovebox::domain
