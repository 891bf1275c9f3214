// Role: the variables that tell programs of the guest's proxy, and whether an environment has a word of its own about
// one. Values only.
#pragma once

#include "core/guest/protocol/setup.h"

#include <string>

namespace glovebox::agent {

/// http_proxy, https_proxy and no_proxy, the latter two in capitals as well. Not HTTP_PROXY: a server that runs
/// programs for requests (CGI) makes it of the request's field `Proxy`, so that careful programs ignore it, and those
/// that do not read the other spelling too. Not ALL_PROXY: it sends protocols to the proxy that this one does not
/// speak, and they find their way without. `hostname`: the guest's own; empty: it has none yet.
guest::Variables proxyVariables(const std::string &hostname);

/// Any of these, or of those that are not set, in whatever spelling: then none of ours belongs there. One of each would
/// be a third thing that nobody meant.
bool speaksOfProxy(const guest::Variables &environment);

} // namespace glovebox::agent
