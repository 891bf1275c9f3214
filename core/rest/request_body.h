// Role: reads the JSON object that a request of the local API brings, without trusting a single type, and says what is
// wrong with it in words for whoever wrote it. Thread: any.
#pragma once

#include "core/base/result.h"
#include "core/base/units.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::rest {

class RequestBody {
public:
    /// An empty object.
    RequestBody() : m_object(nlohmann::json::object()) {}
    /// InvalidArgument: no JSON object, or with a field that is not among `known`. An empty body is
    /// an empty object.
    static Result<RequestBody> parse(std::string_view text, const std::vector<std::string_view> &known);

    bool has(const char *field) const;
    bool isList(const char *field) const { return has(field) && m_object.at(field).is_array(); }
    // Absent and null read as nothing; another type, and a text of more than `max` bytes, is a problem().
    std::string text(const char *field, std::size_t max = 4096);
    struct Bounds {
        std::uint64_t least = 0;
        std::uint64_t most = 0;
    };
    std::optional<std::uint64_t> count(const char *field, Bounds bounds);
    std::optional<std::uint64_t> count(const char *field, std::uint64_t max) { return count(field, Bounds{0, max}); }
    bool flag(const char *field);
    /// An object of texts; 64 of them at most.
    std::map<std::string, std::string> texts(const char *field, std::size_t max = 512);

    /// A text, or a list of `countMax` texts at most; what neither is is a problem().
    std::vector<std::string> words(const char *field, std::size_t max, std::size_t countMax = 256);
    /// An object in it with these fields alone; absent: nothing. What is wrong with it has to be told with adopt().
    std::optional<RequestBody> object(const char *field, const std::vector<std::string_view> &known);
    /// Objects, `max` of them at most.
    std::vector<RequestBody> objects(const char *field, std::size_t max, const std::vector<std::string_view> &known);
    /// What was wrong with a part of this one, "in 'ready': …".
    void adopt(const RequestBody &part, const std::string &where);
    void wrong(std::string what);

    /// The first thing that was wrong with what was read.
    const std::optional<Error> &problem() const { return m_problem; }

private:
    explicit RequestBody(nlohmann::json object) : m_object(std::move(object)) {}
    static Result<RequestBody> of(nlohmann::json value, const std::vector<std::string_view> &known);
    void wrong(const char *field, const std::string &takes);

    nlohmann::json m_object;
    std::optional<Error> m_problem;
};

} // namespace glovebox::rest
