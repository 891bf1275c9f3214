// Role: what a handler is given and what it answers with, as plain values. Everything in a Request comes from the
// client and is bounded by the server's limits, but not trusted otherwise. Thread: any.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace glovebox::http {

/// Names keep the case they came with; look-ups ignore it.
class Headers {
public:
    void add(std::string name, std::string value) { m_entries.emplace_back(std::move(name), std::move(value)); }
    /// The first header of that name.
    std::optional<std::string> value(std::string_view name) const;
    /// Of how many headers it is the name.
    std::size_t count(std::string_view name) const;
    /// Whether `token` is among the comma-separated words of the headers of that name, in whatever case.
    bool lists(std::string_view name, std::string_view token) const;
    const std::vector<std::pair<std::string, std::string>> &entries() const { return m_entries; }

private:
    std::vector<std::pair<std::string, std::string>> m_entries;
};

/// A decoded query string. `a[]=1&a[]=2` and `a=1&a=2` are both lists named "a"; `created_at[gte]=x` keeps its full
/// name.
class Query {
public:
    static Query parse(std::string_view text);

    std::optional<std::string> value(std::string_view name) const;
    std::vector<std::string> values(std::string_view name) const;
    bool has(std::string_view name) const { return value(name).has_value(); }
    const std::vector<std::pair<std::string, std::string>> &entries() const { return m_entries; }
    /// What cannot be read as parameters; the entries are those before it. Empty: nothing.
    const std::string &problem() const { return m_problem; }

private:
    std::vector<std::pair<std::string, std::string>> m_entries;
    std::string m_problem;
};

/// What a client came through.
enum class Via {
    Tcp,
    Socket, // the unix socket, which only this user and root can open
};

struct Request {
    std::string method;
    std::string target; // as it came: path and query, or "*"
    std::string path;   // percent-decoded, or as it came when its escapes are broken; never holds a NUL
    /// Its parts, each decoded by itself: what a client escaped is part of a name, "a%2Fb" as well as "..".
    std::vector<std::string> segments;
    Query query;
    Headers headers;
    std::string body;   // empty when it comes in pieces (Responder::readBody)
    std::string remote; // the client's address, for logs
    Via via = Via::Tcp;
    bool http10 = false; // its client knows neither chunks nor interim answers nor other protocols
};

struct Response {
    int status = 200;
    Headers headers;
    std::string body;

    static Response json(int status, std::string body);
};

/// Undoes %XX; '+' becomes a space only in queries. Nothing when an escape is broken or yields a NUL.
std::optional<std::string> percentDecode(std::string_view text, bool plusIsSpace);

/// A path's parts as they stand, without the empty ones at its ends: "/v1/sessions/x" gives {"v1", "sessions", "x"},
/// "/v1//x" {"v1", "", "x"}.
std::vector<std::string> pathSegments(std::string_view path);

/// The words of a header that is a list: "a, b" gives {"a", "b"}.
std::vector<std::string> listWords(std::string_view value);

bool equalsIgnoringCase(std::string_view left, std::string_view right);

} // namespace glovebox::http
