// Role: asks the Glovebox that runs with a data folder, panel or `serve`, over its local API. Thread: the main one;
// blocks, for kAnswerWithin at most.
#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>

namespace glovebox::cli {

class ApiClient {
public:
    /// NotFound, with what to start, when none runs with this data folder.
    static Result<ApiClient> find(const std::string &dataDir);

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

    /// A name as one part of a path.
    static std::string escaped(const std::string &name);

private:
    explicit ApiClient(std::string socket) : m_socket(std::move(socket)) {}
    Result<nlohmann::json> ask(const char *method, const std::string &path, const nlohmann::json &body) const;

    std::string m_socket;
};

} // namespace glovebox::cli
