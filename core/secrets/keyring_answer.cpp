#include "core/secrets/keyring_answer.h"

#include "core/base/text.h"

#include <string_view>

namespace glovebox::secrets {

namespace {

constexpr ByteCount kReasonMax{400};

} // namespace

Result<SecretString> parseKeyringAnswer(const SecretString &printed)
{
    const std::string_view all = printed.reveal();
    const auto end = all.find('\n');
    if (end == std::string_view::npos || all.size() > kKeyringAnswerMax)
        return fail(ErrorCode::ProtocolError, "glovebox-keyring ended without an answer");
    const auto line = all.substr(0, end);
    const auto word = line.substr(0, line.find(' '));
    const auto value = all.substr(end + 1);
    if (word == "done" && line.size() == word.size())
        return SecretString(std::string(value));
    // Of the others nothing follows, or it is no answer of ours and may hold anything.
    if (!value.empty() || word == "done")
        return fail(ErrorCode::ProtocolError, "glovebox-keyring answered in a way that it should not");
    const auto why = clipped(toOneLine(line.substr(std::min(word.size() + 1, line.size()))), kReasonMax);
    if (word == "none")
        return fail(ErrorCode::NotFound, "the keyring holds no such secret");
    if (word == "away")
        return fail(ErrorCode::InvalidState, why.empty() ? "the keyring cannot be used now" : why);
    if (word == "refused")
        return fail(ErrorCode::PermissionDenied, "the keyring refuses" + (why.empty() ? "" : ": " + why));
    return fail(ErrorCode::ProtocolError, "glovebox-keyring answered in a way that it should not");
}

} // namespace glovebox::secrets
