// Role: the local API's own routes, by noun, and what their handlers share. Only routes_*.cpp and local_api.cpp include
// this. Thread: the engine's. A request never waits for what it begins, but for programs, files and terminals.
#pragma once

#include "core/ports/clock.h"
#include "core/rest/api_answers.h"
#include "core/rest/history_desk.h"
#include "core/rest/known_state.h"
#include "core/rest/router.h"

#include <cstdint>
#include <vector>

namespace glovebox::rest {

class LogFollowers;

struct OwnParts {
    ports::Clock &clock;
    const KnownState &state;
    HistoryDesk &history;
    LogFollowers &logs;
    std::uint64_t nextStart = KnownState::kOwnTickets;
    std::size_t outputHeld = 0; // of programs that run, until their answer
};

using OwnHandler = void (*)(OwnParts &, Asked &);

// The parts outlive the routes.
std::vector<Route> hostRoutes(OwnParts &own);
std::vector<Route> imageRoutes(OwnParts &own);
std::vector<Route> templateRoutes(OwnParts &own);
std::vector<Route> sandboxRoutes(OwnParts &own);
std::vector<Route> snapshotRoutes(OwnParts &own);
std::vector<Route> egressRoutes(OwnParts &own);
std::vector<Route> secretRoutes(OwnParts &own);
std::vector<Route> seedRoutes(OwnParts &own);
std::vector<Route> programRoutes(OwnParts &own);
std::vector<Route> fileRoutes(OwnParts &own);
std::vector<Route> terminalRoutes(OwnParts &own);
std::vector<Route> environmentRoutes(OwnParts &own);
std::vector<Route> sessionRoutes(OwnParts &own);
std::vector<Route> historyRoutes(OwnParts &own);
std::vector<Route> logRoutes(OwnParts &own);
std::vector<Route> keyRoutes(OwnParts &own);
std::vector<Route> documentRoutes(OwnParts &own);

// Scopes, as the tables name them.
inline constexpr auto kRead = domain::KeyScope::Read;
inline constexpr auto kOperate = domain::KeyScope::Operate;
inline constexpr auto kAdmin = domain::KeyScope::Admin;

/// With the parts in its hand.
inline auto handlersWith(OwnParts &own)
{
    return [&own](OwnHandler handler) -> Route::Handler {
        return [&own, handler](Asked &asked) {
            handler(own, asked);
        };
    };
}

/// What was read of the body is wrong, and the asker was told.
bool isWrong(Asked &asked);
/// What became of a command.
void tell(const Asked &asked, const api::Verdict &verdict);
/// Likewise of one that makes sandboxes, with the ids that were chosen for them.
void tell(const Asked &asked, const api::Verdict &verdict, const std::vector<domain::SandboxId> &made);
/// Chosen here, so that who asked knows them at once.
std::vector<domain::SandboxId> newSandboxIds(int count);
/// A way into a sandbox that went wrong, with the status that its error has.
void tell(const Asked &asked, const Error &error);
/// What is not of this kind of door: reading files of this host for somebody who came over TCP. Told when so.
bool isForTheSocketAlone(const Asked &asked, bool readsThisHost);
/// A whole number in the query; what is there and none, or out of bounds, is told and nothing. `what` it says.
struct Number {
    bool good = true;
    std::optional<std::uint64_t> value{};
};
Number numberIn(const Asked &asked, const char *parameter, std::uint64_t max, const char *what);

template <class Id>
Id named(const Asked &asked, std::size_t which = 0)
{
    return Id(asked.names[which]);
}

} // namespace glovebox::rest
