// Role: the small things that every list and every request body of the demo server needs: fields of JSON read without
// trust, and one page out of many rows. Thread: any.
#pragma once

#include "core/demo/event_log.h"

#include <string>
#include <vector>

namespace glovebox::demo {

// A field that is absent or of another type reads as what is given instead.
std::string textOr(const Json &object, const char *key, const std::string &fallback = {});
Json textOrNull(const Json &object, const char *key);
Json arrayOr(const Json &object, const char *key, const Json &fallback);

/// Out of rows that are already filtered and in order.
Json pageOf(const std::vector<Json> &rows, const PageRequest &page);
Answer<Json> paged(const std::vector<Json> &rows, const http::Query &query, std::size_t limitDefault = 20,
                   std::size_t limitMax = 100);

} // namespace glovebox::demo
