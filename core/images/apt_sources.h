// Role: reads where this host gets its Debian packages from, so that a guest comes from the same mirrors, on-premises
// ones included, and from nothing else: a vendor's repository on the host neither breaks nor enters the image. Knows
// both formats of apt (sources.list(5)): one line per source, and deb822 paragraphs.
// Thread: any; values only.
#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace glovebox::images {

struct AptSource {
    std::string uri;
    std::string suite;                      // "bookworm", "bookworm-security"
    std::vector<std::string> components;    // "main"
    std::vector<std::string> architectures; // empty: all
    std::string signedBy;                   // path of a keyring, or the key itself; empty: what apt trusts anyway
    bool trusted = false;                   // used without a signature, as the operator decided for this mirror
    bool checkValidUntil = true;            // off for mirrors of a moment in the past

    friend bool operator==(const AptSource &, const AptSource &) = default;
};

/// A *.list file. Disabled (commented) lines, deb-src and lines that make no sense are left out.
std::vector<AptSource> parseOneLineSources(std::string_view text);
/// A *.sources file. Paragraphs with "Enabled: no" and deb-src are left out.
std::vector<AptSource> parseDeb822Sources(std::string_view text);
/// Everything below a folder laid out like /etc/apt.
std::vector<AptSource> readAptSources(const std::string &aptFolder);

/// VERSION_CODENAME of an os-release file when it is Debian's; "bookworm" on anything else.
std::string debianCodename(std::string_view osRelease);

struct DebianSources {
    std::string suite; // what the release is called in these sources
    std::vector<AptSource> sources;
};

/// Debian's own sources for `codename` (base, updates, security) with the component main, for amd64.
/// NotFound with what to do when there are none.
Result<DebianSources> chooseDebianSources(const std::vector<AptSource> &all, const std::string &codename);

/// One-line format. `keyFile` names the file for a source whose key stands in the source itself.
std::string renderOneLine(const AptSource &source, const std::string &keyFile);
/// True when signedBy is a key and not a path.
bool hasInlineKey(const AptSource &source);

} // namespace glovebox::images
