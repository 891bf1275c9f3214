// Role: what the gate itself answers to who speaks HTTP to a local address that leads into a sandbox: refusals in a
// sentence, and the page that leads on. Pure. Thread: any.
// Invariants: each is a whole answer that ends the connection; what a client has said is escaped in it; nobody frames
// one; of scripts the page that leads on by itself has one line.
#pragma once

#include <string>

namespace glovebox::egress {

/// `extraLines`: of the head, each with its end of line.
std::string inwardAnswer(int status, const std::string &sentence, const std::string &extraLines, bool headOnly);
/// `target` (from its path on) as a reference to this same address: "//a" alone would name a host.
std::string referenceTo(const std::string &target);

struct WayOn {
    std::string target;     // from its path on
    std::string place;      // "port 8000 of sbx-1"
    bool byItself = false;  // else somebody has to click
    std::string extraLines; // as above
};
/// Leads to the target, which hears in its Referer that it was from this address. 200 when it does so by itself, 403
/// when it asks.
std::string inwardWayOn(const WayOn &way, bool headOnly);

} // namespace glovebox::egress
