#include "core/demo/rows.h"

namespace glovebox::demo {

std::string textOr(const Json &object, const char *key, const std::string &fallback)
{
    const auto found = object.is_object() ? object.find(key) : object.end();
    return found != object.end() && found->is_string() ? found->get<std::string>() : fallback;
}

Json textOrNull(const Json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? *found : Json(nullptr);
}

Json pageOf(const std::vector<Json> &rows, const PageRequest &page)
{
    Json data = Json::array();
    for (auto at = page.offset; at < rows.size() && data.size() < page.limit; ++at)
        data.push_back(rows[at]);
    const auto end = page.offset + data.size();
    return {{"data", std::move(data)}, {"next_page", end < rows.size() ? Json(cursorFor(end)) : Json(nullptr)}};
}

Answer<Json> paged(const std::vector<Json> &rows, const http::Query &query, std::size_t limitDefault,
                   std::size_t limitMax)
{
    return PageRequest::parse(query, limitDefault, limitMax, false).map([&](const PageRequest &page) {
        return pageOf(rows, page);
    });
}

Json arrayOr(const Json &object, const char *key, const Json &fallback)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_array() ? *found : fallback;
}

} // namespace glovebox::demo
