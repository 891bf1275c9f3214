#include "core/guest/agent/tools/shell_words.h"

#include <utility>

namespace glovebox::agent {

namespace {

/// As every shell understands them.
std::string inQuotesOfOld(std::string_view text)
{
    std::string word = "'";
    for (const char c : text)
        word += c == '\'' ? "'\\''" : std::string(1, c);
    return word + "'";
}

} // namespace

std::string asOneWord(std::string_view text)
{
    std::string word = "$'";
    for (const char c : text) {
        if (c == '\n')
            word += "\\n";
        else if (c == '\\' || c == '\'')
            word.append({'\\', c});
        else if (c != '\0') // bash drops it from its input
            word.push_back(c);
    }
    return word + "'";
}

std::string renewalWords(bool isBash, const std::string &hostname, std::uint32_t seed,
                         const std::vector<Renewed> &renewed)
{
    const auto setting = [isBash](const std::string &variable, const std::string &word) {
        const auto set = variable + "=" + word;
        return isBash ? "case ${" + variable + "@a} in *r*) ;; *) " + set + " ;; esac" : set;
    };
    const std::pair<std::string, std::string> values[]{{"HOSTNAME", inQuotesOfOld(hostname)},
                                                       {"RANDOM", std::to_string(seed & 0x7FFF'FFFF)}};
    std::string text;
    for (const auto &[variable, value] : values)
        text += "case ${" + variable + "+x} in x) " + setting(variable, value) + " ;; esac; ";
    for (const auto &[variable, was, is] : renewed)
        text += "case ${" + variable + "-} in " + inQuotesOfOld(was) + ") " + setting(variable, inQuotesOfOld(is)) +
                " ;; esac; ";
    if (!isBash)
        return text;
    return "{ case ${BASH_VERSION-} in 4.[4-9]*|[5-9].*|[1-9][0-9].*) " + text + ";; esac; } 2>/dev/null; ";
}

} // namespace glovebox::agent
