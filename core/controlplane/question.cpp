#include "core/controlplane/question.h"

#include "core/base/text.h"
#include "core/controlplane/error_mapping.h"

namespace glovebox::controlplane {

Error notUnderstood(Error error, const HttpRequest &request, const Collected &answer)
{
    const auto type = answer.head.contentType.empty() ? "no content type"
                                                      : clipped(toValidUtf8(answer.head.contentType), ByteCount{80});
    error.detail = describe(request) + ": HTTP " + std::to_string(answer.head.status) +
                   " with an answer that cannot be used (" + type + "): " + error.detail;
    error.detail = withRequestId(std::move(error.detail), answer.head.requestId);
    return error;
}

} // namespace glovebox::controlplane
