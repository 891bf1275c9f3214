#include "app/models/view_only.h"

#include <algorithm>

namespace glovebox::models {

namespace {

/// Going somewhere, reading and copying lists and lines, how the window looks.
constexpr std::string_view kGroups[] = {"go.", "list.", "lines.", "log.", "setting."};

constexpr std::string_view kActions[] = {
    "app.palette",       "app.goTo",         "app.keys",          "app.operations",   "app.alerts",
    "app.next",          "app.back",         "app.forward",       "app.readAgain",    "app.nextPane",
    "app.previousPane",  "app.fullScreen",   "page.export",       "audit.verify",     "approval.next",
    "approval.previous", "session.sandbox",  "session.log",       "session.export",   "session.copyLink",
    "sandbox.ports",     "sandbox.session",  "sandbox.log",       "sandbox.template", "sandbox.handOut",
    "sandbox.copyLink",  "snapshot.origin",  "snapshot.copyLink", "snapshot.fold",    "template.sandboxes",
    "template.copyLink", "defined.copyLink", "image.copyLink",    "terminal.copy",    "terminal.all",
    "terminal.palette",  "terminal.leave",   "doctor.bundle",
};

} // namespace

bool onlyLooks(std::string_view action)
{
    return std::ranges::find(kActions, action) != std::end(kActions) ||
           std::ranges::any_of(kGroups, [&](std::string_view group) { return action.starts_with(group); });
}

} // namespace glovebox::models
