#include "core/controlplane/error_mapping.h"

#include "core/base/key_shapes.h"
#include "core/base/text.h"
#include "core/controlplane/json.h"

#include <QUrl>

#include <array>
#include <optional>

namespace glovebox::controlplane {

namespace {

constexpr ByteCount kMessageMax{500};

std::optional<ErrorCode> codeOfStatus(int status)
{
    switch (status) {
    case 400:
        return ErrorCode::InvalidArgument;
    case 401:
        return ErrorCode::Unauthorized;
    case 402:
        return ErrorCode::Forbidden; // billing: nothing that asking again would change
    case 403:
        return ErrorCode::Forbidden;
    case 404:
        return ErrorCode::NotFound;
    case 407:
        return ErrorCode::NetworkError; // a proxy on the way wants credentials
    case 408:
        return ErrorCode::TimedOut;
    case 409:
        return ErrorCode::Conflict;
    case 413:
        return ErrorCode::TooLarge;
    case 429:
        return ErrorCode::RateLimited;
    default:
        break;
    }
    if (status >= 500 && status <= 599)
        return ErrorCode::ServerError;
    return std::nullopt;
}

struct TypeMeaning {
    std::string_view type;
    ErrorCode code;
};

constexpr std::array kTypes{
    TypeMeaning{"authentication_error", ErrorCode::Unauthorized}, TypeMeaning{"billing_error", ErrorCode::Forbidden},
    TypeMeaning{"permission_error", ErrorCode::Forbidden},        TypeMeaning{"not_found_error", ErrorCode::NotFound},
    TypeMeaning{"conflict_error", ErrorCode::Conflict},           TypeMeaning{"request_too_large", ErrorCode::TooLarge},
    TypeMeaning{"rate_limit_error", ErrorCode::RateLimited},      TypeMeaning{"timeout_error", ErrorCode::TimedOut},
    TypeMeaning{"overloaded_error", ErrorCode::ServerError},      TypeMeaning{"api_error", ErrorCode::ServerError},
};

ErrorCode codeFor(int status, const std::string &type)
{
    // Only a heartbeat is answered like this, and the status alone must do: taken for a mere refusal, because the body
    // was cut off on its way, it would have us stop an item that somebody else holds.
    if (status == 412)
        return ErrorCode::LeaseLost;
    if (const auto known = codeOfStatus(status))
        return *known;
    for (const auto &meaning : kTypes)
        if (status >= 400 && meaning.type == type)
            return meaning.code;
    return status >= 400 && status <= 499 ? ErrorCode::InvalidArgument : ErrorCode::ProtocolError;
}

std::string oneLine(std::string_view text)
{
    return clipped(toOneLine(text), kMessageMax);
}

/// Where a redirect points, without what a query may carry.
std::string redirectTarget(const std::string &location)
{
    const auto url = QUrl(QString::fromStdString(location));
    return oneLine(url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment).toStdString());
}

std::string explain(const Refusal &refusal, const nlohmann::json &error, const std::string &errorCode)
{
    std::string text = "HTTP " + std::to_string(refusal.status);
    if (refusal.status >= 300 && refusal.status <= 399)
        return text + ": the server redirects to " + redirectTarget(refusal.location) +
               "; redirects are not followed, they would carry the credential away";
    if (!error.is_object())
        return text + (refusal.body.empty()
                           ? ""
                           : " with " + (refusal.contentType.empty() ? "a body" : oneLine(refusal.contentType)) + ": " +
                                 oneLine(refusal.body));
    if (const auto type = textField(error, "type"); !type.empty())
        text += ' ' + oneLine(type);
    if (!errorCode.empty())
        text += " (" + oneLine(errorCode) + ')';
    if (const auto message = textField(error, "message"); !message.empty())
        text += ": " + oneLine(message);
    if (const auto &current = field(field(error, "details"), "current_state"); current.is_object())
        text += "; current_state " + oneLine(current.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    return text;
}

} // namespace

Error errorFrom(const Refusal &refusal)
{
    const auto parsed = parseJson(refusal.body);
    const auto error = parsed ? field(*parsed, "error") : nlohmann::json();
    const auto errorCode = textField(field(error, "details"), "error_code");
    auto requestId = refusal.requestId;
    if (requestId.empty() && parsed)
        requestId = textField(*parsed, "request_id");
    return {codeFor(refusal.status, textField(error, "type")),
            withRequestId(explain(refusal, error, errorCode), requestId)};
}

std::string withRequestId(std::string detail, const std::string &requestId)
{
    return requestId.empty() ? detail : detail + " (request-id " + clipped(oneLine(requestId), ByteCount{80}) + ')';
}

std::string withoutCredential(std::string text, const SecretString &credential)
{
    const auto &secret = credential.reveal();
    if (!secret.empty())
        for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at))
            text.replace(at, secret.size(), "[credential]");
    // Others than the request's own, and what a bound has left of any.
    return withoutKeyShapes(std::move(text));
}

} // namespace glovebox::controlplane
