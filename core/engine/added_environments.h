// Role: environments that somebody had served while the program ran, and that are kept for its next starts.
// Thread: the engine's.
// Invariants: one write at a time, the newest list last; what could not be read is never written over.
#pragma once

#include "core/api/environment_actions.h"
#include "core/base/call.h"
#include "core/engine/environment.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace glovebox::engine {

class AddedEnvironments {
public:
    using All = std::vector<api::AddEnvironment>;
    struct Parts {
        /// The hands into its control plane; none: this program serves what it was started for alone.
        std::function<Result<Environment>(const api::AddEnvironment &)> connect = nullptr;
        /// Writes all of them down, in place of those before. Called one at a time.
        std::function<Call(const All &, Callback<>)> keep = nullptr;
        Result<All> kept{}; // of before: they are served already; an error: none is added or removed here
        std::string place;  // where that is, for people: "the keyring"
    };

    explicit AddedEnvironments(Parts parts) : m_parts(std::move(parts)) {}

    /// Why none can be added or removed; empty: they can.
    std::string whyNot() const;
    bool has(const domain::EnvironmentId &id) const;
    /// `kept`: with what became of writing it down; never from inside.
    Result<Environment> add(const api::AddEnvironment &wanted, Callback<> kept);
    void remove(const domain::EnvironmentId &id);
    const std::string &place() const { return m_parts.place; }

private:
    void keep();
    void wasKept(const Result<> &outcome);

    Parts m_parts;
    std::vector<Callback<>> m_waiting;  // for the write to come
    std::vector<Callback<>> m_underWay; // for the one under way
    bool m_writing = false;
    Call m_call;
};

} // namespace glovebox::engine
