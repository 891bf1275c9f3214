#include "core/domain/gate_secret.h"

#include "core/base/text.h"
#include "core/domain/egress_policy.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace glovebox::domain {

namespace {

constexpr std::uint16_t kSecretPort = 443;
constexpr std::string_view kBelowName = "*.";
constexpr std::string_view kShownSecret = "<secret>";
constexpr std::size_t kHeaderNameMax = 64;

/// What decides where a message goes, where it ends and what becomes of the connection is not for a secret.
constexpr std::array<std::string_view, 13> kFramingHeaders{
    "accept-encoding", "connection", "content-encoding", "content-length",   "content-type",
    "expect",          "host",       "keep-alive",       "proxy-connection", "te",
    "trailer",         "upgrade",    "transfer-encoding"};

struct SecretHost {
    std::string_view name;
    std::uint16_t port = kSecretPort;
};

bool isSmall(char c)
{
    return c >= 'a' && c <= 'z';
}

bool isSecretDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isPlaceholderChar(char c)
{
    return isSmall(c) || isSecretDigit(c);
}

/// Printable, blanks and tabs, or beyond ASCII: what a header's value may hold.
bool isHeaderText(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte == '\t' || (byte >= 0x20 && byte != 0x7F);
    });
}

bool isTrimmed(std::string_view text)
{
    constexpr std::string_view kBlanks = " \t";
    return text.empty() || (kBlanks.find(text.front()) == kBlanks.npos && kBlanks.find(text.back()) == kBlanks.npos);
}

tl::unexpected<Error> badSecret(const std::string &what)
{
    return fail(ErrorCode::InvalidArgument, what);
}

std::string quotedText(std::string_view text)
{
    return '\'' + clipped(toOneLine(text), ByteCount{80}) + '\'';
}

std::optional<SecretHost> secretHostFrom(std::string_view text)
{
    SecretHost out{text};
    if (const auto colon = text.find(':'); colon != std::string_view::npos) {
        const auto digits = text.substr(colon + 1);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out.port);
        if (error != std::errc() || end != digits.data() + digits.size() || out.port == 0)
            return std::nullopt;
        out.name = text.substr(0, colon);
    }
    const bool below = out.name.starts_with(kBelowName);
    if (!isEgressName(below ? out.name.substr(kBelowName.size()) : out.name))
        return std::nullopt;
    return out;
}

Result<> checkHeader(const std::string &header)
{
    constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
    const bool token = !header.empty() && header.size() <= kHeaderNameMax && std::ranges::all_of(header, [&](char c) {
        return isSmall(c) || isSecretDigit(c) || (c >= 'A' && c <= 'Z') || kOthers.find(c) != kOthers.npos;
    });
    if (!token)
        return badSecret(quotedText(header) + " is no name of a header");
    std::string lower = header;
    for (char &c : lower)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (std::ranges::find(kFramingHeaders, lower) != kFramingHeaders.end())
        return badSecret("no secret stands in the header " + header);
    return {};
}

struct CheckForm {
    Result<> operator()(const BearerForm &) const { return {}; }
    Result<> operator()(const BasicForm &form) const
    {
        if (form.user.size() > kGateSecretTextMax || form.user.find(':') != std::string::npos ||
            !isHeaderText(form.user))
            return badSecret("the user of basic authentication has no colon and no control characters, and " +
                             std::to_string(kGateSecretTextMax) + " bytes at most");
        return {};
    }
    Result<> operator()(const HeaderForm &form) const { return checkHeader(form.header); }
    Result<> operator()(const CustomForm &form) const
    {
        GB_CHECK(checkHeader(form.header));
        const auto mark = form.text.find(kSecretMark);
        if (mark == std::string::npos || form.text.find(kSecretMark, mark + 1) != std::string::npos)
            return badSecret("the text of a header has " + std::string(kSecretMark) + " exactly once in it");
        if (form.text.size() > kGateSecretTextMax || !isHeaderText(form.text) || !isTrimmed(form.text) ||
            findPlaceholder(form.text) != std::string::npos)
            return badSecret("the text of a header has no control characters and no blanks around it, and " +
                             std::to_string(kGateSecretTextMax) + " bytes at most");
        return {};
    }
};

struct FormText {
    std::string operator()(const BearerForm &) const { return "Authorization: Bearer " + std::string(kShownSecret); }
    std::string operator()(const BasicForm &form) const
    {
        return "Authorization: Basic " + (form.user.empty() ? std::string("<user>") : form.user) + ':' +
               std::string(kShownSecret);
    }
    std::string operator()(const HeaderForm &form) const { return form.header + ": " + std::string(kShownSecret); }
    std::string operator()(const CustomForm &form) const
    {
        auto text = form.text;
        if (const auto mark = text.find(kSecretMark); mark != std::string::npos)
            text.replace(mark, kSecretMark.size(), kShownSecret);
        return form.header + ": " + text;
    }
};

struct FormWord {
    std::string_view operator()(const BearerForm &) const { return "bearer"; }
    std::string_view operator()(const BasicForm &) const { return "basic"; }
    std::string_view operator()(const HeaderForm &) const { return "header"; }
    std::string_view operator()(const CustomForm &) const { return "custom"; }
};

Result<> checkVariable(const std::string &variable)
{
    const auto good = [](char c) {
        return isSmall(c) || isSecretDigit(c) || (c >= 'A' && c <= 'Z') || c == '_';
    };
    if (variable.empty() || variable.size() > kGateVariableMax || isSecretDigit(variable.front()) ||
        !std::ranges::all_of(variable, good))
        return badSecret(quotedText(variable) +
                         " is no name of an environment variable: letters, digits and _, no digit " + "first, " +
                         std::to_string(kGateVariableMax) + " at most");
    // A placeholder in one of these leaves no program as it was.
    constexpr std::string_view kProgramsOwn[] = {
        "PATH", "HOME", "USER", "LOGNAME", "HOSTNAME", "SHELL", "PWD", "OLDPWD", "IFS", "ENV", "BASH_ENV",
        "PROMPT_COMMAND", "PS1", "PS4", "TMPDIR", "TERM", "LANG", "LANGUAGE", "TZ", "EDITOR", "PAGER",
        // Where programs look for authorities, the gate's among them.
        "SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO", "REQUESTS_CA_BUNDLE", "PIP_CERT",
        "AWS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "DENO_CERT",
        // What interpreters and tools begin with.
        "NODE_OPTIONS", "NODE_PATH", "PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PERL5LIB", "PERL5OPT", "RUBYLIB",
        "RUBYOPT", "JAVA_TOOL_OPTIONS", "CLASSPATH", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_EXEC_PATH", "GIT_DIR"};
    auto small = variable;
    std::ranges::transform(small, small.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (std::ranges::find(kProgramsOwn, std::string_view(variable)) != std::end(kProgramsOwn) ||
        variable.starts_with("LD_") || variable.starts_with("LC_") || small.ends_with("_proxy"))
        return badSecret("programs need the variable " + variable + " for themselves; give the secret another");
    return {};
}

} // namespace

bool isGateSecretName(std::string_view name)
{
    return !name.empty() && name.size() <= kGateSecretNameMax && isSmall(name.front()) &&
           std::ranges::all_of(name, [](char c) { return isPlaceholderChar(c) || c == '-'; });
}

Result<> check(const GateSecret &secret)
{
    if (!isGateSecretName(secret.name))
        return badSecret(quotedText(secret.name) + ": a secret's name is of small letters, digits and hyphens, " +
                         std::to_string(kGateSecretNameMax) + " at most, and begins with a letter");
    if (secret.description.size() > kGateSecretTextMax)
        return badSecret("the description is longer than " + std::to_string(kGateSecretTextMax) + " bytes");
    if (secret.hosts.empty() || secret.hosts.size() > kGateSecretHostsMax)
        return badSecret("a secret names the hosts that it may go to: one at least, " +
                         std::to_string(kGateSecretHostsMax) + " at most");
    for (const auto &host : secret.hosts)
        if (!secretHostFrom(host))
            return badSecret(quotedText(host) +
                             " is no host for a secret: a public name in lower case, or all below one " +
                             "(*.example.org), with :port unless that is 443");
    GB_CHECK(std::visit(CheckForm(), secret.form));
    return checkVariable(secret.variable);
}

Result<> checkGateValue(const GateSecret &secret, const SecretString &value)
{
    const auto &bytes = value.reveal();
    if (bytes.size() < kGateValueMin)
        return badSecret("a secret of the gate has " + std::to_string(kGateValueMin) + " bytes at least");
    if (bytes.size() > kGateValueMax)
        return fail(ErrorCode::TooLarge, "a secret of the gate has " + std::to_string(kGateValueMax) +
                                             " bytes at most, this one " + std::to_string(bytes.size()));
    if (!isHeaderText(bytes))
        return badSecret("the secret has a line end or another control character in it; a header cannot carry that");
    if (!isTrimmed(bytes))
        return badSecret("the secret has a blank before or behind it; a server would not see that");
    if (findPlaceholder(bytes) != std::string::npos)
        return badSecret("the secret is a placeholder itself");
    const auto *basic = std::get_if<BasicForm>(&secret.form);
    if (basic && basic->user.empty() && bytes.find(':') != std::string::npos)
        return badSecret("a secret with a colon in it needs a user in its form: it may stand for one otherwise");
    return {};
}

bool mayGoTo(const GateSecret &secret, std::string_view host, std::uint16_t port)
{
    return std::ranges::any_of(secret.hosts, [&](const std::string &text) {
        const auto one = secretHostFrom(text);
        if (!one || one->port != port)
            return false;
        if (!one->name.starts_with(kBelowName))
            return one->name == host;
        const auto tree = one->name.substr(1); // with its dot
        return host.size() > tree.size() && host.ends_with(tree);
    });
}

std::string textOf(const SecretForm &form)
{
    return std::visit(FormText(), form);
}

std::string_view word(const SecretForm &form)
{
    return std::visit(FormWord(), form);
}

std::string textOf(const GateSecret &secret)
{
    auto out = secret.name + ", " + textOf(secret.form) + ", to ";
    for (std::size_t i = 0; i < secret.hosts.size(); ++i)
        out += (i == 0 ? "" : " ") + secret.hosts[i];
    return out;
}

std::optional<std::string> placeholderFrom(std::string_view randomBytes)
{
    constexpr std::string_view kOf = "abcdefghijklmnopqrstuvwxyz0123456789";
    if (randomBytes.size() < kPlaceholderRandom)
        return std::nullopt;
    std::string out(kPlaceholderStart);
    // Not quite even, and more than enough: 40 of them have over 200 bits.
    for (const char c : randomBytes.substr(0, kPlaceholderRandom))
        out += kOf[static_cast<unsigned char>(c) % kOf.size()];
    return out;
}

bool isPlaceholder(std::string_view text)
{
    return text.size() == kPlaceholderSize && findPlaceholder(text) == 0;
}

std::size_t findPlaceholder(std::string_view text, std::size_t from)
{
    for (auto at = text.find(kPlaceholderStart, from); at != std::string_view::npos;
         at = text.find(kPlaceholderStart, at + 1)) {
        const auto rest = text.substr(at + kPlaceholderStart.size(), kPlaceholderRandom);
        if (rest.size() == kPlaceholderRandom && std::ranges::all_of(rest, isPlaceholderChar))
            return at;
    }
    return std::string_view::npos;
}

} // namespace glovebox::domain
