// Role: a request whose answer matters: the whole body in memory, within its bound, then read. Thread: the engine's.
#pragma once

#include "core/base/limits.h"
#include "core/controlplane/exchange.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace glovebox::controlplane {

/// A whole body in memory, and what is needed to explain it when it makes no sense.
struct Collected {
    ResponseHead head;
    std::string body;
};

/// "GET /v1/…: HTTP 200 with an answer that cannot be used (text/html): …"
Error notUnderstood(Error error, const HttpRequest &request, const Collected &answer);

/// How to read the answer, and what one beyond the bound counts as.
template <class T>
struct Question {
    std::function<Result<T>(std::string body)> decode; // gets the body to keep
    ErrorCode tooLarge = ErrorCode::ProtocolError;
    ByteCount bodyMax = limits::kHttpBodyMax;
};

template <class T>
ExchangeHandlers asking(const ExchangeSpec &spec, Question<T> question, Callback<T> done)
{
    auto answer = std::make_shared<Collected>();
    const auto beyond = [tooLarge = question.tooLarge, most = question.bodyMax.value] {
        return fail(tooLarge, "an answer larger than " + std::to_string(most) + " bytes");
    };
    const auto head = [answer, beyond, most = question.bodyMax.value](const ResponseHead &begun) -> Result<> {
        if (begun.contentLength > most) // none stated compares as less
            return beyond();
        *answer = {.head = begun, .body = {}};
        return {};
    };
    const auto body = [answer, beyond, most = question.bodyMax.value](std::string_view bytes,
                                                                      const Exchange &) -> Result<> {
        if (answer->body.size() + bytes.size() > most)
            return beyond();
        answer->body.append(bytes);
        return {};
    };
    const auto finished = [answer, request = spec.request.value_or(HttpRequest{}), decode = question.decode,
                           done = std::move(done)](Result<> ended) {
        if (!ended)
            return done(tl::unexpected(std::move(ended).error()));
        auto decoded = decode(std::exchange(answer->body, {}));
        if (!decoded)
            return done(tl::unexpected(notUnderstood(std::move(decoded).error(), request, *answer)));
        done(*std::move(decoded));
    };
    return {.head = head, .body = body, .finished = finished};
}

} // namespace glovebox::controlplane
