#include "core/guest/program_request.h"

#include "core/base/text.h"
#include "core/guest/protocol/limits.h"
#include "core/guest/protocol/setup.h"

namespace glovebox::guest {

namespace {

bool isPlainText(const std::string &text)
{
    return toValidUtf8(text) == text && text.find('\0') == std::string::npos;
}

} // namespace

Result<PackedProgram> packedProgram(const std::vector<std::string> &arguments,
                                    const std::vector<std::pair<std::string, std::string>> &environment,
                                    const std::optional<std::string> &user, const std::string &workdir)
{
    const auto words = packedWords(arguments);
    const bool isNoProgram = !arguments.empty() && arguments.front().empty();
    if (!words || isNoProgram || arguments.size() > kWordsMax || words->size() > kArgumentsMax ||
        toValidUtf8(*words) != *words)
        return fail(ErrorCode::InvalidArgument, "the program's arguments are none, too many, or no text");
    const auto variables = packedVariables(environment);
    if (!variables || environment.size() > kWordsMax || variables->size() > kEnvironmentMax ||
        toValidUtf8(*variables) != *variables)
        return fail(ErrorCode::InvalidArgument, "the program's environment is too large, or no text");
    if (user && (user->size() > kShortTextMax || !isPlainText(*user)))
        return fail(ErrorCode::InvalidArgument, "the program's user is no short text");
    const bool isFolder = workdir.empty() || workdir.starts_with('/');
    if (!isFolder || workdir.size() > kFilePathMax || !isPlainText(workdir))
        return fail(ErrorCode::InvalidArgument, "the program's folder is no absolute path");
    return PackedProgram{*words, *variables};
}

} // namespace glovebox::guest
