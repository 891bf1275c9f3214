// Role: one thing that was put right in a guest, or looked at, before anybody's command ran there: after a boot, a
// clone, a restore, a waking.
#pragma once

#include <string>

namespace glovebox::domain {

struct GuestCheck {
    std::string name; // "Clock", "Random numbers", "Machine id", "Host name"
    bool ok = false;
    std::string detail; // "put forward by 3 h 2 min", "64 bytes from the host mixed in"; of a failure: why

    friend bool operator==(const GuestCheck &, const GuestCheck &) = default;
};

} // namespace glovebox::domain
