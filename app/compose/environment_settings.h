// Role: what an operator may set for one environment, and for the webhook endpoint of all of them. Values.
#pragma once

#include "core/api/engine_control.h"
#include "core/base/secret.h"

#include <cstdint>
#include <string>

namespace glovebox::compose {

struct EnvironmentSettings {
    std::string id;
    SecretString key;
    std::string keySource; // where the key was read, for people: a variable, a file and what named it
    std::string baseUrl;
    std::string name;         // for people; may be empty
    SecretString operatorKey; // an API key, to answer approvals and to interrupt; empty: there is none
    std::string operatorKeySource;
    std::string namedBy{}; // what has it served, for people
    api::EnvironmentSettings serving;
};

struct WebhookSettings {
    /// Behind a proxy on this host that speaks HTTPS, unless somebody says otherwise.
    std::string address = "127.0.0.1";
    std::uint16_t port = 8466;
    bool listen = false; // from the start; otherwise when somebody switches it on
    SecretString key;    // rest::SigningKey takes it
};

inline constexpr const char *kDefaultBaseUrl = "https://api.anthropic.com";

} // namespace glovebox::compose
