// Role: which machines an image is for, and whether a guest is one. Thread: any; pure.
#pragma once

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace glovebox::images::oci {

struct Platform {
    std::string os;
    std::string architecture;
    std::string variant;
};

/// From a descriptor's "platform" or from a config, which have the same fields. What is not said is linux, amd64.
Platform platformOf(const nlohmann::json &about);
/// "linux/arm64/v8", bounded.
std::string toText(const Platform &platform);
/// None: does not run in a guest. Else the lower the better: the oldest variant asks least of the processor.
std::optional<int> rankOf(const Platform &platform);
/// What is said when none of them does.
std::string unsupportedText(std::vector<std::string> platforms);

} // namespace glovebox::images::oci
