#include "core/demo/event_log.h"

#include <algorithm>
#include <charconv>

namespace glovebox::demo {

namespace {

constexpr std::size_t kPageMax = 1000;
constexpr std::string_view kCursorPrefix = "at:";

std::optional<std::size_t> parseNumber(std::string_view text)
{
    std::size_t number = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
    return result.ec == std::errc() && result.ptr == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

Answer<std::optional<WallTime>> timeParameter(const http::Query &query, const char *name)
{
    const auto text = query.value(name);
    if (!text)
        return std::optional<WallTime>();
    const auto at = parseIsoTime(*text);
    if (!at)
        return refuse(400, std::string(name) + " is not an RFC 3339 time.");
    return std::optional(*at);
}

bool passes(const Json &event, const std::vector<std::string> &types, const TimeFilter &times)
{
    if (!types.empty() && std::ranges::find(types, event.at("type").get_ref<const std::string &>()) == types.end())
        return false;
    if (!times.isSet())
        return true;
    const auto &processed = event.at("processed_at");
    const auto at = processed.is_string() ? parseIsoTime(processed.get_ref<const std::string &>()) : std::nullopt;
    return at && times.accepts(*at);
}

} // namespace

std::string cursorFor(std::size_t offset)
{
    return base64Url(std::string(kCursorPrefix) + std::to_string(offset));
}

Answer<PageRequest> PageRequest::parse(const http::Query &query, std::size_t limitDefault, std::size_t limitMax,
                                       bool descending)
{
    PageRequest page{limitDefault, 0, descending};
    if (const auto limit = query.value("limit")) {
        const auto number = parseNumber(*limit);
        if (!number || *number < 1 || *number > limitMax)
            return refuse(400, "limit must be between 1 and " + std::to_string(limitMax) + ".");
        page.limit = *number;
    }
    if (const auto order = query.value("order")) {
        if (*order != "asc" && *order != "desc")
            return refuse(400, "order must be asc or desc.");
        page.descending = *order == "desc";
    }
    if (const auto cursor = query.value("page"); cursor && !cursor->empty()) {
        const auto text = fromBase64Url(*cursor).value_or("");
        const auto offset = text.starts_with(kCursorPrefix)
                                ? parseNumber(std::string_view(text).substr(kCursorPrefix.size()))
                                : std::nullopt;
        if (!offset)
            return refuse(400, "page is not a cursor of this list.");
        page.offset = *offset;
    }
    return page;
}

Answer<TimeFilter> TimeFilter::parse(const http::Query &query)
{
    TimeFilter filter;
    for (const auto &[name, target] : {std::pair{"created_at[gt]", &filter.after},
                                       {"created_at[gte]", &filter.notBefore},
                                       {"created_at[lt]", &filter.before},
                                       {"created_at[lte]", &filter.notAfter}}) {
        auto at = timeParameter(query, name);
        if (!at)
            return tl::unexpected(at.error());
        *target = *at;
    }
    return filter;
}

bool TimeFilter::accepts(WallTime at) const
{
    return (!after || at > *after) && (!notBefore || at >= *notBefore) && (!before || at < *before) &&
           (!notAfter || at <= *notAfter);
}

const Json &EventLog::append(Json event)
{
    m_bytes += event.dump().size();
    m_events.push_back(std::move(event));
    return m_events.back();
}

const Json *EventLog::find(const std::string &id) const
{
    // The newest are asked for most.
    const auto found =
        std::find_if(m_events.rbegin(), m_events.rend(), [&](const Json &event) { return event.at("id") == id; });
    return found == m_events.rend() ? nullptr : &*found;
}

void EventLog::setProcessed(const std::string &id, WallTime at)
{
    for (auto event = m_events.rbegin(); event != m_events.rend(); ++event)
        if (event->at("id") == id) {
            (*event)["processed_at"] = isoTime(at);
            return;
        }
}

Answer<Json> EventLog::list(const http::Query &query) const
{
    const auto page = PageRequest::parse(query, kPageMax, kPageMax, false);
    if (!page)
        return tl::unexpected(page.error());
    const auto times = TimeFilter::parse(query);
    if (!times)
        return tl::unexpected(times.error());
    const auto types = query.values("types");
    // The cursor is the place in the log where the next page begins. Counted from the start when ascending; from
    // there downwards when descending, so that new events do not shift older pages.
    Json data = Json::array();
    Json next = nullptr;
    const auto step = [&](std::size_t place) {
        if (!passes(m_events[place], types, *times))
            return true;
        if (data.size() == page->limit) {
            next = cursorFor(page->descending ? place + 1 : place);
            return false;
        }
        data.push_back(m_events[place]);
        return true;
    };
    if (page->descending) {
        const bool first = !query.has("page");
        for (auto place = first ? m_events.size() : std::min(page->offset, m_events.size());
             place > 0 && step(place - 1); --place) {
        }
    } else {
        for (auto place = page->offset; place < m_events.size() && step(place); ++place) {
        }
    }
    return Json{{"data", std::move(data)}, {"next_page", std::move(next)}};
}

} // namespace glovebox::demo
