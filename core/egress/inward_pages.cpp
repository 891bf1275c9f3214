#include "core/egress/inward_pages.h"

#include "core/base/text.h"

#include <string_view>

namespace glovebox::egress {

namespace {

/// Not as a refresh, with which not all browsers send a Referer. Its hash is what the page may run.
constexpr std::string_view kGoOn = "location.replace(document.links[0].href)";
constexpr std::string_view kGoOnHash = "sha256-5ezh59Y8wTTNpmtuU56DGo+aHXmTixBh5lXEWhkZWnw=";
/// Of an address, in words: the link has all of it.
constexpr std::size_t kShownTarget = 200;

const char *reasonOf(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 303:
        return "See Other";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 405:
        return "Method Not Allowed";
    case 408:
        return "Request Timeout";
    case 421:
        return "Misdirected Request";
    case 431:
        return "Request Header Fields Too Large";
    case 502:
        return "Bad Gateway";
    case 503:
        return "Service Unavailable";
    case 504:
        return "Gateway Timeout";
    default:
        return "Bad Request";
    }
}

std::string headOf(int status, const char *type, std::size_t length, const std::string &lines)
{
    return "HTTP/1.1 " + std::to_string(status) + ' ' + reasonOf(status) + "\r\nContent-Type: " + type +
           "; charset=utf-8\r\nContent-Length: " + std::to_string(length) +
           "\r\nConnection: close\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n" + lines + "\r\n";
}

std::string escaped(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else
            out += c;
    }
    return out;
}

} // namespace

std::string inwardAnswer(int status, const std::string &sentence, const std::string &extraLines, bool headOnly)
{
    const auto body = toOneLine(sentence) + "\n";
    return headOf(status, "text/plain", body.size(), "Referrer-Policy: no-referrer\r\n" + extraLines) +
           (headOnly ? std::string() : body);
}

std::string referenceTo(const std::string &target)
{
    // Browsers take a backslash for a slash.
    const bool namesHost = target.size() > 1 && (target[1] == '/' || target[1] == '\\');
    return (namesHost ? "/." : "") + target;
}

std::string inwardWayOn(const WayOn &way, bool headOnly)
{
    const auto link = escaped(referenceTo(way.target));
    const auto shown = escaped(way.target.substr(0, kShownTarget)) + (way.target.size() > kShownTarget ? "…" : "");
    std::string body =
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + escaped(way.place) + "</title>\n";
    body += "</head><body>\n<p>This leads to " + escaped(way.place) + ": <code>" + shown + "</code></p>\n";
    if (!way.byItself)
        body += "<p>Your browser does not say here whether you or a page of another sandbox wants to go there.</p>\n";
    body += "<p><a href=\"" + link + "\">Go on</a></p>\n";
    if (way.byItself)
        body += "<script>" + std::string(kGoOn) + "</script>\n";
    body += "</body></html>\n";
    const auto scripts = way.byItself ? "script-src '" + std::string(kGoOnHash) + "'; " : std::string();
    return headOf(way.byItself ? 200 : 403, "text/html", body.size(),
                  "Referrer-Policy: origin\r\nX-Frame-Options: DENY\r\nContent-Security-Policy: default-src 'none'; " +
                      scripts + "base-uri 'none'; frame-ancestors 'none'\r\n" + way.extraLines) +
           (headOnly ? std::string() : body);
}

} // namespace glovebox::egress
