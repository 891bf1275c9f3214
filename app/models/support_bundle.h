// Role: what somebody who helps needs to know about this host, as one text: versions, the host's checks, the engine and
// its environments. Pure; thread: any.
// Invariants: what is listed is what goes in; it has no key, no line of a log, nothing that an agent or a person wrote,
// and what looks like a credential all the same is taken out of the whole at the end.
#pragma once

#include "core/api/views.h"
#include "core/domain/host_check.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

namespace glovebox::models {

struct BundlePart {
    QString title;
    QString holds; // in a sentence
    QString text;  // as it goes in
};

struct BundleFacts {
    std::vector<domain::HostCheck> checks;
    std::optional<api::HostView> host;
    std::vector<api::EnvironmentView> environments;
    WallTime now;
};

std::vector<BundlePart> bundleParts(const BundleFacts &facts);
QByteArray bundleText(const BundleFacts &facts);

} // namespace glovebox::models
