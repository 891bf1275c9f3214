// Role: an Error as what an operator needs: what happened, why, what can be done, and a code to quote. Pure; the
// window, `gloveboxctl serve` and the doctor all print these. The code GBX-AREA-NNN is stable: NNN belongs to the
// ErrorCode, AREA to the place where it struck.
#pragma once

#include "core/api/views.h"
#include "core/base/error.h"

#include <QString>

namespace glovebox::format {

enum class Area {
    Engine,      // starting, image, acceleration
    Environment, // polling the control plane
    Session,     // a session's run on this host
    Sandbox,     // one microVM
    Tool,        // one tool call
    Host,        // this machine, as the doctor checks it
    Webhooks,    // listening for what the control plane tells
    Template,    // what sandboxes are cloned from
    Snapshot,    // one point in time of a sandbox
    Image,       // what is kept of an image
    Import,      // bringing one in
    Build,       // of a template that somebody defined
    Seeding,     // of a sandbox before anybody uses it
    File,        // in a sandbox, looked at or copied
};

struct Explanation {
    QString what;   // which object, which step: "Sandbox sbx-91c could not run."
    QString why;    // the cause in plain words
    QString todo;   // what to do next, safest first; empty: nothing
    QString detail; // the raw second line, made safe to show; may be empty
    QString code;   // "GBX-SBX-021"

    friend bool operator==(const Explanation &, const Explanation &) = default;
};

/// `object` is the short name of what failed ("sbx-91c", "env_01…"); empty where there is only one.
Explanation explain(const Error &error, Area area, const QString &object = {});

/// Why an environment's polling does not succeed; where its key is at fault, with the place that the key came from.
Explanation explainPolling(const api::EnvironmentView &environment);

/// Why an image was not brought in, or what is wrong with what is kept of it.
Explanation explainImage(const api::ImageView &image, const QString &object = {});

/// The environment's name and id, as far as it has one: "Staging (env_01ABC)".
QString environmentInFull(const api::EnvironmentView &environment);

/// All parts as plain text, for a terminal or "Copy details".
QString plainText(const Explanation &explanation);

} // namespace glovebox::format
