// Role: keys of the local API as a host may have them, for the window's tests and pictures. Pure.
#pragma once

#include "app/sample/sample_views.h"
#include "core/api/views.h"

#include <string>
#include <vector>

namespace glovebox::sample {

inline api::ShownKey sampleKey(const std::string &id, const std::string &name, domain::KeyScope scope,
                               const std::string &hint, std::chrono::hours age)
{
    return {.id = domain::ApiKeyId(id), .name = name, .scope = scope, .hint = hint, .since = kSampleNow - age};
}

/// "": several, and a port is open. "socket": none is open; "refused": the port is another's; "broken": keys cannot be
/// read; "empty": nobody has one; "crowd": long names, and many.
inline std::vector<api::Change> sampleKeys(const std::string &how = {}, std::uint64_t generation = 1)
{
    using namespace std::chrono_literals;
    using enum domain::KeyScope;
    api::KeysView view{.generation = generation};
    view.socket = "/run/user/1000/glovebox/api.sock";
    if (how != "socket" && how != "refused")
        view.addresses = {"http://127.0.0.1:8467", "http://[::1]:8467"};
    if (how == "refused")
        view.notListening = Error{ErrorCode::AddressInUse, "another program listens on 127.0.0.1:8467"};
    if (how == "broken") {
        view.problem = Error{ErrorCode::FolderUnusable, "keys.json in the data folder is not what Glovebox wrote"};
        return {view};
    }
    if (how == "empty")
        return {view};
    view.keys = {sampleKey("key-7f3a91", "nightly tests", Operate, "7Q2c", 24h * 40),
                 sampleKey("key-19c2d4", "grafana", Read, "e0Lm", 24h * 12),
                 sampleKey("key-b81e05", "release pipeline", Admin, "xT4b", 5h),
                 sampleKey("key-2d60aa", "laptop of before", Operate, "9kPz", 24h * 400)};
    view.keys[0].usedAt = kSampleNow - 2min;
    view.keys[0].expires = kSampleNow + 24h * 50;
    view.keys[1].usedAt = kSampleNow - 15s;
    view.keys[2].expires = kSampleNow + 24h * 4;
    view.keys[2].formerUntil = kSampleNow + 19h;
    view.keys[3].expires = kSampleNow - 24h * 35;
    if (how == "crowd")
        for (int i = 0; i < 60; ++i)
            view.keys.push_back(sampleKey("key-c" + std::to_string(1000 + i),
                                          "a client of the region of the far north, its islands " + std::to_string(i),
                                          Operate, "abcd", 24h * i));
    return {view};
}

} // namespace glovebox::sample
