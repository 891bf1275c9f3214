// Role: protects a server on the loopback interface from web pages. A page whose host name was pointed at 127.0.0.1
// (DNS rebinding) still names itself in Host and Origin, and both must be ones that we go by. Thread: any.
#pragma once

#include "core/http/request.h"

#include <string>
#include <string_view>
#include <vector>

namespace glovebox::http {

/// "localhost", "127.0.0.1" and "::1".
std::vector<std::string> loopbackHosts();

/// The host in "host", "host:port", "[v6]:port"; nothing when it has no such form.
std::optional<std::string> hostOf(std::string_view authority);

/// Host names one of `allowed`, and so does Origin where there is one ("null" is refused).
bool isFromAllowedHost(const Headers &headers, const std::vector<std::string> &allowed);

} // namespace glovebox::http
