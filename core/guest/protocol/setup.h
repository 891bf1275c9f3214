// Role: how a guest's programs run, as it is told with its identity, and lists of words as one text: an environment may
// have more entries than a payload may have items, and a text that is compared whole costs a clone nothing. No Qt.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace glovebox::guest {

using Variables = std::vector<std::pair<std::string, std::string>>;

struct Setup {
    std::string environment; // packed; see below
    std::string user;        // name, uid, uid:gid, name:group; empty: root
    std::string workdir;     // absolute, or empty

    friend bool operator==(const Setup &, const Setup &) = default;
};

/// What became of it, in a few words each. A problem: the words before it say what is so instead.
struct SetupReport {
    std::string user;
    std::string userProblem;
    std::string workdir;
    std::string workdirProblem;
};

/// What stands for the secrets of the host's gate, and whom programs believe besides.
struct GateTrust {
    std::string authority; // certificates as PEM; empty: nobody
    std::string variables; // packed; of all programs, over the image's own

    friend bool operator==(const GateTrust &, const GateTrust &) = default;
};

/// What became of it.
struct GateReport {
    std::string bundle; // the file that programs look for authorities in, ours among them; empty: none was asked for
    std::string problem;
};

/// What keeps it from being told to a guest; empty: nothing.
std::string whyNotTold(const Setup &setup);
std::string whyNotTold(const GateTrust &gate);

/// Each word with a zero behind it. Nothing when a word has one in it.
std::optional<std::string> packedWords(const std::vector<std::string> &words);
/// Nothing for what packedWords() does not make, and for more than kWordsMax.
std::optional<std::vector<std::string>> unpackedWords(std::string_view packed);

/// The same with NAME=VALUE. Nothing for a name that is empty or has a "=" in it.
std::optional<std::string> packedVariables(const Variables &variables);
std::optional<Variables> unpackedVariables(std::string_view packed);

} // namespace glovebox::guest
