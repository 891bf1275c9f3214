// Role: where a running Glovebox is spoken to: the unix socket of a data folder, or a URL with a key. What requests and
// WebSockets have in common. Thread: any.
// Invariants: a key goes to this host or over TLS, and nowhere a server sends it on to; it is in no error and no
// environment of a child.
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"

#include <curl/curl.h>

#include <memory>
#include <string>

namespace glovebox::cli {

/// As the command line has it; each may be empty.
struct ApiPlace {
    std::string dataDir;
    std::string url;     // goes before the folder; without both GLOVEBOX_API_URL is looked at
    std::string keyFile; // else the key is in GLOVEBOX_API_KEY
    bool isHere = false; // the folder's alone, whatever GLOVEBOX_API_URL says
};

struct ApiAddress {
    std::string socket; // empty: `base` is where it listens
    std::string base;   // "http://localhost", "https://box.example:8467/behind"
    SecretString key;
    std::string folder; // of `socket`, for words
};

struct FreeCurl {
    void operator()(CURL *handle) const { curl_easy_cleanup(handle); }
};
struct FreeCurlList {
    void operator()(curl_slist *list) const { curl_slist_free_all(list); }
};
using Curl = std::unique_ptr<CURL, FreeCurl>;
using CurlList = std::unique_ptr<curl_slist, FreeCurlList>;

/// The URL that is spoken to; empty: the folder's socket. A folder that was named on the command line goes before a URL
/// that stands in the environment.
std::string urlOf(const ApiPlace &place);

/// InvalidArgument: what is wrong with it. The variables that hold secrets are empty afterwards.
Result<ApiAddress> apiAddressOf(const ApiPlace &place);

/// "Authorization: Bearer …" when there is a key; empty else.
std::string authorization(const ApiAddress &address);

/// A request to `path` at this address; the rest is the caller's. OutOfMemory.
Result<Curl> curlFor(const ApiAddress &address, const std::string &path);

/// InvalidArgument: a part of it is empty, or would be read as something else than was meant.
Result<> checkPath(const std::string &path);

/// In words, with what to start.
Error notRunning(const ApiAddress &address);
/// Why there was no answer.
Error unanswered(CURLcode code, const char *trouble, const ApiAddress &address);

} // namespace glovebox::cli
