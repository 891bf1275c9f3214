#include "core/egress/secret_fields.h"

#include "core/base/constant_time.h"
#include "core/base/text.h"
#include "core/egress/http_text.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace glovebox::egress {

namespace {

using domain::GateSecret;
using ports::LineSecret;

constexpr std::string_view kAuthorization = "authorization";
constexpr std::string_view kBasic = "Basic ";
constexpr std::string_view kCrLf = "\r\n";
constexpr std::size_t kHeaderShown = 40;

/// Whose placeholder begins there; nullptr: nobody's. All are compared, whatever is found.
const LineSecret *ownerOf(std::string_view placeholder, const std::vector<LineSecret> &secrets)
{
    const LineSecret *found = nullptr;
    for (const auto &each : secrets)
        if (equalInConstantTime(placeholder, each.placeholder))
            found = &each;
    return found;
}

struct Find {
    const LineSecret *owner = nullptr; // nullptr: it is none of this sandbox's
};

std::optional<Find> placeholderIn(std::string_view text, const std::vector<LineSecret> &secrets)
{
    const auto at = domain::findPlaceholder(text);
    if (at == std::string_view::npos)
        return std::nullopt;
    return Find{ownerOf(text.substr(at, domain::kPlaceholderSize), secrets)};
}

int hexOf(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/// A target with its %xx as what they stand for.
std::string unescaped(std::string_view target)
{
    std::string out;
    for (std::size_t i = 0; i < target.size(); ++i) {
        const bool escape =
            target[i] == '%' && i + 2 < target.size() && hexOf(target[i + 1]) >= 0 && hexOf(target[i + 2]) >= 0;
        out += escape ? static_cast<char>(hexOf(target[i + 1]) * 16 + hexOf(target[i + 2])) : target[i];
        i += escape ? 2 : 0;
    }
    return out;
}

/// What stands behind a scheme of authentication; nothing when it is another scheme.
std::optional<std::string_view> behindScheme(std::string_view value, std::string_view scheme)
{
    const auto blank = value.find(' ');
    if (blank == std::string_view::npos || lowered(value.substr(0, blank)) != scheme)
        return std::nullopt;
    return trimmed(value.substr(blank));
}

/// User and password of "Basic ...".
std::optional<std::pair<std::string, std::string>> basicOf(std::string_view value)
{
    const auto encoded = behindScheme(value, "basic");
    const auto decoded = encoded ? fromBase64(*encoded) : std::nullopt;
    const auto colon = decoded ? decoded->find(':') : std::string::npos;
    if (colon == std::string::npos)
        return std::nullopt;
    return std::pair{decoded->substr(0, colon), decoded->substr(colon + 1)};
}

std::string customText(const domain::CustomForm &form, std::string_view inside)
{
    auto out = form.text;
    return out.replace(out.find(domain::kSecretMark), domain::kSecretMark.size(), inside);
}

/// The value of a header with the secret in it; nothing where its form is another.
struct FillForm {
    const LineSecret &secret;
    std::string_view header; // lower case
    std::string_view value;

    std::optional<std::string> operator()(const domain::BearerForm &) const
    {
        const auto token = behindScheme(value, "bearer");
        if (header != kAuthorization || token != secret.placeholder)
            return std::nullopt;
        return "Bearer " + secret.value.reveal();
    }
    std::optional<std::string> operator()(const domain::BasicForm &form) const
    {
        auto basic = header == kAuthorization ? basicOf(value) : std::nullopt;
        if (!basic || (!form.user.empty() && basic->first != form.user))
            return std::nullopt;
        auto &[user, password] = *basic;
        if (password == secret.placeholder && !placeholderIn(user, {}))
            password = secret.value.reveal();
        else if (form.user.empty() && user == secret.placeholder && !placeholderIn(password, {}))
            user = secret.value.reveal();
        else
            return std::nullopt;
        auto out = std::string(kBasic) + toBase64(user + ':' + password);
        explicit_bzero(user.data(), user.size());
        explicit_bzero(password.data(), password.size());
        return out;
    }
    std::optional<std::string> operator()(const domain::HeaderForm &form) const
    {
        if (header != lowered(form.header) || value != secret.placeholder)
            return std::nullopt;
        return secret.value.reveal();
    }
    std::optional<std::string> operator()(const domain::CustomForm &form) const
    {
        if (header != lowered(form.header) || value != customText(form, secret.placeholder))
            return std::nullopt;
        return customText(form, secret.value.reveal());
    }
};

SecretMisuse misuseOf(const Find &found, const std::string &what)
{
    if (!found.owner)
        return {{}, "it has a placeholder in it of no secret that this sandbox may use"};
    return {found.owner->secret.name, "the secret \"" + found.owner->secret.name + "\" " + what};
}

/// In plain sight, or inside what basic authentication makes of it.
std::optional<Find> placeholderInValue(std::string_view value, const std::vector<LineSecret> &secrets)
{
    if (auto found = placeholderIn(value, secrets))
        return found;
    const auto encoded = behindScheme(value, "basic");
    const auto decoded = encoded ? fromBase64(*encoded) : std::nullopt;
    return decoded ? placeholderIn(*decoded, secrets) : std::nullopt;
}

std::optional<Find> placeholderInTarget(std::string_view line, const std::vector<LineSecret> &secrets)
{
    if (auto found = placeholderIn(line, secrets))
        return found;
    return placeholderIn(unescaped(line), secrets);
}

std::string_view nextLine(std::string_view &head)
{
    const auto end = head.find(kCrLf);
    const auto line = head.substr(0, end);
    head.remove_prefix(end == std::string_view::npos ? head.size() : end + kCrLf.size());
    return line;
}

/// One line of a head; what it becomes, or why not.
std::optional<SecretMisuse> fillLine(std::string_view line, const std::vector<LineSecret> &secrets,
                                     std::string_view host, std::uint16_t port, FilledHead &out)
{
    const auto field = fieldOf(line);
    const auto found = field ? placeholderInValue(field->second, secrets) : placeholderIn(line, secrets);
    const auto inName = field ? placeholderIn(field->first, secrets) : std::nullopt;
    if (inName)
        return misuseOf(*inName, "stands in the name of a header");
    if (!found) {
        out.head.append(line).append(kCrLf);
        return std::nullopt;
    }
    if (!found->owner || !field)
        return misuseOf(*found, "stands where none does");
    const auto &owner = *found->owner;
    if (!domain::mayGoTo(owner.secret, host, port))
        return misuseOf(*found, "may not go to this host");
    auto filled = std::visit(FillForm{owner, field->first, field->second}, owner.secret.form);
    if (!filled)
        return misuseOf(*found, "stands in the header " + clipped(field->first, ByteCount{kHeaderShown}) +
                                    " in another form than \"" + textOf(owner.secret.form) + '"');
    out.head.append(line.substr(0, line.find(':'))).append(": ").append(*filled).append(kCrLf);
    out.put.push_back(echoOf(owner.value, owner.placeholder));
    if (std::holds_alternative<domain::BasicForm>(owner.secret.form)) {
        out.put.push_back(echoOf(SecretString(filled->substr(kBasic.size())), owner.placeholder));
        out.put.back().isOfOne = true;
        std::ranges::move(echoesInBase64(owner.value, owner.placeholder), std::back_inserter(out.put));
    }
    explicit_bzero(filled->data(), filled->size());
    if (std::ranges::find(out.used, owner.secret.name) == out.used.end())
        out.used.push_back(owner.secret.name);
    return std::nullopt;
}

} // namespace

FilledHead fillSecrets(std::string_view head, const std::vector<LineSecret> &secrets, std::string_view host,
                       std::uint16_t port)
{
    FilledHead out;
    const auto first = nextLine(head);
    if (const auto found = placeholderInTarget(first, secrets))
        out.misuse = misuseOf(*found, "stands in the address of the request, where no secret is put in");
    out.head.append(first).append(kCrLf);
    while (!out.misuse && !head.empty())
        if (const auto line = nextLine(head); line.empty())
            out.head.append(kCrLf);
        else
            out.misuse = fillLine(line, secrets, host, port, out);
    if (out.misuse) {
        explicit_bzero(out.head.data(), out.head.size());
        out.head.clear();
        out.used.clear();
        out.put.clear();
    }
    return out;
}

std::optional<SecretMisuse> secretInTheClear(std::string_view head, const std::vector<LineSecret> &secrets)
{
    if (secrets.empty())
        return std::nullopt;
    auto found = placeholderInTarget(nextLine(head), secrets);
    while (!found && !head.empty()) {
        const auto line = nextLine(head);
        const auto field = fieldOf(line);
        found = placeholderIn(line, secrets);
        if (!found && field)
            found = placeholderInValue(field->second, secrets);
    }
    if (!found)
        return std::nullopt;
    return misuseOf(*found, "goes over TLS alone, and this is none");
}

std::string askingForIdentity(std::string_view head)
{
    std::string out;
    out.append(nextLine(head)).append(kCrLf).append("Accept-Encoding: identity\r\n");
    while (!head.empty()) {
        const auto line = nextLine(head);
        if (const auto field = fieldOf(line); !field || field->first != "accept-encoding")
            out.append(line).append(kCrLf);
    }
    return out;
}

} // namespace glovebox::egress
