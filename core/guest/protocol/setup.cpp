#include "core/guest/protocol/setup.h"

#include "core/base/text.h"
#include "core/guest/protocol/limits.h"

#include <algorithm>

namespace glovebox::guest {

namespace {

bool isText(const std::string &bytes)
{
    return toValidUtf8(bytes) == bytes;
}

} // namespace

std::string whyNotTold(const Setup &setup)
{
    if (setup.environment.size() > kEnvironmentMax)
        return "the environment is " + std::to_string(setup.environment.size()) + " bytes, exceeds " +
               std::to_string(kEnvironmentMax);
    if (!unpackedVariables(setup.environment) || !isText(setup.environment))
        return "the environment has a variable without a name, or one that is no text";
    if (setup.user.size() > kShortTextMax || !isText(setup.user) || setup.user.find('\0') != std::string::npos)
        return "the user is no short text";
    const auto &workdir = setup.workdir;
    const bool isPath = workdir.empty() || workdir.starts_with('/');
    if (!isPath || workdir.size() > kFilePathMax || !isText(workdir) || workdir.find('\0') != std::string::npos)
        return "the working folder is no absolute path";
    return {};
}

std::string whyNotTold(const GateTrust &gate)
{
    if (gate.authority.size() > kAuthorityMax || !isText(gate.authority) ||
        gate.authority.find('\0') != std::string::npos)
        return "the gate's certificate is no short text";
    if (gate.variables.size() > kEnvironmentMax || !unpackedVariables(gate.variables) || !isText(gate.variables))
        return "a secret's variable has no name, or is no text";
    return {};
}

std::optional<std::string> packedWords(const std::vector<std::string> &words)
{
    std::string packed;
    for (const auto &word : words) {
        if (word.find('\0') != std::string::npos)
            return std::nullopt;
        packed.append(word).push_back('\0');
    }
    return packed;
}

std::optional<std::vector<std::string>> unpackedWords(std::string_view packed)
{
    if (!packed.empty() && packed.back() != '\0')
        return std::nullopt;
    std::vector<std::string> words;
    while (!packed.empty()) {
        if (words.size() >= kWordsMax)
            return std::nullopt;
        const auto end = packed.find('\0');
        words.emplace_back(packed.substr(0, end));
        packed.remove_prefix(end + 1);
    }
    return words;
}

std::optional<std::string> packedVariables(const Variables &variables)
{
    std::vector<std::string> words;
    for (const auto &[name, value] : variables) {
        if (name.empty() || name.find('=') != std::string::npos)
            return std::nullopt;
        words.push_back(name + "=" + value);
    }
    return packedWords(words);
}

std::optional<Variables> unpackedVariables(std::string_view packed)
{
    const auto words = unpackedWords(packed);
    if (!words)
        return std::nullopt;
    Variables variables;
    for (const auto &word : *words) {
        const auto equals = word.find('=');
        if (equals == 0 || equals == std::string::npos)
            return std::nullopt;
        variables.emplace_back(word.substr(0, equals), word.substr(equals + 1));
    }
    return variables;
}

} // namespace glovebox::guest
