// Role: what lies on this host and no record explains. Thread: the engine's; the looking happens elsewhere.
// Invariants: finding changes nothing; removing touches only what was found and is still unexplained.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"
#include "core/domain/orphan.h"

#include <string>
#include <vector>

namespace glovebox::ports {

class Orphans {
public:
    virtual ~Orphans() = default;

    /// Looks now, at what is ours and at what is not explained by open machines, templates, snapshots and layers.
    virtual Call find(Callback<std::vector<domain::Orphan>> done) = 0;
    /// NotFound when it is not there any more; InvalidState when something explains it now.
    virtual Call remove(std::string id, Callback<> done) = 0;
};

} // namespace glovebox::ports
