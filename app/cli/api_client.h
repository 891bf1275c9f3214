// Role: asks a running Glovebox, panel or `serve`, over its local API. Thread: the main one; blocks, for kAnswerWithin
// at most unless it says otherwise.
#pragma once

#include "app/cli/api_address.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace glovebox::cli {

class ApiClient {
public:
    /// NotFound, with what to start, when none runs there.
    static Result<ApiClient> find(const ApiPlace &place);
    /// The same within a moment, for what may go without an answer.
    static Result<ApiClient> findQuickly(const ApiPlace &place);

    /// The answer's object. What the API refused comes with its words; NetworkError when the program went away.
    Result<nlohmann::json> get(const std::string &path) const { return ask("GET", path, {}); }
    Result<nlohmann::json> post(const std::string &path, const nlohmann::json &body = nlohmann::json::object()) const
    {
        return ask("POST", path, body);
    }
    Result<nlohmann::json> put(const std::string &path, const nlohmann::json &body) const
    {
        return ask("PUT", path, body);
    }
    Result<nlohmann::json> patch(const std::string &path, const nlohmann::json &body) const
    {
        return ask("PATCH", path, body);
    }
    Result<nlohmann::json> remove(const std::string &path) const { return ask("DELETE", path, {}); }
    /// As long as it takes: for what answers when it is done.
    Result<nlohmann::json> postAndWait(const std::string &path, const nlohmann::json &body) const;

    /// An answer's bytes as they come, for as long as they come; an error of `take` ends it.
    using Take = std::function<Result<>(std::string_view)>;
    Result<> download(const std::string &path, const Take &take) const;
    /// A body of bytes, none: its end; `size`: of all of it, when that is known.
    using Give = std::function<Result<std::string>(std::size_t max)>;
    Result<> upload(const std::string &path, const Give &give, std::optional<std::uint64_t> size) const;

    /// Something that was asked for was begun or done: what fails afterwards is no longer "nothing was done".
    bool hasChangedSomething() const { return m_hasChangedSomething; }

    const ApiAddress &address() const { return m_address; }

    /// A name as one part of a path.
    static std::string escaped(const std::string &name);

private:
    explicit ApiClient(ApiAddress address) : m_address(std::move(address)) {}
    static Result<ApiClient> findWithin(const ApiPlace &place, std::chrono::milliseconds within);
    Result<nlohmann::json> ask(const char *method, const std::string &path, const nlohmann::json &body) const;

    ApiAddress m_address;
    long m_withinMs = 0;
    mutable bool m_hasChangedSomething = false; // of the asking, not of what can be asked
};

/// What an answer says went wrong, by its status; a message of a WebSocket has none.
inline constexpr long kSaidInWords = 0;
Error apiError(const nlohmann::json &answer, long status);

} // namespace glovebox::cli
