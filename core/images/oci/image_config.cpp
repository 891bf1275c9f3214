#include "core/images/oci/image_config.h"

#include "core/base/plain_path.h"
#include "core/base/text.h"
#include "core/images/oci/oci_json.h"

#include <algorithm>

namespace glovebox::images::oci {

namespace {

constexpr std::size_t kEnvironmentMax = 1024;
constexpr std::size_t kArgumentsMax = 1024;
constexpr std::size_t kArgumentLengthMax = (128U << 10) - 1; // the kernel's, of one argument or variable
constexpr std::size_t kArgumentsLengthMax = 1U << 20;        // of all of one kind; the kernel takes twice that
constexpr std::size_t kPortsMax = 1024;
constexpr std::size_t kVolumesMax = 1024;
constexpr std::size_t kLabelsMax = 4096;
constexpr std::size_t kLabelKeyMax = 512;
constexpr std::size_t kLabelValueMax = 64U << 10;
constexpr std::size_t kUserMax = 256;
constexpr std::size_t kPathMax = 4095;
constexpr std::size_t kSignalMax = 32;

bool hasNul(std::string_view text)
{
    return text.find('\0') != std::string_view::npos;
}

/// Absolute, without "." and ".."; an image that leaves the slash out means the root.
std::string cleanPath(std::string_view path)
{
    std::vector<std::string_view> names;
    for (std::size_t at = 0; at < path.size();) {
        const auto end = std::min(path.find('/', at), path.size());
        const auto name = path.substr(at, end - at);
        at = end + 1;
        if (name == ".." && !names.empty())
            names.pop_back();
        if (!name.empty() && name != "." && name != "..")
            names.push_back(name);
    }
    std::string clean;
    for (const auto name : names)
        clean.append(1, '/').append(name);
    return clean.empty() ? "/" : clean;
}

Result<std::vector<std::pair<std::string, std::string>>> environmentFrom(const nlohmann::json &list)
{
    std::vector<std::pair<std::string, std::string>> variables;
    if (!list.is_array())
        return variables;
    GB_CHECK(atMost(list.size(), kEnvironmentMax, "environment variables"));
    std::size_t total = 0;
    for (const auto &value : list) {
        const auto text = value.is_string() ? value.get<std::string>() : std::string();
        const auto equals = text.find('=');
        if (equals == std::string::npos || equals == 0 || hasNul(text))
            continue;
        total += text.size();
        GB_CHECK(atMost(text.size(), kArgumentLengthMax, "bytes in an environment variable"));
        GB_CHECK(atMost(total, kArgumentsLengthMax, "bytes of environment variables"));
        const auto name = text.substr(0, equals);
        const auto known = std::ranges::find(variables, name, &std::pair<std::string, std::string>::first);
        if (known == variables.end())
            variables.emplace_back(name, text.substr(equals + 1));
        else
            known->second = text.substr(equals + 1);
    }
    return variables;
}

Result<std::vector<std::string>> argumentsFrom(const nlohmann::json &list, const char *what)
{
    // Some write a single string, as the oldest images did.
    const auto values = list.is_string() ? nlohmann::json::array({list}) : list;
    std::vector<std::string> arguments;
    if (!values.is_array())
        return arguments;
    GB_CHECK(atMost(values.size(), kArgumentsMax, what));
    std::size_t total = 0;
    for (const auto &value : values) {
        if (!value.is_string())
            return fail(ErrorCode::ImageBroken, std::string("the image's config has ") + what + " that are no text");
        arguments.push_back(value.get<std::string>());
        total += arguments.back().size();
        if (hasNul(arguments.back()))
            return fail(ErrorCode::ImageBroken, std::string("the image's config has ") + what + " with a NUL in them");
        GB_CHECK(atMost(arguments.back().size(), kArgumentLengthMax, what));
        GB_CHECK(atMost(total, kArgumentsLengthMax, what));
    }
    return arguments;
}

/// "8080/tcp", "53/udp", "8000-8010/tcp", "80".
bool isPort(std::string_view text)
{
    const auto slash = text.find('/');
    const auto protocol = slash == text.npos ? std::string_view("tcp") : text.substr(slash + 1);
    const auto numbers = text.substr(0, slash);
    return !numbers.empty() && numbers.size() <= 11 && numbers.find_first_not_of("0123456789-") == numbers.npos &&
           (protocol == "tcp" || protocol == "udp" || protocol == "sctp");
}

bool isSignal(std::string_view text)
{
    return text.size() <= kSignalMax && std::ranges::all_of(text, [](char c) {
               return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
                      c == '-';
           });
}

/// What a set is written as: an object whose values mean nothing.
template <class Fits>
Result<std::vector<std::string>> keysOf(const nlohmann::json &set, std::size_t max, const char *what, Fits fits)
{
    std::vector<std::string> keys;
    if (!set.is_object())
        return keys;
    GB_CHECK(atMost(set.size(), max, what));
    for (const auto &entry : set.items())
        if (fits(entry.key()))
            keys.push_back(entry.key());
    return keys;
}

Result<std::map<std::string, std::string>> labelsFrom(const nlohmann::json &object)
{
    std::map<std::string, std::string> labels;
    if (!object.is_object())
        return labels;
    GB_CHECK(atMost(object.size(), kLabelsMax, "labels"));
    for (const auto &entry : object.items()) {
        if (!entry.value().is_string() || entry.key().empty() || hasNul(entry.key()))
            continue;
        auto value = entry.value().template get<std::string>();
        if (hasNul(value))
            continue;
        GB_CHECK(atMost(entry.key().size(), kLabelKeyMax, "bytes in a label's name"));
        GB_CHECK(atMost(value.size(), kLabelValueMax, "bytes in a label"));
        labels.emplace(entry.key(), std::move(value));
    }
    return labels;
}

} // namespace

Result<domain::ImageConfig> imageConfigFrom(const nlohmann::json &config)
{
    domain::ImageConfig image;
    GB_TRY(environment, environmentFrom(field(config, "Env")));
    image.environment = environment;
    image.user = textField(config, "User");
    GB_CHECK(atMost(image.user.size(), kUserMax, "bytes in the user's name"));
    if (hasControlCharacters(image.user))
        return fail(ErrorCode::ImageBroken, "the image's user is called \"" + toOneLine(image.user) + '"');
    const auto workdir = textField(config, "WorkingDir");
    GB_CHECK(atMost(workdir.size(), kPathMax, "bytes in the working folder's path"));
    if (hasNul(workdir))
        return fail(ErrorCode::ImageBroken, "the image's working folder has a NUL in its path");
    image.workdir = workdir.empty() ? std::string() : cleanPath(workdir);
    GB_TRY(entrypoint, argumentsFrom(field(config, "Entrypoint"), "arguments of the entry point"));
    image.entrypoint = entrypoint;
    GB_TRY(command, argumentsFrom(field(config, "Cmd"), "arguments of the command"));
    image.command = command;
    GB_TRY(ports, keysOf(field(config, "ExposedPorts"), kPortsMax, "ports", isPort));
    image.exposedPorts = ports;
    GB_TRY(volumes, keysOf(field(config, "Volumes"), kVolumesMax, "volumes", [](const std::string &path) {
               return path.starts_with('/') && path.size() <= kPathMax && !hasControlCharacters(path);
           }));
    image.volumes = volumes;
    if (auto signal = textField(config, "StopSignal"); isSignal(signal))
        image.stopSignal = std::move(signal);
    GB_TRY(labels, labelsFrom(field(config, "Labels")));
    image.labels = labels;
    return image;
}

} // namespace glovebox::images::oci
