// Role: what a handler of the local API is given. Only local_api*.cpp includes this.
#pragma once

#include "core/rest/local_api.h"

namespace glovebox::rest {

/// The request, and what stands in its path where the route has a star.
struct LocalApi::Asked {
    const http::Request &request;
    std::vector<std::string> names;
    const http::Responder &responder;
};

} // namespace glovebox::rest
